"use strict";
// Rows: filters, search, order, steps, collapse, links, citations, source texts.

const R = DATA.rows;
const ROWS = [...document.querySelectorAll("#themes .row")];
const HOMES = ROWS.map((row) => row.parentNode);
const NATURAL = [...ROWS.keys()];
const ROW_OF = new Map(ROWS.map((row, index) => [row.id, index]));
const CHUNK = 10;
const OUTCOMES = [
  "loosens", "missing", "unseen", "mixed", "to-check", "tightens", "incomparable", "answered", "same", "added",
  "beyond", "not-judged", "rejected",
];
const TALL = ".group:is(.absent, .to-check, .not-judged)"; // rows with candidates are taller
const BOXES = "#themes :is(.theme, .group, .block, .others), #sorted .theme";
const CONFIDENCE = { high: [0.9, 2], middle: [0.7, 0.9], low: [0, 0.7] };

let order = NATURAL;
let shown = NATURAL;
let here = -1;
const hiddenNow = new Uint8Array(ROWS.length);
const sizes = new WeakMap();
const haystacks = new Array(ROWS.length);
const wanted = new Set();
const watchers = { select: [], text: [] };

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

function haystack(index) {
  if (haystacks[index] === undefined) {
    const parts = ROWS[index].querySelectorAll(".w, .t, .m, .chips, .reason");
    const ids = [0, 1].map((side) => DATA.commitments[side][R[side ? "lower" : "upper"][index]]?.[0] ?? "");
    haystacks[index] = fold([...parts].map((part) => part.textContent).join("\n") + ids.join("\n"));
  }
  return haystacks[index];
}

// ---- filters

function filters() {
  return {
    outcomes: wanted,
    theme: byId("theme").value,
    dimension: byId("dimension").value,
    confidence: byId("confidence").value,
    unit: byId("unit").value,
    decided: byId("decided").value,
    words: byId("search").value.split(/\s+/).map(fold).filter(Boolean),
  };
}

function fits(index, f) {
  if (f.outcomes.size && !f.outcomes.has(R.outcome[index])) return false;
  if (f.theme && R.theme[index] !== Number(f.theme)) return false;
  if (f.dimension && !R.dimensions[index].split(" ").includes(f.dimension)) return false;
  if (f.unit && !R.units[index].includes(Number(f.unit))) return false;
  if (f.confidence) {
    const [least, below] = CONFIDENCE[f.confidence];
    if (R.confidence[index] < least || R.confidence[index] >= below) return false;
  }
  if (f.decided && !fitsDecision(index, f.decided)) return false;
  return f.words.every((each) => haystack(index).includes(each));
}

function refilter() {
  const f = filters();
  shown = order.filter((index) => fits(index, f));
  const visible = new Uint8Array(ROWS.length);
  const counts = new Map();
  for (const index of shown) {
    visible[index] = 1;
    for (let box = ROWS[index].parentNode; box && box.id !== "themes" && box.id !== "sorted"; box = box.parentNode) {
      counts.set(box, (counts.get(box) ?? 0) + 1);
    }
  }
  for (const chunk of document.getElementsByClassName("chunk")) {
    const size = [...chunk.children].filter((box) => counts.has(box)).length || (counts.get(chunk) ?? 0);
    if (sizes.get(chunk) === size) continue;
    sizes.set(chunk, size);
    chunk.hidden = !size;
    if (size) chunk.style.containIntrinsicBlockSize = `${size * (chunk.closest(TALL) ? 20 : 9)}rem`;
  }
  for (const index of NATURAL) {
    // rows of a portion that is hidden as a whole can stay as they are
    if (hiddenNow[index] === visible[index] && counts.has(ROWS[index].closest(".chunk"))) {
      hiddenNow[index] = 1 - visible[index];
      ROWS[index].hidden = !visible[index];
    }
  }
  const narrowed = f.outcomes.size || f.words.length || f.theme || f.dimension || f.confidence || f.unit || f.decided;
  document.documentElement.classList.toggle("narrowed", Boolean(narrowed));
  for (const box of document.querySelectorAll(BOXES)) {
    if (box.hidden === counts.has(box)) box.hidden = !counts.has(box);
    if (box.matches(".group")) showFold(box, narrowed && counts.has(box));
    // other answers are shown by themselves only where the best one is not
    else if (box.matches(".others")) showFold(box, counts.has(box) && !counts.has(box.previousElementSibling));
    const small = box.matches(".block") ? null : box.querySelector("small");
    if (!small) continue;
    const all = small.dataset.all ?? (small.dataset.all = small.textContent);
    const text = !counts.has(box) || String(counts.get(box)) === all ? all : `${counts.get(box)} / ${all}`;
    if (small.textContent !== text) small.textContent = text;
  }
  byId("nothing").hidden = shown.length > 0;
  showPlace();
}

