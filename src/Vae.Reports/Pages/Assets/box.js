// A box on the map of codes for those without a pointer: arrow keys move it, with Shift they make it larger or smaller, and its edges are numbers to read and to write.
// x, y: the points; second: the name of the second axis; select: lists the points of these places; chart: the map's instance; begin: called before a box is opened.
const codesBox = ({ x, y, second, select, chart, begin }) => {
  const [fields, area, button] = [byId("box-fields"), byId("codes-area"), byId("box")];
  const steps = 40;
  const inOrder = [x, y].map(values => Float32Array.from(values.filter(value => Number.isFinite(value))).sort());
  const axes = inOrder.map((values, i) => {
    const [low, high] = [values[0], values[values.length - 1]];
    const room = high - low || 1;
    // As many decimals as a step can be told by.
    const decimals = Math.max(0, Math.min(12, 1 - Math.floor(Math.log10(room / steps))));
    return { low, high, step: room / steps, decimals, middle: [values[values.length >> 2], values[(3 * values.length) >> 2]], name: i ? second : "first direction" };
  });
  let edges = null;

  const inputs = axes.map(axis => ["from", "to"].map(end => make("input", { type: "text", inputmode: "decimal", autocomplete: "off", spellcheck: "false", "aria-label": `${axis.name[0].toUpperCase()}${axis.name.slice(1)} ${end}` })));
  fields.append(...axes.map((axis, i) => make("span", {}, `${axis.name[0].toUpperCase()}${axis.name.slice(1)}`, inputs[i][0], "to", inputs[i][1])));

  const rounded = (value, axis) => Number(value.toFixed(axis.decimals));
  const drawOn = instance => instance.dispatchAction({ type: "brush", areas: edges ? [{ brushType: "rect", xAxisIndex: 0, yAxisIndex: 0, coordRange: edges, transformable: false }] : [] });
  const show = () => {
    inputs.forEach((pair, i) => pair.forEach((input, end) => {
      input.value = String(edges[i][end]);
      input.removeAttribute("aria-invalid");
    }));
    drawOn(chart());
    const inside = [];
    for (let i = 0; i < x.length; i++) {
      if (x[i] >= edges[0][0] && x[i] <= edges[0][1] && y[i] >= edges[1][0] && y[i] <= edges[1][1]) inside.push(i);
    }
    select(inside);
    if (inside.length === 0) byId("codes-count").textContent = "No row is in the box";
  };

  const close = () => {
    if (!edges) return;
    edges = null;
    fields.hidden = true;
    button.setAttribute("aria-pressed", "false");
    for (const name of ["tabindex", "role", "aria-label", "aria-roledescription"]) area.removeAttribute(name);
    drawOn(chart());
    select([]);
  };

  button.addEventListener("click", () => {
    if (edges) {
      close();
      return;
    }
    begin();
    // Where the middle half of all points lies along either axis.
    edges = axes.map(axis => [rounded(Math.min(axis.middle[0], axis.middle[1] - axis.step), axis), rounded(axis.middle[1], axis)]);
    fields.hidden = false;
    button.setAttribute("aria-pressed", "true");
    area.tabIndex = 0;
    area.setAttribute("role", "application");
    area.setAttribute("aria-roledescription", "box");
    area.setAttribute("aria-label", "Box on the map of codes. Arrow keys move it; with Shift, left and down make it smaller, right and up larger. Escape takes it away.");
    show();
    area.focus();
  });

  const keys = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] };
  area.addEventListener("keydown", event => {
    if (!edges) return;
    if (event.key === "Escape") {
      close();
      button.focus();
      return;
    }
    const key = keys[event.key];
    if (!key || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [i, way] = key;
    const axis = axes[i];
    const by = way * axis.step;
    const [low, high] = edges[i];
    // It stays where points are, and never gets thinner than a step.
    if (event.shiftKey) edges[i] = [low, Math.max(low + axis.step, high + by)];
    else if (way < 0 ? high + by > axis.low : low + by < axis.high) edges[i] = [low + by, high + by];
    edges[i] = edges[i].map(edge => rounded(edge, axis));
    show();
  });

  inputs.forEach((pair, i) => pair.forEach((input, end) => input.addEventListener("change", () => {
    const text = input.value.trim().replace("\u2212", "-");
    const wanted = Number(text);
    if (text === "" || !Number.isFinite(wanted)) {
      input.setAttribute("aria-invalid", "true");
      byId("codes-count").textContent = `${input.getAttribute("aria-label")} is no number; write one such as ${edges[i][end]}`;
      return;
    }
    edges[i][end] = wanted;
    if (edges[i][0] > edges[i][1]) edges[i].reverse();
    show();
  })));
  fields.addEventListener("submit", event => event.preventDefault());
  return { isOpen: () => edges !== null, close, drawOn };
};
