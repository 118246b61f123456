// Charts in the colours of the page, redrawn when these change, and as wide as their place.
const drawn = [];
const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const font = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

const axisBase = () => ({
  axisLine: { lineStyle: { color: colour("line") } },
  axisTick: { show: false },
  axisLabel: { color: colour("quiet"), fontSize: 13, hideOverlap: true },
  splitLine: { lineStyle: { color: colour("line"), opacity: 0.6 } },
  nameTextStyle: { color: colour("quiet"), fontSize: 13 },
});

// Tooltips are drawn, not markup: a text from data stays a text there.
const tooltipBase = () => ({
  renderMode: "richText",
  confine: true,
  backgroundColor: colour("sheet"),
  borderColor: colour("line"),
  borderWidth: 1,
  padding: [8, 12],
  textStyle: { color: colour("ink"), fontSize: 13, fontFamily: font },
});

// `options` makes the options anew whenever colours change; `text` says what is to be seen to those who do not see it.
const chart = (id, text, options, onMade) => {
  const place = byId(id);
  const entry = { place, instance: null };
  entry.draw = () => {
    entry.instance?.dispose();
    entry.instance = echarts.init(place, null, { renderer: "canvas" });
    entry.instance.setOption({ textStyle: { fontFamily: font }, animation: false, aria: { enabled: true, label: { description: text } }, ...options() });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", text);
    onMade?.(entry.instance);
  };
  entry.draw();
  new ResizeObserver(() => entry.instance.resize()).observe(place);
  drawn.push(entry);
  return entry;
};

const redraw = () => drawn.forEach(entry => entry.draw());