// what a choice of rows unfolded is folded again when all are shown
const unfolded = new WeakSet();

function showFold(box, needed) {
  if (!box.matches("details")) return;
  if (needed && !box.open) {
    box.open = true;
    unfolded.add(box);
  } else if (!needed && unfolded.delete(box)) box.open = false;
}

/** Every fold around `row` opened. */
function unfold(row) {
  for (let box = row.parentNode; box && box.id !== "themes"; box = box.parentNode) {
    if (box.matches?.("details")) box.open = true;
  }
}

function showPlace() {
  const values = { n: shown.indexOf(here) + 1 || "–", m: shown.length };
  byId("place").textContent = say("place-short", values);
}

function tell(text) {
  byId("live").textContent = "";
  requestAnimationFrame(() => { byId("live").textContent = text; });
}

function pressOutcomes() {
  for (const button of byId("outcomes").children) {
    button.setAttribute("aria-pressed", String(wanted.has(button.dataset.outcome)));
  }
}

function clearFilters() {
  wanted.clear();
  for (const id of ["theme", "dimension", "confidence", "unit", "decided", "search"]) byId(id).value = "";
  pressOutcomes();
  refilter();
}

/** Only the rows of one cell of the matrix, or of one unit. */
function showOnly({ theme = "", outcome = "", unit = "" }) {
  clearFilters();
  if (outcome) wanted.add(outcome);
  byId("theme").value = theme ? String(DATA.themes.indexOf(theme)) : "";
  byId("unit").value = unit;
  pressOutcomes();
  refilter();
  byId("rows").scrollIntoView();
  byId("rows").focus({ preventScroll: true });
  tell(say("place", { n: shown.length ? 1 : 0, m: shown.length }));
}

// ---- order

const unitOf = (index) => (R.units[index].length ? DATA.units[R.units[index][0]] : "");
const last = (value) => (value < 0 ? Infinity : value);
const ORDERS = {
  upper: { by: (i) => last(R.upper[i]) },
  lower: { by: (i) => last(R.lower[i]) },
  outcome: { by: (i) => OUTCOMES.indexOf(R.outcome[i]), head: (i) => document.querySelector(`#outcomes [data-outcome="${R.outcome[i]}"] [data-t]`) },
  unit: { by: (i) => (R.units[i].length ? R.units[i][0] : Infinity), head: (i) => unitOf(i) || say("no-unit") },
  confidence: { by: (i) => (R.confidence[i] < 0 ? 2 : R.confidence[i]) },
  deadline: { by: (i) => R.deadline[i] || "9999", head: (i) => R.deadline[i] || say("no-deadline") },
};

function reorder() {
  const chosen = ORDERS[byId("sort").value];
  byId("sorted").replaceChildren();
  if (chosen) {
    const keys = NATURAL.map(chosen.by);
    order = [...NATURAL].sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b));
    let box = null;
    let list = null;
    let chunk = null;
    let before;
    for (const index of order) {
      if (box === null || (chosen.head && keys[index] !== before)) {
        box = make("section", "theme");
        const title = make("span");
        const head = chosen.head ? chosen.head(index) : byId("sort").selectedOptions[0].textContent;
        title.append(typeof head === "string" ? head : head.cloneNode(true));
        list = make("div", "list");
        box.append(make("h3", "", [title, " ", make("small")]), list);
        addFold(box);
        byId("sorted").append(box);
        chunk = null;
      }
      before = keys[index];
      if (!chunk || chunk.childElementCount === CHUNK) list.append(chunk = make("div", "chunk"));
      chunk.append(ROWS[index]);
    }
    for (const each of byId("sorted").children) {
      each.querySelector("small").textContent = each.querySelectorAll(".row").length;
    }
  } else {
    order = NATURAL;
    for (const index of NATURAL) HOMES[index].append(ROWS[index]);
  }
  byId("sorted").hidden = !chosen;
  byId("themes").hidden = Boolean(chosen);
  refilter();
}

