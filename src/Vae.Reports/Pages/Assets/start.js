// Makes the parts in their order, the links to sections, and the switch between light and dark.
const made = {};
for (const { id, make: build } of parts) made[id] = build(made);

const sections = [...document.querySelectorAll("main > section")].filter(section => !section.hidden);
const links = sections.map(section => {
  const link = make("a", { href: `#${section.id}` }, section.dataset.name);
  byId("sections").append(make("li", {}, link));
  return link;
});
const seen = new Map();
const watcher = new IntersectionObserver(entries => {
  entries.forEach(entry => seen.set(entry.target, entry.isIntersecting));
  const first = sections.findIndex(section => seen.get(section));
  links.forEach((link, i) => i === first ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
}, { rootMargin: "-20% 0px -55% 0px" });
sections.forEach(section => watcher.observe(section));

const look = byId("look");
const showLook = () => {
  look.textContent = isDark() ? "Light" : "Dark";
  look.setAttribute("aria-label", isDark() ? "Show in light colours" : "Show in dark colours");
};
look.hidden = false;
look.addEventListener("click", () => {
  root.dataset.look = isDark() ? "light" : "dark";
  showLook();
  redraw();
});
systemDark.addEventListener("change", () => {
  showLook();
  redraw();
});
showLook();

// Paper is light.
let before;
addEventListener("beforeprint", () => {
  before = root.dataset.look;
  isPrinted = true;
  root.dataset.look = "light";
  redraw();
});
addEventListener("afterprint", () => {
  isPrinted = false;
  if (before) root.dataset.look = before;
  else delete root.dataset.look;
  redraw();
});
