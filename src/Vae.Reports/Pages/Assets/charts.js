// Charts in the colours of the page, redrawn when these change, and as wide as their place.
const drawn = [];
let isPrinted = false;
const root = document.documentElement;
const systemDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => root.dataset.look ? root.dataset.look === "dark" : systemDark.matches;
const colour = name => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
const font = "system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif";

const axisBase = () => ({
  axisLine: { lineStyle: { color: colour("line") } },
  axisTick: { show: false },
  axisLabel: { color: colour("quiet"), fontSize: 13, hideOverlap: true },
  splitLine: { lineStyle: { color: colour("line"), opacity: 0.6 } },
  nameTextStyle: { color: colour("quiet"), fontSize: 13 },
});

// Values to mark on a logarithmic axis: 1, 2 and 5 times powers of ten, or the powers alone where there are many.
const logTicks = (low, high) => {
  const decades = Math.log10(high / low);
  const ticks = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const digit of decades < 2.2 ? [1, 2, 5] : decades < 4 ? [1, 3] : [1]) ticks.push(Number(`${digit}e${power}`));
  }
  return ticks.filter(tick => tick >= low && tick <= high);
};

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

// As large as on a sheet of A4 or letter, so that letters in it are as large as those around it: two stand side by side.
const paperSize = place => ({ ...(place.closest(".pair") ? { width: 340, height: 230 } : { width: 700, height: place.matches(".square") ? 400 : 240 }), devicePixelRatio: 2 });

// `options` makes the options anew whenever colours change; `text` says what is to be seen to those who do not see it.
const chart = (id, text, options, onMade) => {
  const place = byId(id);
  const entry = { place, instance: null };
  entry.draw = () => {
    entry.instance?.dispose();
    entry.instance = echarts.init(place, null, { renderer: "canvas", ...(isPrinted ? paperSize(place) : {}) });
    entry.instance.setOption({ textStyle: { fontFamily: font }, animation: false, aria: { enabled: true, label: { description: text } }, ...options() });
    place.setAttribute("role", "img");
    place.setAttribute("aria-label", text);
    onMade?.(entry.instance);
  };
  entry.draw();
  new ResizeObserver(() => isPrinted || entry.instance.resize()).observe(place);
  drawn.push(entry);
  return entry;
};

const redraw = () => drawn.forEach(entry => entry.draw());
