// How training went: losses, and how much of the code is in use.
part("training", () => {
  const { training } = data;
  const epochs = training.epochs.map(([epoch, loss, reconstruction, kl, validation, active]) => ({ epoch, loss, reconstruction, kl, validation, active }));
  if (epochs.length < 2) return null;
  byId("training").hidden = false;
  const last = epochs[epochs.length - 1];
  const hasValidation = epochs.some(epoch => epoch.validation !== null);
  const hasKl = epochs.some(epoch => epoch.kl > 0);
  byId("training-lead").textContent = `${training.networks > 1 ? `The first of ${training.networks} networks, ` : ""}${whole.format(last.epoch)} epochs. A loss that still falls at the end says that longer training would help${hasValidation ? "; one that rises on held-out rows, that it was too long" : ""}.`;
  const pairs = name => epochs.map(epoch => [epoch.epoch, epoch[name]]);

  const lines = (series, axes) => () => ({
    grid: { left: 8, right: axes.length > 1 ? 8 : 22, top: 44, bottom: 30, containLabel: true },
    legend: { left: 0, top: 0, itemWidth: 18, itemHeight: 3, icon: "rect", selectedMode: false, textStyle: { color: colour("quiet"), fontSize: 13 } },
    tooltip: { ...tooltipBase(), trigger: "axis", axisPointer: { lineStyle: { color: colour("line") } }, formatter: items => `Epoch ${items[0].value[0]}\n` + items.map(item => `${item.seriesName}: ${short(item.value[1])}`).join("\n") },
    xAxis: { ...axisBase(), type: "value", min: epochs[0].epoch, max: last.epoch, name: "Epoch", nameLocation: "middle", nameGap: 28, splitLine: { show: false }, minInterval: 1 },
    yAxis: axes.map((axis, i) => ({ ...axisBase(), type: "value", scale: !axis.fromZero, min: axis.fromZero ? 0 : undefined, max: axis.max, interval: axis.max ? Math.ceil(axis.max / 4) : undefined, splitLine: i ? { show: false } : axisBase().splitLine, axisLabel: { ...axisBase().axisLabel, formatter: value => short(value, 3) } })),
    series: series.map(({ name, data: points, line, dash, axis, step }) => ({ name, type: "line", symbol: "none", data: points, yAxisIndex: axis ?? 0, step: step ? "end" : false, connectNulls: true, lineStyle: { width: 2.25, type: dash ?? "solid", color: colour(line) }, itemStyle: { color: colour(line) } })),
  });

  chart("loss-chart", `Training loss from ${short(epochs[0].loss)} to ${short(last.loss)} nats a row.`, lines([
    { name: "Training", data: pairs("loss"), line: "series-1" },
    ...(hasKl ? [{ name: "Reconstruction", data: pairs("reconstruction"), line: "series-3" }] : []),
    ...(hasValidation ? [{ name: "Held-out rows", data: pairs("validation"), line: "series-2" }] : []),
  ], [{}]));
  byId("loss-caption").textContent = `Nats a row. It ends at ${short(last.loss)}${hasValidation ? `, and at ${short(last.validation)} on held-out rows` : ""}.`;

  chart("kl-chart", `${last.active} of ${training.latent} latent dimensions in use at the end${hasKl ? `, KL ${short(last.kl)} nats a row` : ""}.`, lines([
    { name: "Dimensions in use", data: pairs("active"), line: "series-2", step: true },
    ...(hasKl ? [{ name: "KL, nats a row (right)", data: pairs("kl"), line: "series-1", axis: 1 }] : []),
  ], [{ fromZero: true, max: training.latent }, ...(hasKl ? [{ fromZero: true }] : [])]));
  byId("kl-caption").textContent = `${whole.format(last.active)} of ${whole.format(training.latent)} dimensions are in use${hasKl ? `, and the code carries ${short(last.kl, 3)} nats a row` : ""}.`;
  return {};
});
