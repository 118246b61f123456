// What the parts of the page share: the data, elements, numbers. Every text that comes from data becomes a text node, never markup.
const data = JSON.parse(document.getElementById("data").textContent);
const byId = id => document.getElementById(id);

// An element with attributes and children; a child that is no element is text.
const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.filter(child => child != null));
  return element;
};

const unpack = (text, Type) => new Type(Uint8Array.from(atob(text), character => character.charCodeAt(0)).buffer);

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const digits = new Map();
const numberFormat = most => {
  if (!digits.has(most)) digits.set(most, new Intl.NumberFormat("en", { maximumSignificantDigits: most }));
  return digits.get(most);
};

// A number for reading: few digits, and powers of ten where there are many zeros.
const short = (value, most = 4) => {
  if (value == null) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : value < 0 ? "−∞" : "–";
  const size = Math.abs(value);
  return size !== 0 && (size >= 1e7 || size < 1e-4) ? value.toExponential(Math.min(most, 3) - 1) : numberFormat(most).format(value);
};

// So many of a thing: "1 row", "2 rows".
const counted = (count, thing) => `${whole.format(count)} ${thing}${count === 1 ? "" : "s"}`;

// A number in a column of numbers: as many digits in each.
const steady = value => value == null ? "∞" : Math.abs(value) >= 1e7 ? value.toExponential(2) : Math.abs(value) >= 1000 ? whole.format(value) : value.toPrecision(4);

// Rounded before it is made a percentage, as .NET does: 0.0915 is 9.1 % in the verdict and in what `vae score` prints, and 100 times it would be 9.2.
const percent = (share, decimals = 1) => share == null || Number.isNaN(share) ? "–" : (100 * Number(share.toFixed(decimals + 2))).toFixed(decimals) + "\u00a0%";
const ratio = value => value == null || Number.isNaN(value) ? "–" : value.toFixed(4);

// The shortest text of a 32-bit float that gives it back: what the command line takes and prints.
const floatText = value => {
  for (let most = 1; most <= 9; most++) {
    const text = value.toPrecision(most);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
};

// A name that may be broken where its words meet, as in `num_failed_logins`.
const breakable = name => name.split(/(?<=[_.\/=-])(?=[^_.\/=-])/).flatMap((word, i) => i === 0 ? [word] : [make("wbr"), word]);

// A command that is broken between its words alone, and not within a flag.
const command = text => text.split(" ").flatMap((word, i) => [i === 0 ? "" : " ", make("span", { class: "phrase" }, word)]);

const parts = [];
// A part of the page: made once, drawn again when colours change, with what was made.
const part = (id, make) => parts.push({ id, make });
