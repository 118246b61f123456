// How later rows differ from the training rows.
part("later", () => {
  const { later } = data;
  if (!later) return null;
  byId("later").hidden = false;
  byId("later-lead").textContent = `${later.name}, ${whole.format(later.rows)} rows, beside the rows that the model was trained on. ${later.drifted ? "They differ by more than chance." : "They do not differ by more than chance."}`;
  const tile = (name, value, note) => make("div", {}, make("dt", {}, name), make("dd", {}, value, note ? make("small", {}, note) : null));
  byId("later-tiles").append(
    tile("Flagged", percent(later.flagged), "of these rows"),
    tile("Distance of scores", later.statistic.toFixed(3), "Kolmogorov-Smirnov, 0 to 1"),
    tile("Chance of that", later.p < 0.0001 ? "< 0.0001" : short(later.p, 2), "if nothing had moved"),
    tile("Columns moved", whole.format(later.movedColumns), later.movedCount > later.movedColumns ? `${whole.format(later.movedCount)} with levels of text counted apart` : null));
  if (later.moved.length === 0) return {};
  const moved = later.moved.map(([name, shift, spread, p]) => ({ name, shift, spread, p }));
  const large = 100;
  const words = shift => Math.abs(shift) < 0.005 ? "no shift" : `${Math.abs(shift) > large ? `over ${large}` : Math.abs(shift).toFixed(2)} σ ${shift > 0 ? "higher" : "lower"}`;
  const times = spread => spread > large ? `over ${large} ×` : `${spread.toFixed(2)} ×`;
  const most = 2;
  const bar = shift => {
    const element = make("span", { class: shift < 0 ? "bar below" : "bar", "aria-hidden": "true" });
    element.style.width = `${100 * Math.min(1, Math.abs(shift) / most)}%`;
    return element;
  };
  byId("moved-table").hidden = false;
  byId("moved-table").append(
    make("caption", {}, `${later.movedCount > moved.length ? `The ${moved.length} of ${whole.format(later.movedCount)} columns${later.movedCount > later.movedColumns ? " and levels" : ""} that moved most` : `Columns${later.movedCount > later.movedColumns ? " and levels" : ""} that moved by more than chance`}, beside what the other columns of a row lead one to expect`),
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Column"), make("th", { scope: "col" }, "Shift"), make("th", { scope: "col" }, make("span", { class: "unseen" }, "Size")), ...["Spread", "p"].map(name => make("th", { scope: "col", class: "number" }, name)))),
    make("tbody", {}, ...moved.map(column => make("tr", {}, make("th", { scope: "row" }, ...breakable(column.name)),
      make("td", { class: "phrase" }, words(column.shift)), make("td", { class: "bar-cell" }, bar(column.shift)), make("td", { class: "number" }, times(column.spread)), make("td", { class: "number" }, column.p < 0.0001 ? "< 0.0001" : short(column.p, 2))))));
  return {};
});
