"use strict";
// The data of the report and the few tools that every part of the page uses. Texts of pages reach the screen
// through text() alone, as text nodes: nothing here parses markup.
const DATA = JSON.parse(document.getElementById("data").textContent);
const WORDS = DATA.words;
const CELL = { key: 0, status: 1, values: 2, sure: 3, pages: 4, sources: 5, first: 6, count: 7, stands: 8 };
const VALUE = { label: 0, sources: 1, disputed: 2, sure: 3 };
const PIECE = {
  cell: 0, value: 1, page: 2, excerpt: 3, start: 4, end: 5, from: 6, to: 7, heading: 8, condition: 9, folded: 10,
};
const PAGE = { id: 0, title: 1, address: 2, link: 3, published: 4, same: 5 };
const SYMBOLS = { stated: "✓", denied: "✗", conflicting: "≠", not_mentioned: "" };
const byId = (id) => document.getElementById(id);
const cellNumbers = new Map(DATA.cells.map((cell, number) => [cell[CELL.key].join("."), number]));

// Characters that cannot be seen, or that turn the direction of what follows, are shown by their number.
const HIDDEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb]/;

function make(name, attributes, ...content) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...content.filter((part) => part != null && part !== ""));
  return element;
}

function text(string) {
  if (!HIDDEN.test(string)) return document.createTextNode(string);
  const whole = document.createDocumentFragment();
  for (const part of string.split(new RegExp(`(${HIDDEN.source})`))) {
    if (!HIDDEN.test(part)) { whole.append(part); continue; }
    const code = part.codePointAt(0).toString(16).toUpperCase().padStart(4, "0");
    whole.append(make("span", { class: "sign", title: fill(WORDS.hidden_sign, { code }) }, `U+${code}`));
  }
  return whole;
}

// Text of a page: Chinese for a screen reader, and with a direction of its own.
const quoted = (string, name = "bdi", attributes = {}) => make(name, { lang: "zh", ...attributes }, text(string));

const fill = (template, values) => template.replace(/\{(\w+)\}/g, (_, name) => values[name]);

const cellName = (key) => ["platform", "type", "attribute"].map((kind, at) => DATA.names[kind][key[at]]).join(WORDS.separator);

const pieceLink = (number) => {
  const cell = DATA.cells[DATA.pieces[number][PIECE.cell]];
  return `#${cell[CELL.key].join(".")}.${number - cell[CELL.first] + 1}`;
};

const quote = (piece) => DATA.excerpts[piece[PIECE.excerpt]][0].slice(piece[PIECE.start], piece[PIECE.end]);

// The quote inside its context, with an ellipsis where the page goes on.
function inContext(piece) {
  const [whole, begins, ends] = DATA.excerpts[piece[PIECE.excerpt]];
  const before = whole.slice(piece[PIECE.from], piece[PIECE.start]);
  const after = whole.slice(piece[PIECE.end], piece[PIECE.to]);
  return make("blockquote", { lang: "zh", dir: "auto" },
    piece[PIECE.from] > 0 || !begins ? "…" : "", text(before),
    make("mark", {}, text(quote(piece))),
    text(after), piece[PIECE.to] < whole.length || !ends ? "…" : "");
}

// Where a page stands: its date, its address (a link where it is one of the web) and its file.
function origin(page) {
  const address = page[PAGE.link]
    ? make("a", { href: page[PAGE.address], target: "_blank", rel: "noopener noreferrer nofollow" }, text(page[PAGE.address]))
    : quoted(page[PAGE.address] || WORDS.no_address);
  const line = make("p", { class: "from origin" },
    make("span", { class: "date" }, page[PAGE.published] ? `${WORDS.published} ${page[PAGE.published]}` : WORDS.undated),
    address, quoted(page[PAGE.id], "span"));
  if (page[PAGE.same]) line.append(make("span", { class: "tag" }, text(page[PAGE.same])));
  return line;
}

const condition = (piece) => piece[PIECE.condition] && make("span", { class: "tag" }, `${WORDS.condition} `, quoted(piece[PIECE.condition]));

// The number of a piece's page in the list of sources, for paper, where no link can be followed.
const sourceNumber = (number) => make("span", { class: "number" }, `[${number + 1}]`);

const pageTitle = (page) => (page[PAGE.title] ? quoted(page[PAGE.title]) : WORDS.untitled);

const markOf = (status, count) => make("span", { class: "mark", "aria-hidden": "true" }, `${SYMBOLS[status]} ${count || ""}`.trim());
