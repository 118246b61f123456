// What a page that is served can do besides: all rows, paged and searched by the server; labels; a threshold saved; a row that is pasted.
part("live", made => {
  if (!data.live) return null;
  for (const id of ["all-rows", "paste", "save-threshold-line"]) byId(id).hidden = false;
  const { detail, received } = made.rows;
  const labelNames = { "": "–", 0: "normal", 1: "anomaly" };

  // Answers are JSON, and so are errors, which have a message.
  const ask = async (path, body) => {
    let answer;
    try {
      answer = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json", "X-Vae": "1" }, body: JSON.stringify(body) });
    } catch {
      throw new Error("The server does not answer; it has ended, or is busy.");
    }
    const content = await answer.json();
    if (!answer.ok) throw new Error(content.error);
    return content;
  };
  const telling = async (place, action) => {
    place.classList.remove("error");
    try {
      place.textContent = await action() ?? "";
    } catch (error) {
      place.textContent = error.message;
      place.classList.add("error");
    }
  };

  byId("save-threshold").addEventListener("click", () => telling(byId("save-threshold-note"), async () => {
    const { file } = await ask("threshold", { value: made.threshold.value });
    return `Saved in ${file}.`;
  }));

  const count = 25;
  const lead = "Every row of the file. Open one to see what makes it strange, and label what you know of: probabilities are learned from labels of both kinds.";
  const state = { from: 0, sort: "score", down: true, total: 0 };
  const width = names => names.length + 3;
  let asked = 0;

  const labelled = row => {
    const choose = make("select", { "aria-label": `Label of row ${row.n}` }, ...["", "0", "1"].map(value => make("option", { value, selected: row.label === value }, labelNames[value])));
    if (!["", "0", "1"].includes(row.label)) choose.append(make("option", { value: row.label, selected: true }, row.label));
    choose.addEventListener("change", () => telling(byId("labels-note"), async () => {
      const { labels } = await ask("label", { row: row.n, label: choose.value });
      return `${whole.format(labels)} ${labels === 1 ? "label" : "labels"} given here, not saved yet.`;
    }));
    return choose;
  };

  const line = (row, names) => {
    const button = make("button", { type: "button", class: "row-open", "aria-expanded": "false" }, `Row ${row.n}`);
    const element = make("tr", { class: row.score !== null && row.score > made.threshold.value ? "flagged" : null },
      make("td", {}, button), make("td", { class: "number score" }, row.scored ? steady(row.score) : "–"), make("td", {}, labelled(row)),
      ...row.cells.map(cell => make("td", { title: cell.length > 24 ? cell : null }, cell)));
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-expanded") === "true") {
        element.nextElementSibling.remove();
        button.setAttribute("aria-expanded", "false");
        return;
      }
      button.setAttribute("aria-expanded", "true");
      try {
        element.after(detail(received(await ask(`row?n=${row.n}`)), width(names)));
      } catch (error) {
        element.after(make("tr", { class: "detail" }, make("td", { colspan: width(names), class: "error" }, error.message)));
      }
    });
    return element;
  };

  const head = (name, sort) => {
    const button = make("button", { type: "button" }, name);
    const cell = make("th", { scope: "col", class: sort === "score" ? "number" : null, "aria-sort": state.sort === sort ? (state.down ? "descending" : "ascending") : null }, button);
    button.addEventListener("click", () => {
      Object.assign(state, { sort, down: state.sort === sort ? !state.down : sort === "score", from: 0 });
      show();
    });
    return cell;
  };

  const show = async () => {
    const number = ++asked;
    const query = new URLSearchParams({ from: state.from, count, sort: state.sort, down: state.down ? 1 : 0, q: byId("search-all").value });
    if (byId("only-flagged").checked) query.set("above", floatText(made.threshold.value));
    await telling(byId("all-count"), async () => {
      const answer = await ask(`rows?${query}`);
      // A later question was asked meanwhile: its answer is what counts.
      if (number !== asked) return byId("all-count").textContent;
      state.total = answer.total;
      byId("all-rows-lead").textContent = lead + (answer.left > 0 ? ` The first ${answer.names.length} of ${whole.format(answer.names.length + answer.left)} columns are here; words are searched for in all.` : answer.names.length === 0 ? " Rows are found by their numbers." : "");
      // Who sorts by the keyboard stays where they are.
      const heads = () => [...byId("all-table").querySelectorAll("thead button")];
      const focused = heads().indexOf(document.activeElement);
      byId("all-table").replaceChildren(
        make("thead", {}, make("tr", {}, head("Row", "row"), head("Score", "score"), make("th", { scope: "col" }, "Label"), ...answer.names.map(name => make("th", { scope: "col" }, name)))),
        make("tbody", {}, ...answer.rows.map(row => line(row, answer.names)), answer.total === 0 ? make("tr", {}, make("td", { colspan: width(answer.names), class: "quiet" }, "No row has all of these words.")) : null));
      heads()[focused]?.focus();
      const [back, on] = [byId("page-back"), byId("page-on")];
      const active = document.activeElement;
      back.disabled = state.from === 0;
      on.disabled = state.from + count >= state.total;
      if (active === back && back.disabled) on.focus();
      if (active === on && on.disabled) back.focus();
      return answer.total === 0 ? "0 rows" : `${whole.format(state.from + 1)} to ${whole.format(Math.min(state.total, state.from + count))} of ${whole.format(state.total)} rows`;
    });
  };

  byId("all-rows-lead").textContent = lead;
  byId("search-all").addEventListener("input", () => { state.from = 0; show(); });
  byId("only-flagged").addEventListener("change", () => { state.from = 0; show(); });
  byId("page-back").addEventListener("click", () => { state.from = Math.max(0, state.from - count); show(); });
  byId("page-on").addEventListener("click", () => { state.from += count; show(); });
  byId("save-labels").addEventListener("click", () => telling(byId("labels-note"), async () => {
    const { files } = await ask("labels", {});
    return `Saved in ${files.join(" and ")}.`;
  }));

  byId("score-pasted").addEventListener("click", async () => {
    const result = byId("pasted-result");
    result.classList.remove("error");
    try {
      const answer = await ask("score", { text: byId("pasted").value });
      const row = received(answer);
      const words = `${answer.flagged ? "Flagged" : "Not flagged"}: it scores ${row.score === null ? "∞" : short(row.score)}, and is an anomaly with a probability of ${percent(row.p)}.`;
      result.replaceChildren(make("p", { class: "headline" }, words), make("div", { class: "scroll", role: "region", "aria-label": "Parts of its score", tabindex: 0 }, make("table", {}, make("tbody", {}, detail(row, 1)))));
    } catch (error) {
      result.textContent = error.message;
      result.classList.add("error");
    }
  });
  show();
  return {};
});
