"use strict";
// Shows the errors in parts as they are scrolled to. Everything from articles is set as text, never as markup.
(() => {
  const PART = 40;
  const data = JSON.parse(document.getElementById("data").textContent);
  const byId = (id) => document.getElementById(id);
  const list = byId("list"), count = byId("count"), more = byId("more"), text = byId("text");
  const fields = { what: (e) => e.what, type: (e) => e.type, source: (e) => data.articles[e.article].source };
  for (const e of data.errors) {
    e.words = [e.item, ...e.pieces.map((piece) => piece[0]), data.articles[e.article].id].join(" ").toLowerCase().normalize("NFC");
  }
  let chosen = [], shown = 0;

  const make = (name, kind, content) => {
    const node = document.createElement(name);
    if (kind) node.className = kind;
    if (content !== undefined) node.textContent = content;
    return node;
  };

  const sentence = (error) => {
    if (!error.pieces.length) return make("p", "none", "The text of the article, or the place in it, is not known.");
    const line = make("p", "sentence");
    line.lang = "vi";
    for (const [piece, sides] of error.pieces) line.append(sides ? make("mark", sides, piece) : piece);
    return line;
  };

  const card = (error) => {
    const article = data.articles[error.article];
    const node = make("div", "error " + error.type), head = make("div", "head");
    node.setAttribute("role", "listitem");
    const where = error.para === null ? article.id : article.id + " ¶" + error.para;
    head.append(make("b", "", error.what + " " + error.type), make("span", "", article.source), make("span", "", where));
    node.append(head, make("p", "item", error.item), sentence(error));
    const sides = make("p", "sides");
    if (error.gold !== null) sides.append(make("mark", "g", error.gold), " ");
    if (error.found !== null) sides.append(make("mark", "f", error.found));
    node.append(sides);
    return node;
  };

  const showMore = () => {
    const part = document.createDocumentFragment();
    for (const error of chosen.slice(shown, shown + PART)) part.append(card(error));
    shown = Math.min(shown + PART, chosen.length);
    list.append(part);
    more.hidden = shown === chosen.length;
  };

  const apply = () => {
    const wanted = Object.keys(fields).filter((name) => byId(name).value);
    const sought = text.value.trim().toLowerCase().normalize("NFC");
    chosen = data.errors.filter(
      (e) => wanted.every((name) => fields[name](e) === byId(name).value) && (!sought || e.words.includes(sought)));
    shown = 0;
    list.replaceChildren();
    showMore();
    count.textContent = chosen.length.toLocaleString("en") + " of " + data.errors.length.toLocaleString("en") + " errors";
  };

  // The choice stands in the address, so that a list of errors can be sent to somebody.
  const remember = () => {
    const state = new URLSearchParams();
    for (const name of [...Object.keys(fields), "text"]) if (byId(name).value) state.set(name, byId(name).value);
    try { history.replaceState(null, "", "#" + (state.toString() || "errors")); } catch (_) { /* some viewers forbid it */ }
  };

  const recall = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    for (const name of [...Object.keys(fields), "text"]) if (state.has(name)) byId(name).value = state.get(name);
  };

  for (const [name, field] of Object.entries(fields)) {
    const numbers = new Map();
    for (const e of data.errors) numbers.set(field(e), (numbers.get(field(e)) || 0) + 1);
    for (const value of [...numbers.keys()].sort()) {
      const option = make("option", "", value + " (" + numbers.get(value) + ")");
      option.value = value;
      byId(name).append(option);
    }
    byId(name).addEventListener("change", () => { apply(); remember(); });
  }
  text.addEventListener("input", () => { apply(); remember(); });
  byId("filters").addEventListener("submit", (event) => event.preventDefault());
  more.querySelector("button").addEventListener("click", showMore);
  window.addEventListener("hashchange", () => { recall(); apply(); });
  recall();
  apply();
  // Observed anew each time, because it reports changes alone and the end may still be in sight.
  const end = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting) || more.hidden) return;
    showMore();
    end.unobserve(more);
    end.observe(more);
  }, { rootMargin: "800px" });
  end.observe(more);
})();
