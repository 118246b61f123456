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
  const moved = later.moved.map(([name, shift, spread, p], place) => ({ name, shift, spread, p, place }));
  const large = 100;
  const words = shift => Math.abs(shift) < 0.005 ? "no shift" : `${Math.abs(shift) > large ? `over ${large}` : Math.abs(shift).toFixed(2)} σ ${shift > 0 ? "higher" : "lower"}`;
  const times = spread => spread > large ? `over ${large} ×` : `${spread.toFixed(2)} ×`;
  const most = 2;
  const bar = shift => {
    const element = make("span", { class: shift < 0 ? "bar below" : "bar", "aria-hidden": "true" });
    element.style.width = `${100 * Math.min(1, Math.abs(shift) / most)}%`;
    return element;
  };
  const hasLevels = later.movedCount > later.movedColumns;
  byId("moved").hidden = byId("moved-note").hidden = false;
  byId("moved-note").textContent = `Columns${hasLevels ? " and levels" : ""} that moved by more than chance, the farthest first, beside what the other columns of a row lead one to expect.`
    + (later.movedCount > moved.length ? ` Here are ${whole.format(moved.length)} of ${whole.format(later.movedCount)}.` : "");
  const columns = [
    { name: "Column", key: row => row.name, cell: row => row.name },
    { name: "Shift", key: row => row.shift, cell: row => make("span", { class: "shift" }, make("span", {}, words(row.shift)), make("span", {}, bar(row.shift))), down: true },
    { name: "Spread", key: row => row.spread, cell: row => times(row.spread), number: true, down: true },
    { name: "p", key: row => row.p, cell: row => row.p < 0.0001 ? "< 0.0001" : short(row.p, 2), number: true },
  ];
  sortedTable({
    table: byId("moved-table"), columns, rows: moved, text: row => row.name, sort: { column: { key: row => row.place }, down: false }, firstShown: 10, what: "column", more: byId("more-moved"),
    lineOf: row => [make("tr", {}, ...columns.map((column, i) => i === 0 ? make("th", { scope: "row" }, ...breakable(column.cell(row))) : make("td", { class: column.number ? "number" : null }, column.cell(row))))],
  })();
  return {};
});
