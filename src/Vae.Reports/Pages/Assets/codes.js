// The map of codes: coloured by score, label or any column; a selection, drawn or by a box that keys and numbers move, lists its rows.
part("codes", made => {
  const { map } = data;
  if (!map) return null;
  byId("codes").hidden = false;
  const [x, y, scores] = [map.x, map.y, map.scores].map(text => unpack(text, Float32Array));
  const rows = unpack(map.rows, Int32Array);
  const kinds = unpack(map.kinds, Uint8Array);
  const hasLabels = kinds.some(kind => kind !== 0);
  const kindNames = ["Without a label", "Normal", "Anomaly"];
  const isAll = rows.length === data.threshold.scored;
  const { latent, active, networks } = data.training;
  const directions = latent > 1
    ? `the two directions in which codes vary most, ${latent > 2 ? `with ${percent(map.share, 0)} of their variance, ` : ""}each in standard deviations. Rows that lie apart differ to the model; those that lie together are alike${map.share > 0.95 ? "" : " as far as two directions tell"}.${active === 0 ? " No dimension of the code is in use: what is seen here is noise, drawn large." : ""}`
    : "one number, beside the score.";
  byId("codes-lead").textContent = `${isAll ? "Every row" : `${whole.format(rows.length)} of ${whole.format(data.threshold.scored)} rows, drawn at random,`} by ${isAll ? "its" : "their"} code${networks > 1 ? ` in the first of ${networks} networks` : ""}: ${directions}`;

  const colours = [
    { name: "Score", values: scores, isScore: true },
    ...(hasLabels ? [{ name: `Label`, values: Float32Array.from(kinds), levels: kindNames, isLabel: true }] : []),
    ...map.colours.map(colour => ({ name: data.columns[colour.column], values: unpack(colour.values, Float32Array), levels: colour.levels })),
  ];
  const chooser = byId("colour-by");
  chooser.append(...colours.slice(0, hasLabels ? 2 : 1).map((colour, i) => make("option", { value: i }, colour.name)),
    make("optgroup", { label: data.columnCount > map.colours.length ? `${map.colours.length} of ${whole.format(data.columnCount)} columns` : "Columns" }, ...colours.slice(hasLabels ? 2 : 1).map((colour, i) => make("option", { value: i + (hasLabels ? 2 : 1) }, colour.name))));
  let chosen = colours[hasLabels ? 1 : 0];
  chooser.value = hasLabels ? 1 : 0;

  const palette = () => ["#4a76b8", "#d2691e", "#3d8f6e", "#a3588f", "#b59a2d", "#5aa6c4", "#8a6a55", "#c25b66"].map(value => value);
  const mostLevels = 8;
  const unknownLevel = "Missing or never seen";
  const sorted = values => Float32Array.from(values.filter(value => Number.isFinite(value))).sort();
  const at = (values, share) => values[Math.min(values.length - 1, Math.max(0, Math.round(share * (values.length - 1))))];

  // Levels have a colour each, the most frequent ones; numbers a scale on which the middle nine tenths of them are spread.
  const coloured = () => {
    const points = Array.from(x, (_, i) => [x[i], y[i], chosen.values[i], i]);
    if (chosen.levels) {
      const counts = new Map();
      chosen.values.forEach(value => counts.set(value, (counts.get(value) ?? 0) + 1));
      const known = [...counts.keys()].filter(value => !Number.isNaN(value)).sort((a, b) => chosen.isLabel ? a - b : counts.get(b) - counts.get(a));
      const named = known.slice(0, mostLevels);
      const colourOf = value => chosen.isLabel ? colour(["series-3", "series-1", "series-2"][value]) : palette()[named.indexOf(value)];
      const groups = named.map(value => ({ name: chosen.levels[value], colour: colourOf(value), data: points.filter(point => point[2] === value) }));
      const rest = points.filter(point => known.indexOf(point[2]) >= mostLevels);
      if (rest.length) groups.unshift({ name: counted(known.length - mostLevels, "other level"), colour: colour("fact"), data: rest });
      const missing = points.filter(point => Number.isNaN(point[2]));
      if (missing.length) groups.unshift({ name: `${unknownLevel} (${whole.format(missing.length)})`, colour: colour("series-3"), data: missing });
      return { series: groups.map(group => scatter(group.name, group.data, group.colour)), legend: groups.map(group => group.name) };
    }

    const values = sorted(chosen.values);
    const [low, high] = [at(values, 0.02), at(values, 0.98)];
    const isLog = chosen.isScore && data.histogram.logarithmic;
    const known = points.filter(point => !Number.isNaN(point[2])).map(point => [point[0], point[1], isLog ? Math.log(Math.min(point[2], 3e38)) : point[2], point[3]]);
    known.sort((a, b) => a[2] - b[2]);
    const missing = points.filter(point => Number.isNaN(point[2]));
    const missingName = `Missing (${whole.format(missing.length)})`;
    const ends = isLog ? [Math.log(low), Math.log(high)] : [low, high];
    return {
      series: [...(missing.length ? [scatter(missingName, missing, colour("series-3"))] : []), scatter(chosen.name, known)],
      legend: missing.length ? [missingName] : [],
      visual: {
        type: "continuous", seriesIndex: missing.length ? 1 : 0, dimension: 2, min: ends[0], max: ends[1] > ends[0] ? ends[1] : ends[0] + 1, calculable: false, orient: "horizontal", left: 0, top: 0, itemHeight: 150, itemWidth: 10,
        text: [short(high, 3), short(low, 3)], textStyle: { color: colour("quiet"), fontSize: 13 },
        inRange: { color: isDark() ? ["#33507c", "#7aa5e0", "#f0d9a5", "#f2883c"] : ["#b9cbe6", "#4a76b8", "#c98a3a", "#a32d0b"] },
      },
    };
  };

  const scatter = (name, points, fill) => ({
    name, type: "scatter", data: points, symbolSize: rows.length > 1500 ? 5 : 7, itemStyle: { color: fill, opacity: 0.75 }, large: false,
    // Painted at once: what is left for later frames would be painted on a chart that print has replaced.
    progressive: 0,
    emphasis: { itemStyle: { borderColor: colour("ink"), borderWidth: 1.5, opacity: 1 } },
  });

  const lasso = byId("lasso");
  let isSelecting = false;
  let box = null;
  const options = () => {
    const { series, legend, visual } = coloured();
    return {
      grid: { left: 62, right: 16, top: 44, bottom: 48 },
      legend: legend.length ? { data: legend, type: "scroll", ...(visual ? { right: 0 } : { left: 0 }), top: 0, itemWidth: 11, itemHeight: 11, icon: "circle", selectedMode: false, textStyle: { color: colour("quiet"), fontSize: 13 }, pageTextStyle: { color: colour("quiet") } } : undefined,
      visualMap: visual,
      tooltip: {
        ...tooltipBase(),
        formatter: item => `Row ${rows[item.value[3]]}\nscore ${short(scores[item.value[3]])}${hasLabels ? `\n${kindNames[kinds[item.value[3]]].toLowerCase()}` : ""}${chosen.isScore || chosen.isLabel ? "" : `\n${chosen.name}: ${chosen.levels ? chosen.levels[chosen.values[item.value[3]]] ?? unknownLevel.toLowerCase() : short(chosen.values[item.value[3]])}`}`,
      },
      toolbox: { show: false },
      brush: { xAxisIndex: 0, throttleType: "debounce", throttleDelay: 150, brushStyle: { borderWidth: 1.5, borderColor: colour("accent"), color: "rgba(80, 130, 210, 0.15)" }, outOfBrush: { colorAlpha: 0.15 } },
      xAxis: { ...axisBase(), type: "value", name: "First direction", nameLocation: "middle", nameGap: 28, scale: true, axisLabel: { ...axisBase().axisLabel, formatter: value => short(value, 3) } },
      yAxis: { ...axisBase(), type: "value", name: latent > 1 ? "Second direction" : "Score", nameLocation: "middle", nameGap: 44, scale: true, axisLabel: { ...axisBase().axisLabel, formatter: value => short(value, 3) } },
      series,
    };
  };

  const listed = 200;
  const explained = new Set(data.rows.map(row => row.n));
  const select = places => {
    byId("selected").hidden = places.length === 0;
    byId("codes-count").textContent = places.length ? `${counted(places.length, "row")} selected` : "";
    const chosenRows = places.map(place => ({ place, n: rows[place], score: scores[place], kind: kindNames[kinds[place]] })).sort((a, b) => b.score - a.score);
    const line = row => {
      const isListed = explained.has(row.n);
      const name = isListed ? make("button", { type: "button", class: "row-open" }, `Row ${row.n}`) : `Row ${row.n}`;
      if (isListed) name.addEventListener("click", () => made.rows.reveal(row.n));
      return make("tr", {}, make("td", {}, name), make("td", { class: "number" }, steady(row.score)), hasLabels ? make("td", {}, row.kind) : null);
    };
    byId("selected-table").replaceChildren(
      make("caption", {}, places.length > listed ? `The ${listed} of them with the highest scores` : "Those selected, the strangest first"),
      make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Row"), make("th", { scope: "col", class: "number" }, "Score"), hasLabels ? make("th", { scope: "col" }, "Label") : null)),
      make("tbody", {}, ...chosenRows.slice(0, listed).map(line)));
  };

  const setLasso = instance => instance.dispatchAction({ type: "takeGlobalCursor", key: "brush", brushOption: { brushType: isSelecting ? "polygon" : false, brushMode: "single" } });
  const entry = chart("codes-chart", "Map of codes: points that lie together are rows that the model takes for alike.", options, instance => {
    instance.on("brushselected", event => {
      if (!isSelecting) return;
      const series = instance.getOption().series;
      select(event.batch[0].selected.flatMap(found => found.dataIndex.map(i => series[found.seriesIndex].data[i][3])));
    });
    setLasso(instance);
    if (box?.isOpen()) box.drawOn(instance);
  });
  box = codesBox({ x, y, second: options().yAxis.name.toLowerCase(), select, chart: () => entry.instance, begin: () => isSelecting && setSelecting(false) });
  const setSelecting = isOn => {
    isSelecting = isOn;
    lasso.setAttribute("aria-pressed", String(isOn));
    entry.instance.dispatchAction({ type: "brush", areas: [] });
    select([]);
    setLasso(entry.instance);
  };
  chooser.addEventListener("change", () => {
    chosen = colours[Number(chooser.value)];
    if (!box.isOpen()) select([]);
    entry.draw();
  });
  lasso.addEventListener("click", () => {
    box.close();
    setSelecting(!isSelecting);
  });
  byId("codes-caption").textContent = "To select by drawing, draw around points; with a box, move it by the arrow keys or write its edges. The rows inside are listed below.";
  return {};
});