// ---- collapse

function addFold(box) {
  const button = make("button", "fold-one", "▾");
  button.type = "button";
  button.setAttribute("aria-expanded", "true");
  button.setAttribute("aria-label", `${say("fold")}: ${box.querySelector("h3 > span")?.textContent ?? ""}`);
  button.addEventListener("click", () => setFolded(box, !box.classList.contains("folded")));
  box.querySelector("h3").prepend(button);
}

function setFolded(box, folded) {
  box.classList.toggle("folded", folded);
  const button = box.querySelector(".fold-one");
  button.setAttribute("aria-expanded", String(!folded));
  button.textContent = folded ? "▸" : "▾";
}

function foldAll() {
  const boxes = [...document.querySelectorAll(".theme")];
  const folded = boxes.some((box) => !box.classList.contains("folded"));
  for (const box of boxes) setFolded(box, folded);
  setWord(byId("fold"), folded ? "script.unfold-all" : "script.fold-all");
}

// ---- steps and links

function select(index, { scroll = true, focus = true } = {}) {
  if (here >= 0) ROWS[here].removeAttribute("aria-current");
  here = index;
  const row = ROWS[index];
  if (!shown.includes(index)) clearFilters();
  const box = row.closest(".theme");
  if (box.classList.contains("folded")) setFolded(box, false);
  unfold(row);
  row.setAttribute("aria-current", "true");
  row.tabIndex = -1;
  for (const watcher of watchers.select) watcher(index);
  showPlace();
  if (scroll) {
    row.scrollIntoView({ block: "start" });
    // rows that were never drawn have only an estimated height; once drawn, go again
    requestAnimationFrame(() => { if (here === index) row.scrollIntoView({ block: "start" }); });
  }
  if (focus) row.focus({ preventScroll: true });
}

function step(by) {
  if (!shown.length) return;
  const place = shown.indexOf(here);
  const next = place < 0 ? (by > 0 ? 0 : shown.length - 1) : place + by;
  if (next < 0 || next >= shown.length) return;
  select(shown[next]);
}

function followHash() {
  let id = location.hash.slice(1);
  try { id = decodeURIComponent(id); } catch { return; }
  if (ROW_OF.has(id)) {
    select(ROW_OF.get(id));
    return;
  }
  const sentence = byId(id)?.closest(".raw a");
  if (sentence) openSentence(sentence);
}

// ---- source texts

function openPanel() {
  if (byId("panel").hidden) {
    byId("panes").append(...document.querySelectorAll(".source"));
    byId("panel").hidden = false;
    document.documentElement.classList.add("with-panel");
  }
}

function closePanel() {
  byId("texts").append(...document.querySelectorAll(".source"));
  byId("panel").hidden = true;
  document.documentElement.classList.remove("with-panel");
  if (here >= 0) ROWS[here].focus({ preventScroll: true });
}

function mark(links) {
  for (const old of document.querySelectorAll(".raw .now")) old.classList.remove("now");
  for (const link of links) {
    const sentence = byId(decodeURIComponent(link.hash.slice(1)));
    if (!sentence) continue;
    sentence.classList.add("now");
    const pane = sentence.closest(".source");
    pane.scrollTop += sentence.getBoundingClientRect().top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  }
}

/** Both sentences of a row in the source texts, side by side. */
function showSource(index, link = null) {
  openPanel();
  const first = ROWS[index].querySelectorAll(".u a.s, .l a.s");
  const links = [...first].filter((each, at) => !each.closest(".near") || at === 1);
  mark(link ? [...links.filter((each) => each.closest(".u") !== link.closest(".u")), link] : links);
}

function openSentence(sentence) {
  const index = ROW_OF.get(decodeURIComponent(sentence.hash.slice(1)));
  if (index === undefined) return;
  openPanel();
  select(index, { focus: false });
  showSource(index);
}

// ---- why

// the words of comparisons as printed, back to their keys
const KEY_OF = new Map(
  Object.keys(DATA.words)
    .filter((key) => key === "page.start" || key.startsWith("feature.") || key.startsWith("outcome-level."))
    .map((key) => [word(key, DATA.lang), key]),
);

