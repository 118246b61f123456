// The histogram, the slider over it, and what its threshold does. Every place of the slider is a threshold at which all rows were counted.
part("threshold", () => {
  const { threshold, histogram } = data;
  const values = unpack(threshold.values, Float32Array);
  const flagged = unpack(threshold.flagged, Int32Array);
  const hits = unpack(threshold.hits, Int32Array);
  const alarms = unpack(threshold.falseAlarms, Int32Array);
  const { edges, logarithmic } = histogram;
  const hasLabels = threshold.anomalies > 0;
  const normalRows = threshold.labelled - threshold.anomalies;
  const [first, last] = [edges[0], edges[edges.length - 1]];
  const toAxis = value => logarithmic ? Math.log(value) : value;
  const fromAxis = value => logarithmic ? Math.exp(value) : value;
  const positionOf = value => (toAxis(value) - toAxis(first)) / (toAxis(last) - toAxis(first));
  const slider = byId("slider");
  const field = byId("threshold-value");
  const steps = Number(slider.max);
  const costs = { alarm: 1, miss: 10 };
  let place = threshold.start;

  // The nearest threshold; of scores that lie apart the lower one, so that the slider's ends flag all and none.
  const nearest = value => {
    let [low, high] = [0, values.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (values[middle] <= value) low = middle;
      else high = middle - 1;
    }
    return low < values.length - 1 && Math.abs(toAxis(values[low + 1]) - toAxis(value)) < Math.abs(toAxis(value) - toAxis(values[low])) ? low + 1 : low;
  };

  const countsAt = at => {
    const [found, wrong, all] = [hits[at], alarms[at], flagged[at]];
    const missed = threshold.anomalies - found;
    return {
      value: values[at], all, found, wrong, missed,
      share: threshold.scored ? all / threshold.scored : NaN,
      precision: found + wrong ? found / (found + wrong) : null,
      recall: hasLabels ? found / threshold.anomalies : null,
      f1: found ? 2 * found / (2 * found + wrong + missed) : 0,
      cost: wrong * costs.alarm + missed * costs.miss,
    };
  };

  const stackNames = hasLabels ? ["Normal", "Anomaly", ...(histogram.unknown.some(count => count) ? ["Without a label"] : [])] : ["Rows"];
  const seriesOf = { "Normal": histogram.normal, "Anomaly": histogram.anomalies, "Without a label": histogram.unknown, "Rows": edges.slice(1).map((_, i) => histogram.normal[i] + histogram.anomalies[i] + histogram.unknown[i]) };
  const colourOf = { "Normal": "series-1", "Anomaly": "series-2", "Without a label": "series-3", "Rows": "series-1" };
  const most = Math.max(...edges.slice(1).map((_, i) => stackNames.reduce((sum, name) => sum + seriesOf[name][i], 0)));

  // Bars between edges, as wide as their bin on either axis.
  const bars = name => ({
    name,
    type: "custom",
    itemStyle: { color: colour(colourOf[name]) },
    encode: { x: [0, 1], y: 3 },
    renderItem: (parameters, api) => {
      const [left, top] = api.coord([api.value(0), api.value(3)]);
      const [right, bottom] = api.coord([api.value(1), api.value(2)]);
      return { type: "rect", shape: { x: left + 0.5, y: top, width: Math.max(1, right - left - 1), height: bottom - top }, style: { fill: api.visual("color") } };
    },
    data: edges.slice(1).map((edge, i) => {
      const below = stackNames.slice(0, stackNames.indexOf(name)).reduce((sum, other) => sum + seriesOf[other][i], 0);
      return [edges[i], edge, below, below + seriesOf[name][i]];
    }).filter(bar => bar[3] > bar[2]),
  });

  const line = () => ({
    name: "Threshold",
    type: "line",
    data: [],
    silent: true,
    markLine: {
      symbol: "none", silent: true, animation: false,
      lineStyle: { color: colour("ink"), width: 2, type: "solid" },
      label: { color: colour("ink"), fontWeight: 600, fontSize: 13, formatter: short(values[place]), position: "end" },
      data: [{ xAxis: Math.min(last, Math.max(first, values[place])) }],
    },
  });

  const scores = chart(
    "scores-chart",
    `Distribution of the scores of ${counted(threshold.scored, "row")}, from ${short(first)} to ${short(last)}.`,
    () => ({
      grid: { left: 52, right: 36, top: hasLabels ? 62 : 42, bottom: 44 },
      legend: hasLabels ? { data: stackNames, left: 44, top: 0, itemWidth: 12, itemHeight: 12, selectedMode: false, textStyle: { color: colour("quiet"), fontSize: 13 } } : undefined,
      tooltip: {
        ...tooltipBase(), trigger: "item",
        formatter: item => item.value ? `${item.seriesName}: ${whole.format(item.value[3] - item.value[2])}\nscores ${short(item.value[0])} to ${short(item.value[1])}` : "",
      },
      xAxis: { ...axisBase(), type: logarithmic ? "log" : "value", name: logarithmic ? "Score (logarithmic)" : "Score", nameLocation: "middle", nameGap: 26, min: first, max: last, splitLine: { show: false }, axisLabel: { ...axisBase().axisLabel, formatter: value => short(value, 3), ...(logarithmic ? { customValues: logTicks(first, last) } : {}) } },
      yAxis: { ...axisBase(), type: "value", name: "Rows", nameLocation: "end", nameGap: 24, max: most, minInterval: 1, axisLabel: { ...axisBase().axisLabel, formatter: value => whole.format(value), showMaxLabel: most < 3 } },
      series: [...stackNames.map(bars), line()],
    }));

  const tile = (name, value, note) => make("div", {}, make("dt", {}, name), make("dd", {}, value, note ? make("small", {}, note) : null));
  const listeners = [];

  const show = keepsSlider => {
    const counts = countsAt(place);
    if (!keepsSlider) slider.value = Math.round(steps * Math.min(1, Math.max(0, positionOf(counts.value))));
    field.value = floatText(counts.value);
    slider.setAttribute("aria-valuetext", `${short(counts.value)}: ${counted(counts.all, "row")} flagged, ${percent(counts.share)}`);
    byId("tiles").replaceChildren(
      tile("Flagged", whole.format(counts.all), `of ${counted(threshold.scored, "row")}`),
      tile("Share flagged", percent(counts.share)),
      ...(hasLabels ? [
        tile("Precision", ratio(counts.precision), counted(counts.wrong, "false alarm")),
        tile("Recall", ratio(counts.recall), `${whole.format(counts.missed)} missed`),
        tile("F1", ratio(counts.f1)),
        tile("Cost", short(counts.cost, 6), "false alarms and misses"),
      ] : []));
    byId("threshold-command").replaceChildren(...command(`vae score --model MODEL --data DATA --threshold ${floatText(counts.value)}`));
    scores.instance.setOption({ series: [...stackNames.map(name => ({ name })), line()] });
    listeners.forEach(listener => listener(counts));
  };

  const go = (at, keepsSlider = false) => {
    place = Math.min(values.length - 1, Math.max(0, at));
    show(keepsSlider);
  };

  slider.addEventListener("input", () => {
    const part = Number(slider.value) / steps;
    go(part === 0 ? 0 : part === 1 ? values.length - 1 : nearest(fromAxis(toAxis(first) + part * (toAxis(last) - toAxis(first)))), true);
  });
  field.addEventListener("change", () => {
    const wanted = Number(field.value.trim());
    go(field.value.trim() === "" || Number.isNaN(wanted) ? place : nearest(logarithmic && wanted <= 0 ? values[0] : wanted));
  });

  const cheapest = () => {
    let best = 0;
    for (let at = 1; at < values.length; at++) {
      if (countsAt(at).cost <= countsAt(best).cost) best = at;
    }
    return best;
  };
  // The lowest threshold that flags no more than this share.
  const atShare = share => {
    let at = values.length - 1;
    while (at > 0 && flagged[at - 1] <= share * threshold.scored) at--;
    return at;
  };
  const button = (name, find) => {
    const element = make("button", { type: "button", class: "plain" }, name);
    element.addEventListener("click", () => go(find()));
    return element;
  };
  byId("threshold-buttons").append(
    button("The model's own", () => threshold.start),
    ...(hasLabels ? [button("Best F1", () => threshold.bestF1), button("Cheapest", cheapest)] : []),
    ...[0.01, 0.05].filter(share => share * threshold.scored >= 1).map(share => button(`Flag ${percent(share, 0)}`, () => atShare(share))));

  if (hasLabels) {
    const cost = (name, label) => {
      const input = make("input", { type: "number", min: 0, step: "any", value: costs[name] });
      input.addEventListener("input", () => {
        costs[name] = Math.max(0, Number(input.value) || 0);
        show(true);
      });
      return make("label", {}, label, input);
    };
    byId("costs").append(cost("alarm", "A false alarm costs"), cost("miss", "A missed anomaly costs"));
    byId("costs").addEventListener("submit", event => event.preventDefault());
  }

  byId("scores-note").textContent = `${histogram.beyond ? `${histogram.beyond === 1 ? "1 row scores" : `${whole.format(histogram.beyond)} rows score`} higher than the axis reaches. ` : ""}`
    + `${hasLabels ? "" : data.label === null ? "Rows without labels: name the label column, and precision and recall are here too." : "No row is labelled an anomaly, or none a normal row: with both kinds precision and recall are here too."}`;
  show(false);
  return { values, countsAt, onMove: listener => { listeners.push(listener); listener(countsAt(place)); }, get value() { return values[place]; }, hasLabels, normalRows };
});
