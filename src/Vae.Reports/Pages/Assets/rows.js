// The strangest rows: sorted by a click on a heading, searched by word, each opened into what makes it strange.
part("rows", made => {
  const [firstShown, moreShown, reasons] = [25, 100, 3];
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
  let sorted = { column: columns[1], down: true };
  let shown = firstShown;
  const open = new Set();

  const compare = (a, b) => {
    const [x, y] = [sorted.column.key(a), sorted.column.key(b)];
    if (typeof x === "string") return (sorted.down ? -1 : 1) * x.localeCompare(y) || a.place - b.place;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.place - b.place;
    return (x === y ? 0 : (x < y ? -1 : 1) * (sorted.down ? -1 : 1)) || a.place - b.place;
  };

  const summary = row => make("td", { class: "why" }, ...row.parts.slice(0, reasons).filter(part => part.part > 0).map(part =>
    make("span", { title: `${part.name} ${part.value}` }, make("span", { class: "quiet" }, part.name + " "), part.value)));

  const off = part => part.surprise === null ? "" : `${part.surprise > 0 ? "+" : "−"}${short(Math.abs(part.surprise), 3)} σ`;
  const expected = part => part.expected === "" ? "–" : part.spread === "" ? part.expected : Number.isNaN(Number(part.spread)) ? `${part.expected}, ${part.spread}` : `${part.expected} ± ${part.spread}`;

  const detail = row => {
    const largest = Math.max(...row.parts.map(part => Math.abs(part.part)), 1e-30);
    const line = part => {
      const bar = make("span", { class: part.part < 0 ? "bar below" : "bar" });
      bar.style.width = `${100 * Math.abs(part.part) / largest}%`;
      return make("tr", {},
        make("th", { scope: "row" }, part.name), make("td", {}, part.value), make("td", {}, expected(part)), make("td", { class: "number" }, off(part)),
        make("td", { class: "number" }, short(part.part, 3)), make("td", { class: "bar-cell" }, bar));
    };
    return make("tr", { class: "detail", id: `detail-${row.n}` }, make("td", { colspan: columns.length }, make("table", {},
      make("caption", {}, `Parts of the score of row ${row.n}; they add up to it`),
      make("thead", {}, make("tr", {}, ...["Column", "Value", "Expected", "Off by", "Part", "Share"].map((name, i) => make("th", { scope: "col", class: i === 3 || i === 4 ? "number" : null }, name)))),
      make("tbody", {}, ...row.parts.map(line),
        row.others > 0 ? make("tr", {}, make("th", { scope: "row", class: "quiet" }, `${whole.format(row.others)} more columns`), make("td"), make("td"), make("td"), make("td", { class: "number" }, short(row.rest, 3)), make("td")) : null))));
  };

  const entry = row => {
    const isOpen = open.has(row.n);
    const button = make("button", { type: "button", class: "row-open", "aria-expanded": String(isOpen), "aria-controls": isOpen ? `detail-${row.n}` : null }, `Row ${row.n}`);
    const line = make("tr", { class: row.score === null || row.score > made.threshold.value ? "flagged" : null },
      make("td", {}, button),
      make("td", { class: "number score" }, row.score === null ? "∞" : short(row.score)),
      make("td", { class: "number" }, percent(row.p)),
      hasLabels ? make("td", {}, row.label === "" ? "–" : row.label === "0" ? "normal" : row.label === "1" ? "anomaly" : row.label) : null,
      summary(row));
    button.addEventListener("click", () => {
      if (open.delete(row.n)) {
        line.nextElementSibling.remove();
        button.removeAttribute("aria-controls");
      } else {
        open.add(row.n);
        line.after(detail(row));
        button.setAttribute("aria-controls", `detail-${row.n}`);
      }
      button.setAttribute("aria-expanded", String(open.has(row.n)));
    });
    return isOpen ? [line, detail(row)] : [line];
  };

  const table = byId("rows-table");
  const body = make("tbody");
  const heads = columns.map(column => {
    const button = make("button", { type: "button" }, column.name);
    const head = make("th", { scope: "col", class: column.number ? "number" : null }, button);
    button.addEventListener("click", () => {
      sorted = { column, down: sorted.column === column ? !sorted.down : column.down };
      show();
    });
    return head;
  });
  table.append(make("thead", {}, make("tr", {}, ...heads)), body);

  const show = () => {
    const words = byId("search").value.toLowerCase().split(/\s+/).filter(word => word !== "");
    const found = rows.filter(row => words.every(word => row.text.includes(word))).sort(compare);
    heads.forEach((head, i) => columns[i] === sorted.column ? head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    body.replaceChildren(...found.slice(0, shown).flatMap(entry));
    if (found.length === 0) body.append(make("tr", {}, make("td", { colspan: columns.length, class: "quiet" }, "No row has all of these words.")));
    byId("rows-count").textContent = found.length > shown ? `${whole.format(shown)} of ${whole.format(found.length)} rows` : found.length === 1 ? "1 row" : `${whole.format(found.length)} rows`;
    byId("more-rows").hidden = found.length <= shown;
  };

  byId("search").addEventListener("input", () => { shown = firstShown; show(); });
  byId("more-rows").addEventListener("click", () => { shown += moreShown; show(); });
  let waits = 0;
  made.threshold.onMove(() => {
    cancelAnimationFrame(waits);
    waits = requestAnimationFrame(show);
  });
  show();

  // Brings a row to where it is seen, open; false where it is not among those listed.
  return { reveal: number => {
    if (!rows.some(row => row.n === number)) return false;
    byId("search").value = String(number);
    open.add(number);
    show();
    byId("rows").scrollIntoView();
    return true;
  } };
});
