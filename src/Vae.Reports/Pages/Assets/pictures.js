// Pictures beside what the model makes of them.
part("pictures", made => {
  const { pictures } = data;
  if (!pictures) return null;
  byId("pictures").hidden = false;
  const scoreOf = number => data.rows.find(row => row.n === number);
  const pair = ({ n, original, rebuilt }) => {
    const row = scoreOf(n);
    const name = row ? make("button", { type: "button", class: "row-open" }, `Row ${n}`) : `Row ${n}`;
    if (row) name.addEventListener("click", () => made.rows.reveal(n));
    return make("li", {},
      make("img", { src: original, alt: `Row ${n}` }), make("img", { src: rebuilt, alt: `What the model makes of row ${n}` }),
      make("span", {}, name), row ? make("span", {}, `score ${steady(row.score)}`) : null);
  };
  byId("strangest-pictures").append(...pictures.strangest.map(pair));
  byId("ordinary-pictures").append(...pictures.ordinary.map(pair));
  byId("walks").hidden = pictures.walks.length === 0;
  byId("walk-list").append(...pictures.walks.map(walk => make("li", {},
    make("span", {}, `Dimension ${walk.dimension}${walk.kl > 0 ? `, ${short(walk.kl, 3)} nats` : ""}`),
    make("img", { src: walk.sheet, alt: `Latent dimension ${walk.dimension} from −3 to 3` }))));
  return {};
});
