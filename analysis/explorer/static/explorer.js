"use strict";
// The article is data: every text of it reaches the page as a text node or an escaped address.

const DATA = JSON.parse(document.getElementById("data").textContent);
const MOST = 200; // Rows of a list; more would bury the page.
const NEAR = 5; // Words on either side that count as near.
const FRAMED = window.parent !== window;
const byId = id => document.getElementById(id);
const HAN = /[\u3400-\u9fff\uf900-\ufaff]|[\ud840-\ud8bf]/;

// Words and sentences, counted once.

/** A text as it is compared: small letters, no blanks, common forms of * and ?. */
function plain(text) {
  return text.toLowerCase().replace(/\s+/g, "").replace(/＊/g, "*").replace(/？/g, "?");
}

const WORDS = DATA.words.map(([zh, en, stop]) => ({ zh, en, stop, plain: plain(zh), n: 0 }));
const ENGLISH = new Map([...DATA.phrases, ...WORDS.map(word => [word.zh, word.en])]);
let total = 0;
DATA.sentences.forEach((sentence, number) => {
  sentence.number = number;
  sentence.items = sentence.words.map((word, at) => {
    const theme = sentence.themes[at];
    if (typeof word === "string") return { text: word, blank: !word.trim() };
    WORDS[word].n += 1;
    return { text: WORDS[word].zh, word: WORDS[word], theme: theme === undefined ? -1 : theme, place: total++ };
  });
});
const SECTIONS = DATA.sections.map(([key, numeral, zh, en], at) => ({ key, numeral, zh, en, at }));
let colors = 0; // As in the figures: a colour for each of the first five that have a number.
for (const section of SECTIONS) section.color = section.numeral && colors < 5 ? `s${colors++}` : "other";
const THEMES = DATA.themes.map(([key, zh, en], at) => ({ key, zh, en, at }));
const NONE = ""; // The key of what is in no section.

// Making elements.

/** What acts unseen, or has no picture, by its code point. */
function visible(text) {
  return String(text).replace(/[\p{C}\u2028\u2029]/gu, c =>
    "\t\n\r\u200d".includes(c) ? c : `[U+${c.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}]`);
}

function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  element.className = classes.join(" ");
  if (!element.className) element.removeAttribute("class");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== undefined) element.setAttribute(key, visible(value));
  }
  element.append(...children.flat(Infinity).filter(child => child !== "" && child !== undefined)
    .map(child => child instanceof Node ? child : document.createTextNode(visible(child))));
  return element;
}

const zh = (text, tag = "span") => el(tag, { lang: "zh" }, text);
const both = (chinese, english) => [zh(chinese), english && english !== chinese ? [" ", el("span.en", {}, english)] : ""];
const count = (n, one, many = `${one}s`) => `${n.toLocaleString("en")} ${n === 1 ? one : many}`;
const fixed = number => number.toFixed(1).replace("-", "−");
const percent = share => `${Math.round(100 * share)}%`;

function sectionLabel(at, whole = false) {
  const section = SECTIONS[at];
  if (!section) return el("span.sec", {}, SECTIONS.length ? "–" : "");
  const name = whole ? [zh([section.numeral, section.zh].filter(Boolean).join(" ")), " ", el("span.en", {}, section.en === section.zh ? "" : section.en)]
    : zh(section.numeral || section.zh);
  return el(`span.sec.${section.color}`, { title: `${section.zh} ${section.en}` }, name);
}

// The state is the address: #term=人才&sentence=16&raw=1

const VIEWS = ["term", "theme", "compare", "text"];
let state = {}, rendered = "", address = "";

