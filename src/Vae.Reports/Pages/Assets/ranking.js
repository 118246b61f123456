// ROC and precision-recall, with a point where the threshold stands.
part("ranking", made => {
  const { detection } = data;
  if (!detection) return null;
  byId("ranking").hidden = false;
  byId("ranking-lead").textContent = "How well the scores put anomalies above normal rows, whatever the threshold. The point is the threshold above.";
  const zip = (xs, ys) => xs.map((x, i) => [x, ys[i]]);
  const { curve, norm } = detection;
  const guessed = data.threshold.anomalies / data.threshold.labelled;
  let point = { rate: 0, recall: 0, precision: 1 };

  const options = (xName, yName, lines, at) => () => ({
    grid: { left: 8, right: 28, top: 44, bottom: 30, containLabel: true },
    legend: { left: 0, top: 0, itemWidth: 18, itemHeight: 3, icon: "rect", selectedMode: false, textStyle: { color: colour("quiet"), fontSize: 13 }, data: lines.map(line => ({ name: line.name, ...(line.dash ? { icon: "path://M0 0H5V3H0ZM8 0H13V3H8ZM16 0H21V3H16Z" } : {}) })) },
    tooltip: { ...tooltipBase(), trigger: "axis", axisPointer: { lineStyle: { color: colour("line") } }, formatter: items => `${xName} ${percent(items[0].value[0])}\n` + items.filter(item => item.seriesName !== "Threshold").map(item => `${item.seriesName}: ${percent(item.value[1])}`).join("\n") },
    xAxis: { ...axisBase(), type: "value", min: 0, max: 1, name: xName, nameLocation: "middle", nameGap: 28, splitLine: { show: false }, axisLabel: { ...axisBase().axisLabel, formatter: value => percent(value, 0) } },
    yAxis: { ...axisBase(), type: "value", min: 0, max: 1, axisLabel: { ...axisBase().axisLabel, formatter: value => percent(value, 0) } },
    series: [
      ...lines.map(line => ({ name: line.name, type: "line", symbol: "none", step: line.step, data: line.data, lineStyle: { width: line.width, color: colour(line.colour), type: line.dash ?? "solid" }, itemStyle: { color: colour(line.colour) } })),
      { name: "Threshold", type: "scatter", symbolSize: 12, data: [at()], itemStyle: { color: colour("sheet"), borderColor: colour("ink"), borderWidth: 2.5 }, z: 5 },
    ],
  });

  const charts = [
    [chart("roc-chart", `ROC: area ${detection.areaUnderRoc.toFixed(4)}${norm ? `, and ${detection.areaUnderRocOfNorm.toFixed(4)} of the distance from the mean` : ""}.`, options("False positive rate", "Recall", [
      { name: "This model", colour: "series-1", width: 2.5, data: zip(curve.rate, curve.recall) },
      ...(norm ? [{ name: "|z|", colour: "series-3", width: 1.5, data: zip(norm.rate, norm.recall) }] : []),
      { name: "Guessing", colour: "series-3", width: 1, dash: "dashed", data: [[0, 0], [1, 1]] },
    ], () => [point.rate, point.recall])), () => [point.rate, point.recall]],
    [chart("precision-chart", `Precision and recall: average precision ${detection.averagePrecision.toFixed(4)}${norm ? `, and ${detection.averagePrecisionOfNorm.toFixed(4)} of the distance from the mean` : ""}.`, options("Recall", "Precision", [
      { name: "This model", colour: "series-1", width: 2.5, data: zip(curve.recall.slice(1), curve.precision.slice(1)) },
      ...(norm ? [{ name: "|z|", colour: "series-3", width: 1.5, data: zip(norm.recall.slice(1), norm.precision.slice(1)) }] : []),
      { name: "Guessing", colour: "series-3", width: 1, dash: "dashed", data: [[0, guessed], [1, guessed]] },
    ], () => [point.recall, point.precision])), () => [point.recall, point.precision]],
  ];
  byId("roc-caption").textContent = `Area ${detection.areaUnderRoc.toFixed(4)}${norm ? `; of |z|, the distance from the mean, ${detection.areaUnderRocOfNorm.toFixed(4)}` : ""}. Guessing has 0.5.`;
  byId("precision-caption").textContent = `Average precision ${detection.averagePrecision.toFixed(4)}${norm ? `; of |z| ${detection.averagePrecisionOfNorm.toFixed(4)}` : ""}. Guessing has ${guessed.toFixed(4)}, the share of anomalies.`;
  made.threshold.onMove(counts => {
    point = { rate: made.threshold.normalRows ? counts.wrong / made.threshold.normalRows : 0, recall: counts.recall ?? 0, precision: counts.precision ?? 1 };
    for (const [entry, at] of charts) entry.instance.setOption({ series: [{ name: "Threshold", data: [at()] }] });
  });
  return {};
});