function tabulate(pre) {
  const head = ["feature", "outcome", "weight", "upper-value", "lower-value"];
  const cells = (line, tag) => {
    const row = make("tr");
    line.forEach((text, at) => {
      const cell = make(tag, at === 2 ? "number" : "", text);
      if (tag === "th") cell.scope = "col";
      const key = tag === "th" ? `page.${head[at]}` : at < 2 ? KEY_OF.get(text) : undefined;
      if (key) setWord(cell, key);
      row.append(cell);
    });
    return row;
  };
  const table = make("table", "", [make("thead", "", cells(head, "th")), make("tbody")]);
  for (const line of pre.textContent.split("\n")) {
    const fields = line.split("\t");
    table.lastChild.append(cells(head.map((_, at) => fields[at] ?? ""), "td"));
  }
  const sum = [...table.querySelectorAll("td.number")].reduce((all, cell) => all + Number(cell.textContent), 0);
  const total = make("tr", "", [make("th"), make("td"), make("td", "number", (sum < 0 ? "" : "+") + sum.toFixed(2))]);
  setWord(total.firstChild, "page.total");
  total.firstChild.scope = "row";
  table.append(make("tfoot", "", total));
  pre.replaceWith(make("div", "wide", table));
}

// ---- citations

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    tell(say("copied"));
  } catch {
    byId("copy-text").value = text;
    byId("copy-box").showModal();
    byId("copy-text").select();
  }
}

/** A row as quotations with their sources, a line for each side. */
function citation(index) {
  const lines = [];
  for (const [side, box] of [[0, ".u:not(.origin)"], [1, ".l:not(.near)"]]) {
    const cell = ROWS[index].querySelector(`${box} .t`)?.parentNode;
    if (!cell) continue;
    const from = DATA.documents[side];
    const comma = from.number && from.date ? (lang === "zh" ? "，" : ", ") : "";
    const values = {
      title: from.title,
      number: from.number + comma,
      date: from.date,
      label: cell.querySelector(".w strong").textContent,
      quote: cell.querySelector(".t").textContent,
    };
    lines.push(say("cite-form", values).replace(/（）| \(\)/, ""));
  }
  const verdict = ROWS[index].querySelector(".verdict").textContent.trim().replace(/\s+/g, " ");
  const reasons = [...ROWS[index].querySelectorAll(".chips li")].map((li) => li.textContent.trim().replace(/\s+/g, " "));
  return [...lines, [verdict, ...reasons].join("；")].join("\n");
}

const linkTo = (index) => `${location.href.split("#")[0]}#${ROWS[index].id}`;

// ---- events

const BUSY = "a, button, input, select, textarea, summary, details table, label";

document.addEventListener("click", (event) => {
  const target = event.target;
  const cell = target.closest("[data-outcome], a[data-unit]");
  if (cell && !cell.closest("#outcomes")) {
    event.preventDefault();
    showOnly(cell.dataset);
    return;
  }
  const row = target.closest(".row");
  if (row) {
    const index = ROW_OF.get(row.id);
    const link = target.closest("a.s");
    if (link) {
      event.preventDefault();
      select(index, { scroll: false, focus: false });
      showSource(index, link);
    } else if (target.closest("a.n")) {
      select(index);
    } else if (!target.closest(BUSY) && !String(getSelection())) {
      select(index, { scroll: false, focus: false });
    }
    return;
  }
  const sentence = target.closest(".raw a");
  if (sentence) {
    event.preventDefault();
    openSentence(sentence);
  }
});

document.addEventListener("toggle", (event) => {
  const pre = event.target.open && event.target.querySelector?.(":scope > pre");
  if (pre) tabulate(pre);
}, true);

byId("outcomes").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  const outcome = button.dataset.outcome;
  if (!wanted.delete(outcome)) wanted.add(outcome);
  pressOutcomes();
  refilter();
});
for (const id of ["theme", "dimension", "confidence", "unit", "decided"]) {
  byId(id).addEventListener("change", refilter);
}
let typing;
byId("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(refilter, 60);
});
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { clearTimeout(typing); refilter(); step(1); }
});
byId("sort").addEventListener("change", reorder);
byId("clear").addEventListener("click", clearFilters);
byId("fold").addEventListener("click", foldAll);
byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("close-panel").addEventListener("click", closePanel);
byId("help").addEventListener("click", () => byId("help-box").showModal());
addEventListener("hashchange", followHash);
document.addEventListener("languagechange", () => {
  if (ORDERS[byId("sort").value]) reorder();
  haystacks.fill(undefined);
  showPlace();
});