function parse(hash) {
  const found = Object.fromEntries(new URLSearchParams(hash.replace(/^#/, "")));
  found.view = VIEWS.find(view => view in found) || "term";
  const n = Number(found.sentence);
  if (!/^\d+$/.test(found.sentence || "") || n >= DATA.sentences.length) delete found.sentence;
  else found.sentence = n;
  return found;
}

/** The address of a view of its own, or of this one with something changed. */
function href(change, fresh = false) {
  const { view, ...old } = state;
  const next = { ...(fresh ? {} : old), ...change };
  const parts = Object.entries(next).filter(([, value]) => value !== undefined && value !== false);
  return "#" + parts.map(pair => pair.map(addressed).join("=")).join("&");
}

/** A text in an address; none of it looks like an address of its own. */
function addressed(text) {
  return encodeURIComponent(text).replace(/[.!'()*~]/g, c => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
}

function go(hash) {
  if (FRAMED) { // The history belongs to the page around the frame.
    address = hash;
    show();
  } else if (location.hash === hash) show();
  else location.hash = hash;
}

// Finding.

const globs = text => /[*?＊？]/.test(text);

/** Whether a word fits a pattern with * and ?; a loop, so that no pattern takes long. */
function fits(word, pattern) {
  let w = 0, p = 0, star = -1, mark = 0;
  while (w < word.length) {
    if (pattern[p] === "*") { star = p++; mark = w; }
    else if (p < pattern.length && (pattern[p] === "?" || pattern[p] === word[w])) { w++; p++; }
    else if (star >= 0) { p = star + 1; w = ++mark; }
    else return false;
  }
  while (pattern[p] === "*") p++;
  return p === pattern.length;
}

/** Where a term is a word, or several: ranges of items in sentences. */
function places(term) {
  return globs(term) ? globPlaces(term.trim().split(/\s+/).map(plain)) : plainPlaces(plain(term));
}

function globPlaces(parts) {
  const fitting = parts.map(part => new Set(WORDS.filter(word => fits(word.plain, part)
    && !/^[\p{P}\p{S}]+$/u.test(word.zh))));
  const found = [];
  for (const sentence of DATA.sentences) {
    const solid = sentence.items.map((item, at) => ({ ...item, at })).filter(item => !item.blank);
    for (let i = 0; i + parts.length <= solid.length; i++)
      if (fitting.every((words, k) => words.has(solid[i + k].word)))
        found.push({ sentence, from: solid[i].at, to: solid[i + parts.length - 1].at + 1 });
  }
  return found;
}

function plainPlaces(term) {
  const found = [];
  if (!term) return found;
  for (const sentence of DATA.sentences) {
    const { items } = sentence;
    for (let from = 0; from < items.length; from++) {
      let done = 0, to = from;
      while (done < term.length && to < items.length) {
        const piece = items[to].word ? items[to].word.plain : plain(items[to].text);
        if (to === from && !piece || !term.startsWith(piece, done)) break;
        done += piece.length;
        to++;
      }
      if (done === term.length) found.push({ sentence, from, to });
    }
  }
  return found;
}

/** Terms of the article whose English has words that begin so. */
function fromEnglish(query) {
  const words = text => ` ${text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim()}`;
  if (!/^[\p{L}\p{N}][\p{L}\p{N} ,;.&'’-]+$/u.test(query) || HAN.test(query)) return [];
  const wanted = words(query);
  return [...ENGLISH].filter(([, english]) => words(english).includes(wanted))
    .map(([chinese]) => chinese);
}

function find(query) {
  const terms = new Set(), seen = new Set();
  let hits = [], english = false;
  for (const part of query.split(/[|｜]/).map(part => part.trim()).filter(Boolean)) {
    const translated = fromEnglish(part);
    english = english || translated.length > 0;
    for (const term of [part, ...translated]) {
      const found = places(term);
      if (found.length) terms.add(term);
      hits.push(...found.filter(({ sentence, from, to }) => {
        const key = `${sentence.number} ${from} ${to}`;
        return !seen.has(key) && seen.add(key);
      }));
    }
  }
  hits.sort((a, b) => a.sentence.number - b.sentence.number || a.from - b.from || a.to - b.to);
  return { hits, terms: [...terms], english };
}

// Views.

const sentenceLink = (number, ...rest) => el("a", { href: href({ sentence: number, raw: false }), "data-sentence": number }, ...rest);
const termLink = (term, ...rest) => el("a", { href: href({ term }, true) }, ...rest);

/** A list whose rows are links, its length said where it is cut. */
function listed(kind, rows, label, draw) {
  const list = el(`ol.rows${kind}`, { "aria-label": label, "data-arrows": true }, rows.slice(0, MOST).map(row => el("li", {}, draw(row))));
  return [list, rows.length > MOST ? el("p.soft", {}, `The first ${MOST} of ${rows.length.toLocaleString("en")}.`) : ""];
}

function contextRow({ sentence, from, to }) {
  const side = (a, b) => sentence.items.slice(Math.max(a, 0), b).map(item => item.text).join("");
  return sentenceLink(sentence.number,
    el("span.number", {}, sentence.number), el("span.left", {}, zh(side(from - 20, from))),
    zh(side(from, to), "b.key"), el("span.right", { lang: "zh" }, side(to, to + 20)), SECTIONS.length ? sectionLabel(sentence.section) : "");
}

const context = hits => listed(".kwic", hits, "Every place, in its context", contextRow);

/** The article from left to right: its sections above, a line for each place. */
function strip(hits) {
  const box = el("div.strip", { role: "group", "aria-label": "Where it is, from the beginning of the article to its end", "data-arrows": true });
  let last;
  for (const { section, items } of DATA.sentences) {
    const own = items.filter(item => item.word);
    if (!own.length) continue;
    const [begins, ends] = [own[0].place / total, (own[own.length - 1].place + 1) / total];
    if (last && last.section === section) last.ends = ends;
    else {
      last = { section, begins, ends, part: el(`span.part.${SECTIONS[section] ? SECTIONS[section].color : "none"}`) };
      if (SECTIONS[section]) box.append(last.part);
    }
    last.part.style.left = `${100 * last.begins}%`;
    last.part.style.width = `${100 * (last.ends - last.begins)}%`;
    last.part.replaceChildren(SECTIONS[section] ? zh(SECTIONS[section].numeral || SECTIONS[section].zh) : "");
  }
  for (const { sentence, from } of hits.slice(0, MOST)) {
    const place = sentence.items[from].place ?? 0;
    const tick = sentenceLink(sentence.number);
    tick.setAttribute("aria-label", `Sentence ${sentence.number}`);
    tick.style.left = `${100 * place / total}%`;
    box.append(tick);
  }
  return box;
}

function counted(hits) {
  if (!SECTIONS.length) return "";
  const n = at => hits.filter(({ sentence }) => sentence.section === at).length;
  return el("p.legend", {}, SECTIONS.map(section => el("span", {}, sectionLabel(section.at, true), ` ${n(section.at)}`)),
    el("span", {}, sectionLabel(-1), ` elsewhere ${n(-1)}`));
}

function wordBars(words) {
  const most = Math.max(...words.map(word => word.n));
  return el("ol.bars", { "data-arrows": true, "aria-label": "Frequent words" }, words.map(word => {
    const bar = el("span.bar");
    bar.style.width = `${100 * word.n / most}%`;
    return el("li", {}, termLink(word.zh, zh(word.zh), el("span.en", {}, word.en), el("span.n", {}, word.n), bar));
  }));
}

/** Content words within a few words of the places, most frequent first. */
function nearby(hits) {
  const near = new Map(), seen = new Set();
  for (const { sentence, from, to } of hits) {
    const around = [[sentence.items.slice(0, from).reverse(), -1], [sentence.items.slice(to), 1]];
    for (const [side] of around)
      for (const { word, place } of side.filter(item => item.word).slice(0, NEAR))
        if (!word.stop && !seen.has(place) && seen.add(place)) near.set(word, (near.get(word) || 0) + 1);
  }
  return [...near].filter(([, n]) => n > 1).sort((a, b) => b[1] - a[1]).slice(0, 12);
}

function termView() {
  const query = (state.term || "").trim();
  if (!query) {
    const words = WORDS.filter(word => !word.stop && word.n > 0).sort((a, b) => b.n - a.n).slice(0, 60);
    return [el("h2", {}, "The words used most"), words.length ? wordBars(words) : el("p", {}, "This text has no content words.")];
  }
  const { hits, terms, english } = find(query);
  const only = terms.length === 1 ? terms[0] : query;
  const sentences = new Set(hits.map(hit => hit.sentence)).size;
  if (!hits.length) return notFound(query);
  const gloss = terms.length === 1 ? ENGLISH.get(only) : "";
  const chips = terms.length > 1 || globs(query)
    ? [...tally(hits)].sort((a, b) => b[1] - a[1]).slice(0, 30) : [];
  const near = nearby(hits), longer = terms.length === 1 ? containing(only).filter(word => word.zh !== only) : [];
  return [
    el("h2", {}, english ? [query, " → "] : "", english && terms.length > 1 ? count(terms.length, "word") : both(only, gloss), `: ${count(hits.length, "time")} in ${count(sentences, "sentence")}`),
    chips.length ? el("p.chips", { "data-arrows": true }, chips.map(([term, n]) => termLink(term, both(term, ENGLISH.get(term)), ` ${n}`))) : "",
    strip(hits), counted(hits), context(hits),
    near.length ? [el("h3", {}, "Words near it"), wordChips(near.map(([word, n]) => ({ ...word, n }))),
      el("p.soft", {}, `Content words within ${NEAR} words of it, and how often.`)] : "",
    longer.length ? [el("h3", {}, "Words that contain it"), wordChips(longer)] : "",
  ];
}

const wordChips = words => el("p.chips", { "data-arrows": true }, words.map(word => termLink(word.zh, both(word.zh, word.en), ` ${word.n}`)));

/** Words that contain what was looked for, most frequent first. */
function containing(query) {
  const bare = plain(query).replace(/[*?|｜]/g, "");
  return bare ? WORDS.filter(word => word.n && word.plain.includes(bare)).sort((a, b) => b.n - a.n).slice(0, 20) : [];
}

function tally(hits) {
  const found = new Map();
  for (const { sentence, from, to } of hits) {
    const text = sentence.items.slice(from, to).map(item => item.text).join("");
    found.set(text, (found.get(text) || 0) + 1);
  }
  return found;
}

function notFound(query) {
  const inside = containing(query);
  return [
    el("h2", {}, "Nothing found for ", zh(query)),
    inside.length ? [el("p", {}, "No word is that, but these contain it:"), wordChips(inside)]
      : el("p", {}, "No word of the article, and no English of one, is that. ", el("a", { href: href({ term: "" }, true) }, "See the words used most"), "."),
  ];
}

function themeHits(theme, section) {
  return DATA.sentences.filter(sentence => section === undefined || sentence.section === section)
    .map(sentence => ({ sentence, n: sentence.items.filter(item => item.theme === theme).length }))
    .filter(found => found.n);
}

const cellId = (theme, section) => JSON.stringify([theme, section]);

function sum(found) {
  return found.reduce((n, each) => n + each.n, 0);
}

function themeMap() {
  const columns = [...SECTIONS, { at: -1, key: NONE, zh: "elsewhere", en: "elsewhere" }];
  const shares = new Map(DATA.shares.map(([section, theme, ...values]) => [`${section} ${theme}`, values]));
  const highest = Math.max(0.01, ...DATA.shares.map(row => row[2]));
  const cell = (theme, column) => {
    const n = sum(themeHits(theme.at, column.at)), found = shares.get(`${column.at} ${theme.at}`);
    if (!n) return el("td", {}, el("span", {}, "·"));
    const said = `${theme.zh}, ${column.zh}: ${count(n, "word")}` + (found ? `, ${percent(found[0])} of its theme words` : "");
    const shade = el("i");
    shade.style.opacity = found ? 0.06 + 0.4 * found[0] / highest : 0;
    return el("td", {}, el("a", { href: href({ theme: theme.key, section: column.key }, true), "aria-label": said, title: said,
      "data-cell": cellId(theme.key, column.key) }, n, shade));
  };
  return el("div.wide", { tabindex: 0 }, el("table.map", { "data-arrows": true },
    el("caption.soft", {}, "Words of each theme. The darker the cell, the larger the theme’s share there."),
    el("thead", {}, el("tr", {}, el("td"), columns.map(column => el("th", { scope: "col" }, SECTIONS[column.at] ? sectionLabel(column.at) : el("span.soft", {}, "else"))))),
    el("tbody", {}, THEMES.map(theme => el("tr", {},
      el("th", { scope: "row" }, el("a", { href: href({ theme: theme.key, section: undefined }, true), "data-cell": cellId(theme.key) }, zh(theme.zh), el("br"), el("span.en", {}, theme.en === theme.zh ? "" : theme.en))),
      columns.map(column => cell(theme, column)))))));
}

function themeView() {
  if (!THEMES.length) return [el("h2", {}, "No themes"), el("p", {}, "The article has no codebook.")];
  const theme = THEMES.find(each => each.key === state.theme);
  if (!theme) return [el("h2", {}, state.theme ? "No such theme" : "Themes"), el("p", {}, "Choose a theme, or the cell of a theme and a section, to read its sentences."), themeMap()];
  const section = SECTIONS.find(each => each.key === state.section);
  const at = section ? section.at : state.section === NONE ? -1 : undefined;
  const found = themeHits(theme.at, at);
  const share = section && DATA.shares.find(row => row[0] === at && row[1] === theme.at);
  return [
    el("h2", {}, both(theme.zh, theme.en), at === undefined ? "" : [" in ", section ? sectionLabel(at, true) : "no section"], `: ${count(sum(found), "word")} in ${count(found.length, "sentence")}`),
    share ? el("p.soft", {}, `${percent(share[2])} of the section’s theme words (95% interval ${percent(share[3])} to ${percent(share[4])}).`) : "",
    themeMap(),
    found.length ? listed("", found, "Sentences of the theme", ({ sentence }) => sentenceLink(sentence.number,
      el("span.number", {}, sentence.number),
      el("span.said", { lang: "zh" }, sentence.items.map(item => item.theme === theme.at ? el("b", {}, item.text) : item.text)), sectionLabel(sentence.section)))
      : el("p", {}, "No sentence of it here."),
    el("p", {}, el("a", { href: href({ text: theme.key }, true) }, "See them in the running text")),
  ];
}

function compareView() {
  const name = `${DATA.section_name}s`;
  if (!DATA.pairs.length) return [el("h2", {}, "Nothing to compare"), el("p", {}, `It takes two ${name} with words.`)];
  const usable = SECTIONS.filter(section => DATA.pairs.some(pair => pair[0] === section.at || pair[1] === section.at));
  const one = usable.find(each => each.key === state.compare) || usable[0];
  const other = usable.find(each => each.key === state.with && each !== one) || usable.find(each => each !== one);
  const turned = one.at > other.at;
  const pair = DATA.pairs.find(each => each[0] === Math.min(one.at, other.at) && each[1] === Math.max(one.at, other.at));
  const lists = turned ? [pair[3], pair[2]] : [pair[2], pair[3]];
  const select = (label, chosen, excluded, change) => {
    const box = el("select", { id: `${change}-section`, "aria-label": label }, usable.filter(each => each !== excluded).map(each =>
      el("option", { value: each.key, selected: each === chosen }, [each.numeral, each.zh, each.en === each.zh ? "" : each.en].filter(Boolean).join(" "))));
    box.addEventListener("change", () => go(href({ compare: one.key, with: other.key, [change]: box.value, word: undefined })));
    return box;
  };
  const clear = lists.flat().filter(row => row[4] > 0).length;
  const side = (section, rows) => el("div", {}, el("h3", {}, "More in ", sectionLabel(section.at, true)),
    rows.length ? el("table", { "data-arrows": true }, el("thead", {}, el("tr", {}, ["word", "here", "there", "log-odds", "95% interval"].map(head => el("th", { scope: "col" }, head)))),
      el("tbody", {}, rows.map(([word, first, second, odds, low, high]) => {
        const counts = (section === one) === turned ? [second, first] : [first, second];
        return el("tr", {}, el("th", { scope: "row" }, el("a", { href: href({ compare: one.key, with: other.key, word: WORDS[word].zh, sentence: undefined, raw: undefined }), "data-word": WORDS[word].zh }, both(WORDS[word].zh, WORDS[word].en))),
          counts.map(n => el("td", {}, n)), el("td", {}, fixed(odds)), el("td", {}, `${fixed(low)} to ${fixed(high)}`));
      }))) : el("p.soft", {}, "None."));
  const hits = state.word ? find(state.word).hits.filter(({ sentence }) => [one.at, other.at].includes(sentence.section)) : [];
  return [
    el("h2", {}, `Two ${name} compared`),
    el("p.choose", {}, select(`First ${DATA.section_name}`, one, other, "compare"), "and", select(`Second ${DATA.section_name}`, other, one, "with")),
    el("div.sides", {}, side(one, lists[0]), side(other, lists[1])),
    el("p.soft", {}, clear ? `${count(clear, "word")} with an interval above 0.` : "No word is clear: every interval includes 0."),
    hits.length ? [el("h3", { id: "places" }, zh(state.word), ` in both: ${count(hits.length, "place")}`), context(hits), el("p", {}, termLink(state.word, "Every place of it"))]
      : el("p", {}, "Choose a word to see where it is."),
  ];
}

function textView() {
  const theme = THEMES.find(each => each.key === state.text);
  const box = el("select", { id: "marks" }, el("option", { value: "" }, "no theme"),
    THEMES.map(each => el("option", { value: each.key, selected: each === theme }, `${each.zh} ${each.en}`)));
  box.addEventListener("change", () => go(href({ text: box.value })));
  const text = el("div.text", { "data-arrows": true, lang: "zh" });
  let paragraph, last = {}, by;
  for (const sentence of DATA.sentences) {
    if (!paragraph || last.paragraph !== sentence.paragraph || last.section !== sentence.section) {
      const section = SECTIONS[sentence.section];
      paragraph = el(section ? `p.${section.color}` : "p");
      if (section && last.section !== sentence.section) paragraph.append(sectionLabel(section.at, true), el("br"));
      if (sentence.speaker && by !== sentence.speaker) paragraph.append(el("strong", {}, sentence.speaker, "："));
      by = sentence.speaker;
      text.append(paragraph);
    }
    const marked = theme && sentence.items.some(item => item.theme === theme.at);
    const link = sentenceLink(sentence.number, sentence.items.map(item => theme && item.theme === theme.at ? el("b", {}, item.text) : item.text));
    if (marked) link.className = "marked";
    paragraph.append(link);
    last = sentence;
  }
  const found = theme ? themeHits(theme.at) : [];
  return [
    el("h2", {}, "The running text"),
    THEMES.length ? el("p.choose", {}, el("label", { for: "marks" }, "Mark the words of"), box) : "",
    theme ? el("p.soft", {}, `${count(sum(found), "word")} in ${count(found.length, "sentence")}.`) : "", text,
  ];
}

// The sentence and its bytes.

let glossed = true;

function besideView() {
  const beside = byId("beside"), sentence = DATA.sentences[state.sentence];
  beside.className = sentence ? "" : "empty";
  if (!sentence) return beside.replaceChildren(el("p.soft", {}, "Choose a line to read its sentence here, and to see the bytes it came from."));
  const { number } = sentence, last = DATA.sentences.length - 1;
  const hits = state.view === "term" && state.term ? find(state.term).hits : [];
  const hit = new Set(hits.filter(each => each.sentence === sentence).flatMap(({ from, to }) => Array.from({ length: to - from }, (_, k) => from + k)));
  const theme = THEMES.find(each => each.key === (state.theme || state.text));
  const words = el("p.sentence", { lang: "zh" }, sentence.items.map((item, at) => {
    if (!item.word || /^[\p{P}\p{S}]+$/u.test(item.text)) return el("span.bare", {}, item.text);
    const link = el("a", { href: href({ term: item.text, sentence: number, raw: state.raw }, true) }, item.text, el("span.en", { lang: "en" }, item.word.en));
    if (hit.has(at) || theme && item.theme === theme.at) link.className = "hit";
    return link;
  }));
  words.classList.toggle("glossed", glossed);
  const toggle = el("button", { type: "button", role: "switch", "aria-checked": String(glossed) }, "English words");
  toggle.addEventListener("click", () => {
    glossed = !glossed;
    toggle.setAttribute("aria-checked", glossed);
    words.classList.toggle("glossed", glossed);
  });
  beside.replaceChildren(
    el("div.bar-of-links", {}, el("h2", { tabindex: -1 }, `Sentence ${number}`),
      number > 0 ? el("a", { href: href({ sentence: number - 1 }), rel: "prev" }, "← before") : "",
      number < last ? el("a", { href: href({ sentence: number + 1 }), rel: "next" }, "after →") : "",
      el("a", { href: href({ sentence: undefined, raw: undefined }), "aria-label": "Close the sentence" }, "close ×")),
    el("p.legend", {}, SECTIONS[sentence.section] ? sectionLabel(sentence.section, true) : el("span.soft", {}, "in no section"),
      el("span.soft", {}, sentence.speaker ? [zh(sentence.speaker), `, ${sentence.role}`] : sentence.role)),
    words,
    el("p.bar-of-links", {}, el("a", { href: href({ raw: state.raw ? undefined : 1 }), "data-raw": true, "aria-expanded": String(Boolean(state.raw)) },
      state.raw ? "Hide the page it came from" : "See the page it came from, byte by byte"), sentence.items.some(item => item.word && item.word.en) ? toggle : ""),
    ...state.raw ? rawView(sentence.raw) : [],
  );
  beside.scrollTop = state.raw ? beside.querySelector("[data-raw]").offsetTop - 10 : 0;
}

const encode = text => Array.from(new TextEncoder().encode(text), byte => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");

function rawView({ start, stop, offset, pieces, runs, unresolved }) {
  const edits = pieces.filter(piece => typeof piece !== "string"), counts = new Map();
  for (const [, , kind] of edits) counts.set(kind, (counts.get(kind) || 0) + 1);
  const text = el("p.raw", { lang: "zh" }, pieces.map(piece => {
    if (typeof piece === "string") return piece;
    const [before, after, kind] = piece;
    return after ? el(`ruby.${kind}`, {}, before, el("rp", {}, "/"), el("rt", {}, after), el("rp", {}, "/")) : el(`del.${kind}`, {}, before);
  }));
  const legend = counts.size ? el("p.legend", {}, [...counts].map(([kind, n]) => el("span", {}, el(`span.${kind}`, {}, both(...DATA.kinds[kind])), ` ${n}`)))
    : el("p.soft", {}, "Nothing was changed here.");
  return [
    el("h3", {}, "The page it came from"),
    el("p.soft", {}, `Characters ${start.toLocaleString("en")} to ${stop.toLocaleString("en")} of the raw page.`,
      counts.size ? " The small character above shows the cleaned form; struck-out text was removed." : ""),
    text, legend, unresolved.map(([left, reason]) => el("p.soft", {}, `Left as it is: ${left} (${reason}).`)),
    runs.map(byteTable), everyByte(pieces, offset),
  ].flat().filter(Boolean);
}

function byteTable({ before, after, written, bytes, shown }) {
  const row = (names, cells) => el("tr", {}, el("th", { scope: "row" }, both(...names)), cells);
  return el("div.wide", { tabindex: 0 }, el("table.bytes", {}, el("caption.soft", {}, zh(before), " was ", zh(after), ". In bold: read out of step."), el("tbody", {},
    row(DATA.rows[0], written.map(([span, text]) => el("td", { colspan: span, lang: "zh" }, text))),
    row(DATA.rows[1], bytes.map(([byte, lost]) => el("td", {}, lost ? [el("s", {}, byte), " lost"] : byte))),
    row(DATA.rows[2], shown.map(([span, text, inStep]) => el(inStep ? "td" : "td.astray", { colspan: span, lang: "zh" }, text))))));
}

function everyByte(pieces, offset) {
  const each = pieces.flatMap(piece => typeof piece === "string" ? Array.from(piece, c => [c, c, ""]) : [piece]);
  const cells = each.slice(0, 5 * MOST).map(([before, after, kind]) => el(kind ? "li.edited" : "li", {},
    el(kind ? `span.${kind}` : "span", { lang: "zh" }, before), el("code", {}, encode(before)), el("span", { lang: "zh" }, after || "∅")));
  return el("details", {}, el("summary", {}, "Every byte of the file here, and what it became"),
    el("p.soft", {}, `UTF-8, from byte ${offset.toLocaleString("en")} of the file. ∅: removed.`, each.length > cells.length ? ` The first ${cells.length}.` : ""),
    el("ol.cells", {}, cells));
}

// Showing.

const DRAW = { term: termView, theme: themeView, compare: compareView, text: textView };

function show() {
  const before = state;
  if (!FRAMED) address = location.hash || DATA.start;
  state = parse(address);
  const { sentence, raw, ...rest } = state, drawn = JSON.stringify(rest);
  if (drawn !== rendered) drawView(drawn, before);
  const same = before.view && before.sentence === sentence && Boolean(before.raw) === Boolean(raw) && drawn === rendered;
  rendered = drawn;
  if (!same) besideView();
  mark();
  if (sentence === undefined || before.sentence === sentence) return;
  if (row(sentence)) row(sentence).scrollIntoView({ block: "nearest" }); // From under the sheet of a narrow page.
  if (before.view) tell(`Sentence ${sentence} is shown.`);
}

function drawView(drawn, before) {
  byId("views").replaceChildren(...[["term", "Words"], ["theme", "Themes"], ["compare", `Compare ${DATA.section_name}s`], ["text", "Text"]]
    .filter(([view]) => view === "theme" ? THEMES.length : view === "compare" ? DATA.pairs.length : true)
    .map(([view, name]) => el("a", { href: href({ [view]: "" }, true), "aria-current": view === state.view && "page" }, name)));
  if (state.view === "term") byId("box").value = state.term || "";
  const parts = DRAW[state.view]().flat(Infinity).filter(Boolean);
  const { id } = document.activeElement;
  byId("view").replaceChildren(...parts);
  if (id && byId(id)) byId(id).focus();
  const heading = byId("view").querySelector("h2");
  heading.id = "heading";
  heading.tabIndex = -1;
  document.title = visible(`${heading.textContent} | ${DATA.title}`);
  if (state.word && byId("places")) byId("places").scrollIntoView({ block: "nearest" });
  if (!before.view) return;
  tell(heading.textContent);
  if (document.activeElement === document.body) heading.focus({ preventScroll: true });
}

/** Mark what is chosen, and leave one stop for the tabulator in each list. */
function mark() {
  const chosen = { sentence: String(state.sentence), cell: cellId(state.theme, state.section), word: state.word };
  for (const [name, value] of Object.entries(chosen))
    for (const link of document.querySelectorAll(`#view [data-${name}]`)) {
      if (link.dataset[name] === value) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  for (const list of document.querySelectorAll("[data-arrows]")) {
    const links = [...list.querySelectorAll("a")];
    const stop = links.find(link => link === document.activeElement) || links.find(link => link.hasAttribute("aria-current")) || links[0];
    for (const link of links) link.tabIndex = link === stop ? 0 : -1;
  }
}

function tell(text) {
  byId("status").textContent = visible(text);
}

// Keys, clicks, typing.

document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (!link) return;
  const elsewhere = event.ctrlKey || event.metaKey || event.shiftKey;
  if (elsewhere && !FRAMED) return;
  event.preventDefault();
  if (link.id === "skip") return byId("heading").focus();
  const inside = byId("beside").contains(link), raw = link.hasAttribute("data-raw"), rel = link.rel;
  const { sentence } = state;
  go(link.getAttribute("href"));
  shown(() => {
    if (!inside || document.activeElement !== document.body) return;
    const next = raw ? "[data-raw]" : rel ? `[rel=${rel}]` : "";
    const target = (next && byId("beside").querySelector(next)) || row(state.sentence ?? sentence) || byId("heading");
    target.focus({ preventScroll: true });
  });
});

/** Do something once what was asked for is shown: an address of its own changes a little later. */
function shown(then) {
  if (FRAMED) then();
  else addEventListener("hashchange", then, { once: true });
}

const row = number => byId("view").querySelector(`[data-sentence="${number}"]`);

document.addEventListener("keydown", event => {
  if (event.key === "Escape" && !event.defaultPrevented) return escape();
  const list = event.target.closest("[data-arrows]");
  if (!list || event.altKey || event.ctrlKey || event.metaKey) return;
  const links = [...list.querySelectorAll("a")], at = links.indexOf(event.target);
  const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  const target = { Home: links[0], End: links[links.length - 1] }[event.key]
    || step && (list.matches(".map") && /Up|Down/.test(event.key) ? below(event.target, step) : links[at + step]);
  if (!target) return;
  event.preventDefault();
  for (const link of links) link.tabIndex = link === target ? 0 : -1;
  target.focus();
});

/** The cell above or below in the map that has a link. */
function below(link, step) {
  const { cellIndex, parentElement: line } = link.parentElement, key = step > 0 ? "nextElementSibling" : "previousElementSibling";
  for (let next = line[key]; next; next = next[key]) {
    const found = next.cells[cellIndex].querySelector("a");
    if (found) return found;
  }
}

function escape() {
  if (state.raw) go(href({ raw: undefined }));
  else if (state.sentence !== undefined) {
    const { sentence } = state;
    go(href({ sentence: undefined }));
    shown(() => (row(sentence) || byId("heading")).focus());
  } else if (state.term) { go(href({ term: "" })); byId("box").focus(); }
}

const box = byId("box"), suggestions = byId("suggestions");
let picked = -1;

function suggest() {
  const query = box.value.trim().toLowerCase(), options = new Map();
  if (query) {
    const english = new Set(fromEnglish(query));
    const words = WORDS.filter(word => word.n && (word.plain.includes(query) || english.has(word.zh)));
    words.sort((a, b) => b.plain.startsWith(query) - a.plain.startsWith(query) || b.n - a.n);
    for (const word of words) options.set(word.zh, word.n);
    for (const [term] of DATA.phrases) if (english.has(term) || term.includes(query)) options.set(term, places(term).length);
  }
  const shown = [...options].filter(([, n]) => n).slice(0, 8);
  picked = -1;
  suggestions.replaceChildren(...shown.map(([term, n], at) => {
    const option = el("li", { role: "option", id: `option-${at}`, "aria-selected": "false", "data-term": term }, both(term, ENGLISH.get(term)), el("span.n", {}, n));
    option.term = term;
    return option;
  }));
  suggestions.hidden = !shown.length;
  box.setAttribute("aria-expanded", shown.length > 0);
  box.removeAttribute("aria-activedescendant");
}

function closeSuggestions() {
  suggestions.hidden = true;
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
  picked = -1;
}

box.addEventListener("input", suggest);
box.addEventListener("blur", closeSuggestions);
box.addEventListener("keydown", event => {
  if (event.isComposing) return;
  const options = [...suggestions.children], step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (event.key === "Escape" && !suggestions.hidden) {
    event.preventDefault();
    closeSuggestions();
  } else if (event.key === "Enter") search(picked >= 0 ? options[picked].term : box.value);
  else if (step && suggestions.hidden) suggest();
  else if (step) {
    event.preventDefault();
    picked = (picked + step + options.length + (picked < 0 && step < 0)) % options.length;
    options.forEach((option, at) => option.setAttribute("aria-selected", at === picked));
    box.setAttribute("aria-activedescendant", options[picked].id);
    options[picked].scrollIntoView({ block: "nearest" });
  }
});
suggestions.addEventListener("mousedown", event => { // Before the box loses the focus.
  event.preventDefault();
  const option = event.target.closest("li");
  if (option) search(option.term);
});
byId("find").addEventListener("click", () => search(box.value)); // No form: a sandbox has none.

function search(term) {
  box.value = term;
  closeSuggestions();
  go(href({ term: term.trim(), sentence: undefined }, true));
}

byId("title").append(visible(DATA.title));
byId("source").append(visible([DATA.source, DATA.date].filter(Boolean).join(", ")));
address = location.hash || DATA.start;
addEventListener("hashchange", show);
show();
