// A table that is sorted by a click on a heading, searched by words, and shown so many lines at a time.
// columns: name, key (what it is sorted by), cell (what stands there, an element or a text), number, down (whether it sorts downwards first).
const sortedTable = ({ table, columns, rows, text, sort, firstShown, search, count, more, lineOf, what }) => {
  const body = make("tbody");
  let sorted = sort;
  let shown = firstShown;
  const compare = (a, b) => {
    const [x, y] = [sorted.column.key(a), sorted.column.key(b)];
    if (typeof x === "string") return (sorted.down ? -1 : 1) * x.localeCompare(y) || a.place - b.place;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.place - b.place;
    return (x === y ? 0 : (x < y ? -1 : 1) * (sorted.down ? -1 : 1)) || a.place - b.place;
  };
  const heads = columns.map(column => {
    const button = make("button", { type: "button" }, column.name);
    const head = make("th", { scope: "col", class: column.number ? "number" : null, "data-name": column.name }, button);
    button.addEventListener("click", () => {
      sorted = { column, down: sorted.column === column ? !sorted.down : !!column.down };
      show();
    });
    return head;
  });
  table.append(make("thead", {}, make("tr", {}, ...heads)), body);

  const show = () => {
    const words = (search?.value ?? "").toLowerCase().split(/\s+/).filter(word => word !== "");
    const found = rows.filter(row => words.every(word => text(row).includes(word))).sort(compare);
    heads.forEach((head, i) => columns[i] === sorted.column ? head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending") : head.removeAttribute("aria-sort"));
    body.replaceChildren(...found.slice(0, shown).flatMap(lineOf));
    if (found.length === 0) body.append(make("tr", {}, make("td", { colspan: columns.length, class: "quiet" }, `No ${what} has all of these words.`)));
    if (count) count.textContent = found.length > shown ? `${whole.format(shown)} of ${whole.format(found.length)} ${what}s` : counted(found.length, what);
    if (more) more.hidden = found.length <= shown;
  };
  search?.addEventListener("input", () => { shown = firstShown; show(); });
  more?.addEventListener("click", () => { shown += 4 * firstShown; show(); });
  return show;
};
