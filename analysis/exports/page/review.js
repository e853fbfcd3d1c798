// What people decided on a cell, under its facts: only in a report that was reviewed.
const factsAlone = showFacts;
showFacts = (key, cell) => {
  factsAlone(key, cell);
  const told = DATA.reviews[key];
  if (!told) return;
  byId("cell-facts").append(make("ul", { class: "reviews" }, ...told.map(([what, quoteOf, page, by, when, why, became]) =>
    make("li", {},
      make("p", {}, make("b", {}, text(what)), " ", became && make("span", { class: "tag" }, became)),
      make("p", { class: "lead" }, text(by), WORDS.separator, text(when), WORDS.colon, text(why)),
      make("p", { class: "lead" }, quoted(`「${quoteOf}」`), " ", text(page))))));
};
