// The strangest rows: sorted by a click on a heading, searched by word, each opened into what makes it strange.
part("rows", made => {
  const [firstShown, reasons, noteworthy] = [25, 3, 0.1];
  // Of an opened row: at least so many columns, and as many as make up this share of what parts there are.
  const [fewestParts, partsShare] = [6, 0.98];
  const hasLabels = data.label !== null;
  const columnName = column => data.columns[column];
  const partOf = ([column, value, expected, spread, surprise, part]) => ({ name: columnName(column), value, expected, spread, surprise, part });
  const rows = data.rows.map((row, place) => ({ ...row, place, parts: row.parts.map(partOf) }));
  for (const row of rows) {
    row.text = [row.n, row.label, ...row.parts.flatMap(part => [part.name, part.value])].join("\n").toLowerCase();
  }

  const columns = [
    { name: "Row", key: row => row.n, down: false },
    { name: "Score", key: row => row.score ?? Infinity, down: true, number: true },
    { name: "Probability", key: row => row.p, down: true, number: true },
    ...(hasLabels ? [{ name: data.label, key: row => row.label === "" ? NaN : Number(row.label), down: true }] : []),
    { name: "What stands out", key: row => row.parts[0]?.name ?? "", down: false },
  ];
  const open = new Set();

  const summary = row => make("td", { class: "why" }, ...row.parts.slice(0, reasons).filter(part => part.part > 0 && part.part >= noteworthy * row.parts[0].part).map(part =>
    make("span", { title: `${part.name} ${part.value}` }, make("span", { class: "quiet" }, part.name + " "), part.value)));

  const off = part => part.surprise === null ? "" : part.surprise === 0 ? "0 σ" : `${part.surprise > 0 ? "+" : "−"}${short(Math.abs(part.surprise), 3)} σ`;
  const expected = part => part.expected === "" ? "–" : part.spread === "" ? part.expected : Number.isNaN(Number(part.spread)) ? `${part.expected}, ${part.spread}` : `${part.expected} ± ${part.spread}`;

  const detail = (row, width = columns.length, id = null) => {
    const all = row.parts.reduce((sum, part) => sum + Math.abs(part.part), 0);
    let [count, sum] = [0, 0];
    while (count < row.parts.length && (count < fewestParts || sum < partsShare * all)) sum += Math.abs(row.parts[count++].part);
    const named = row.parts.slice(0, count);
    const left = row.parts.length - count + row.others;
    const rest = row.parts.slice(count).reduce((total, part) => total + part.part, row.rest);
    const largest = Math.max(...row.parts.map(part => Math.abs(part.part)), 1e-30);
    const line = part => {
      const bar = make("span", { class: part.part < 0 ? "bar below" : "bar" });
      bar.style.width = `${100 * Math.abs(part.part) / largest}%`;
      return make("tr", {},
        make("th", { scope: "row" }, ...breakable(part.name)), make("td", {}, part.value), make("td", { "data-name": "expected" }, expected(part)), make("td", { class: "number" }, off(part)),
        make("td", { class: "number part" }, short(part.part, 3)), make("td", { class: "bar-cell" }, bar));
    };
    return make("tr", { class: "detail", id }, make("td", { colspan: width }, make("table", {},
      make("caption", {}, `Parts of the score; they add up to it.${row.given.length ? ` Seen where ${row.given.map(([column, value]) => `${columnName(column)} is ${value}`).join(", ")}.` : ""}`),
      make("thead", {}, make("tr", {}, ...["Column", "Value", "Expected", "Off by", "Part", "Share"].map((name, i) => make("th", { scope: "col", class: i === 3 || i === 4 ? "number" : null }, name)))),
      make("tbody", {}, ...named.map(line),
        left > 0 ? make("tr", { class: "quiet" }, make("th", { scope: "row" }, `${whole.format(left)} more`), make("td"), make("td"), make("td"), make("td", { class: "number part" }, short(rest, 3)), make("td")) : null))));
  };

  const entry = row => {
    const isOpen = open.has(row.n);
    const button = make("button", { type: "button", class: "row-open", "aria-expanded": String(isOpen), "aria-controls": isOpen ? `detail-${row.n}` : null }, `Row ${row.n}`);
    const line = make("tr", { class: row.score === null || row.score > made.threshold.value ? "flagged" : null },
      make("td", {}, button),
      make("td", { class: "number score" }, steady(row.score)),
      make("td", { class: "number" }, percent(row.p)),
      hasLabels ? make("td", {}, row.label === "" ? "–" : row.label === "0" ? "normal" : row.label === "1" ? "anomaly" : row.label) : null,
      summary(row));
    button.addEventListener("click", () => {
      if (open.delete(row.n)) {
        line.nextElementSibling.remove();
        button.removeAttribute("aria-controls");
      } else {
        open.add(row.n);
        line.after(detail(row, columns.length, `detail-${row.n}`));
        button.setAttribute("aria-controls", `detail-${row.n}`);
      }
      button.setAttribute("aria-expanded", String(open.has(row.n)));
    });
    return isOpen ? [line, detail(row, columns.length, `detail-${row.n}`)] : [line];
  };

  const show = sortedTable({
    table: byId("rows-table"), columns, rows, text: row => row.text, sort: { column: columns[1], down: true }, firstShown, lineOf: entry, what: "row",
    search: byId("search"), count: byId("rows-count"), more: byId("more-rows"),
  });
  let waits = 0;
  made.threshold.onMove(() => {
    cancelAnimationFrame(waits);
    waits = requestAnimationFrame(show);
  });
  show();

  // An explained row that the server sent, and the lines of the table that it opens into.
  const received = answer => {
    Object.assign(data.columns, answer.columns);
    return { ...answer.row, place: 0, parts: answer.row.parts.map(partOf) };
  };

  // Brings a row to where it is seen, open; false where it is not among those listed.
  return { detail, received, reveal: number => {
    if (!rows.some(row => row.n === number)) return false;
    byId("search").value = String(number);
    open.add(number);
    show();
    byId("rows").scrollIntoView();
    return true;
  } };
});
