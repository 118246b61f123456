// What is known of each column.
part("columns", () => {
  const names = ["column", "kind", "levels", "missing", "rebuilt", "sigma", "leads"];
  const rows = data.facts.map((fact, place) => ({ ...Object.fromEntries(names.map((name, i) => [name, fact[i]])), place }));
  const nameOf = row => data.columns[row.column];
  const listed = data.rows.length;
  const isRebuilt = rows.some(row => row.rebuilt !== null);
  byId("columns-lead").textContent = `${isRebuilt ? "How well the model rebuilds each column: of numbers the share of their variance, of levels how often the likeliest is right, in rows that are not flagged. " : ""}A column leads where it has the largest part of a row's score, ${listed === 1 ? "the only one here" : `among the ${whole.format(listed)} strangest`}.`
    + (rows.some(row => row.sigma !== null) ? " Sigma is how far the model expects values to scatter about what it rebuilds, in the unit of the column." : "")
    + (rows.some(row => row.rebuilt < -0.005) ? " Below 0 % the mean alone would do better." : "")
    + (isRebuilt && rows.some(row => row.rebuilt === null && row.kind !== "constant" && row.kind !== "context") ? " Nothing is said of a column that is the same in all rows looked at." : "")
    + (data.columnCount > rows.length ? ` Here are ${whole.format(rows.length)} of ${whole.format(data.columnCount)} columns: those that lead most often, and then those rebuilt worst.` : "");
  const isAny = name => rows.some(row => row[name] !== null && row[name] !== 0);
  const meter = share => {
    if (share === null) return "–";
    const bar = make("span");
    bar.style.width = `${100 * Math.min(1, Math.max(0, share))}%`;
    return make("span", { class: "meter" }, make("span", { "aria-hidden": "true" }, bar), make("span", {}, share < -0.005 ? "below 0 %" : percent(Math.max(0, share), 0)));
  };
  const columns = [
    { name: "Column", key: nameOf, cell: nameOf },
    { name: "Kind", key: row => row.kind, cell: row => row.levels ? `${row.kind}, ${whole.format(row.levels)} ${row.levels === 1 ? "level" : "levels"}` : row.kind },
    ...(isAny("missing") ? [{ name: "Missing", key: row => row.missing, cell: row => row.missing ? percent(row.missing) : "none", number: true, down: true }] : []),
    ...(isRebuilt ? [{ name: "Rebuilt", key: row => row.rebuilt ?? NaN, cell: row => meter(row.rebuilt) }] : []),
    ...(isAny("sigma") ? [{ name: "Sigma", key: row => row.sigma ?? NaN, cell: row => row.sigma === null ? "–" : short(row.sigma, 3), number: true, down: true }] : []),
    { name: "Leads", key: row => row.leads, cell: row => row.leads === 0 ? "–" : row.leads === 1 ? "1 row" : `${whole.format(row.leads)} rows`, number: true, down: true },
  ];
  const show = sortedTable({
    table: byId("columns-table"), columns, rows, text: row => `${nameOf(row)} ${row.kind}`.toLowerCase(), sort: { column: columns[columns.length - 1], down: true }, firstShown: 12, what: "column",
    search: byId("search-columns"), count: byId("columns-count"), more: byId("more-columns"),
    lineOf: row => [make("tr", {}, ...columns.map((column, i) => i === 0 ? make("th", { scope: "row" }, ...breakable(column.cell(row))) : make("td", { class: column.number ? "number" : null, "data-name": column.name }, column.cell(row))))],
  });
  show();
  return {};
});
