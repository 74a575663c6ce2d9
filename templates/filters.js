"use strict";
// Filters: which rows are shown, what each further choice would show, and the order of blocks.

const R = DATA.rows;
const ROWS = [...document.querySelectorAll("#themes .row")];
const NATURAL = [...ROWS.keys()];
const ROW_OF = new Map(ROWS.map((row, index) => [row.id, index]));
const BLOCKS = [...document.querySelectorAll("#themes .block")];
const HOMES = BLOCKS.map((block) => block.parentNode);
const BLOCK_AT = new Map(BLOCKS.map((block, at) => [block, at]));
const BLOCK_OF = ROWS.map((row) => BLOCK_AT.get(row.closest(".block")));
const BLOCK_ROWS = BLOCKS.map(() => []);
BLOCK_OF.forEach((block, index) => BLOCK_ROWS[block].push(index));
/** Blocks that ask which of their candidates answers: they are shown, and settled, as a whole. */
const ASKS = BLOCKS.map((block) => block.classList.contains("check"));
const CHUNK = 20;
/** Portions, from the first that is shown, whose blocks are hidden before the next frame: two long plans have no more. */
const AT_ONCE = 50;
const OUTCOMES = [
  "loosens", "missing", "unseen", "mixed", "to-check", "tightens", "incomparable", "answered", "same", "added",
  "beyond", "not-judged", "rejected",
];
const OTHERS = BLOCKS.map((block) => block.querySelector(":scope > .others"));
const GROUPS = [...document.querySelectorAll("#themes :is(.theme, .group)")];
const BANDS = { high: [0.9, 2], middle: [0.7, 0.9], low: [0, 0.7] };
const SELECTS = ["theme", "dimension", "confidence", "unit", "decided"];

let counted = {}; // how many commitments each further choice would show
let order = NATURAL;
let shown = NATURAL;
let blocksShown = [...BLOCKS.keys()]; // in the order on the page
const fits = new Uint8Array(ROWS.length).fill(1); // with the choices that are in force
const rowsIn = new Uint16Array(BLOCKS.length); // of each block, those that fit
const hiddenNow = new Uint8Array(ROWS.length);
const blockHidden = new Uint8Array(BLOCKS.length);
let portions = portionsOf("#themes");
let late = []; // blocks of portions far below
const sizes = new WeakMap();
const haystacks = new Array(ROWS.length);
const wanted = new Set(); // outcomes
const watchers = { select: [], filter: [] };

/** What a browser lays out together, each with its blocks. */
function portionsOf(place) {
  return [...document.querySelectorAll(`${place} .chunk`)].map((box) => ({
    box, home: box.closest(".group, .theme"), blocks: [...box.children].map((block) => BLOCK_AT.get(block)),
  }));
}

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

// ---- what a row counts as

function bands(index) {
  const found = Object.keys(BANDS).filter((name) => {
    const [least, below] = BANDS[name];
    return R.confidence[index] >= least && R.confidence[index] < below;
  });
  return R.verbatim[index] ? [...found, "verbatim"] : found;
}

/** The values of every row; those of a block that asks are the same for all its rows. */
function valuesBy(read) {
  const own = NATURAL.map(read);
  ASKS.forEach((asks, block) => {
    if (!asks) return;
    const all = [...new Set(BLOCK_ROWS[block].flatMap((index) => own[index]))];
    for (const index of BLOCK_ROWS[block]) own[index] = all;
  });
  return own;
}

const VALUES = {
  outcome: R.outcome.map((outcome) => [outcome]),
  theme: R.theme.map((theme) => [String(theme)]),
  dimension: valuesBy((index) => (R.dimensions[index] ? R.dimensions[index].split(" ") : [])),
  confidence: valuesBy(bands),
  unit: valuesBy((index) => R.units[index].map(String)),
};
const UNDECIDED = ["undecided"];
/** What reviewers made of each row; written by the script that keeps their decisions. */
VALUES.decided = NATURAL.map(() => UNDECIDED);
const FACETS = Object.keys(VALUES);

function haystack(index) {
  if (haystacks[index] === undefined) {
    const block = BLOCK_OF[index];
    const box = ASKS[block] ? BLOCKS[block] : ROWS[index];
    // what a row without an answer is near to is not what it is about; a question is about its candidates too
    const parts = [...box.querySelectorAll(".w, .t, .m, .chips, .reason, .n")]
      .filter((part) => ASKS[block] || !part.closest(".near, .origin")).map((part) => part.textContent);
    const rows = ASKS[block] ? BLOCK_ROWS[block] : [index];
    const ids = rows.flatMap((row) => [DATA.commitments[0][R.upper[row]]?.[0], DATA.commitments[1][R.lower[row]]?.[0]]);
    const text = fold([...parts, ...ids].join("\n"));
    for (const row of rows) haystacks[row] = text;
  }
  return haystacks[index];
}

// ---- filters

/** The facets in which something is chosen, each with its values; and the words searched for. */
function wishes() {
  const chosen = new Map();
  if (wanted.size) chosen.set("outcome", wanted);
  for (const id of SELECTS) if (byId(id).value) chosen.set(id, new Set([byId(id).value]));
  return { chosen, words: byId("search").value.split(/\s+/).map(fold).filter(Boolean) };
}

/** The facet that alone keeps a row out; "" where it is shown, null where more than one does. */
function missed(index, { chosen, words }) {
  let found = "";
  for (const [facet, values] of chosen) {
    if (VALUES[facet][index].some((value) => values.has(value))) continue;
    if (found) return null;
    found = facet;
  }
  return words.every((each) => haystack(index).includes(each)) ? found : null;
}

function refilter() {
  const wish = wishes();
  // how many commitments each value of a facet would show, with the choices in the other facets as they are
  const counts = Object.fromEntries(FACETS.map((facet) => [facet, new Map()]));
  shown = [];
  for (const index of order) {
    const miss = missed(index, wish);
    if (miss === null) continue;
    if (!miss) shown.push(index);
    for (const facet of miss ? [miss] : FACETS) {
      for (const value of VALUES[facet][index]) {
        const count = counts[facet].get(value);
        if (!count) counts[facet].set(value, { n: 1, block: BLOCK_OF[index] });
        else if (count.block !== BLOCK_OF[index]) { count.n += 1; count.block = BLOCK_OF[index]; }
      }
    }
  }
  counted = counts;
  showCounts();
  hideRows(Boolean(wish.chosen.size || wish.words.length));
  showPicked();
  blocksShown = [...new Set(shown.map((index) => BLOCK_OF[index]))];
  byId("nothing").hidden = shown.length > 0;
  showPlace();
  for (const watcher of watchers.filter) watcher();
}

function showCounts() {
  for (const button of byId("outcomes").children) {
    const n = counted.outcome.get(button.dataset.outcome)?.n ?? 0;
    const count = button.querySelector(".count");
    if (count.textContent !== String(n)) count.textContent = n;
    button.classList.toggle("empty", !n);
  }
  // hundreds of units: the lists are written anew when they can be seen
  if (byId("more").hidden) return;
  for (const id of SELECTS) {
    for (const option of byId(id).options) {
      if (!option.value) continue;
      const n = counted[id].get(option.value)?.n ?? 0;
      const label = `${option.text} ${n}`;
      if (option.label !== label) option.label = label;
      option.disabled = !n && !option.selected;
    }
  }
}

/** Blocks without a row that fits are hidden whole; inside the others the rows that do not fit. */
function hideRows(narrowed) {
  fits.fill(0);
  rowsIn.fill(0);
  for (const index of shown) {
    fits[index] = 1;
    rowsIn[BLOCK_OF[index]] += 1;
  }
  late = [];
  const inside = new Map(); // shown blocks of everything around them
  for (const { box, blocks } of portions) {
    let size = 0;
    for (const block of blocks) if (rowsIn[block]) size += 1;
    if (size) for (let each = box; each.id !== "themes" && each.id !== "sorted"; each = each.parentNode) inside.set(each, (inside.get(each) ?? 0) + size);
  }
  let portionsShown = 0;
  for (const { box, home, blocks } of portions) {
    // in a group that is hidden as a whole everything can stay as it is
    if (!inside.get(home)) continue;
    const size = inside.get(box) ?? 0;
    if (sizes.get(box) !== size) {
      sizes.set(box, size);
      box.hidden = !size;
      if (size) box.style.containIntrinsicBlockSize = `auto ${size * (ASKS[blocks[0]] ? 22 : 10)}rem`;
    }
    // so can what is in a portion; what is far below can wait until there is time
    if (size && (portionsShown += 1) > AT_ONCE) late.push(blocks);
    else if (size) blocks.forEach(hideInside);
  }
  if (late.length) whenIdle(hideSome);
  byId("detail").classList.toggle("narrowed", narrowed);
  for (const box of [...GROUPS, ...byId("sorted").children]) {
    const count = inside.get(box) ?? 0;
    if (box.hidden !== !count) box.hidden = !count;
    if (box.matches(".group")) showFold(box, narrowed && count);
    const head = box.firstElementChild;
    if (head.matches("summary, h3")) showOf(head.querySelector("small"), count);
  }
}

/** Some of the blocks that were left for later, as long as nobody waits. */
function hideSome(deadline) {
  while (late.length && deadline.timeRemaining() > 1) late.shift().forEach(hideInside);
  if (late.length) whenIdle(hideSome);
}

/** All of them: somebody goes there, or prints. */
function hideRest() {
  for (const blocks of late) blocks.forEach(hideInside);
  late = [];
}

const whenIdle = window.requestIdleCallback ?? ((then) => setTimeout(then, 50, { timeRemaining: () => 8 }));

function hideInside(block) {
  const out = rowsIn[block] ? 0 : 1;
  if (blockHidden[block] !== out) BLOCKS[block].hidden = Boolean(blockHidden[block] = out);
  const rows = BLOCK_ROWS[block];
  if (!rowsIn[block] || (rows.length === 1 && !hiddenNow[rows[0]])) return;
  for (const index of rows) {
    if (hiddenNow[index] !== fits[index]) continue;
    hiddenNow[index] = 1 - fits[index];
    ROWS[index].hidden = !fits[index];
  }
  const others = OTHERS[block];
  if (!others) return;
  // other answers are shown by themselves only where the best one is not
  const best = fits[rows[0]];
  others.hidden = rowsIn[block] === best;
  others.previousElementSibling.hidden = !best;
  others.classList.toggle("apart", !best);
  showFold(others, !best);
  showOf(others.querySelector("small"), rowsIn[block] - best);
}

/** How many of all are shown, where it is not all of them. */
function showOf(small, count) {
  if (!small) return;
  const all = small.dataset.all ?? (small.dataset.all = small.textContent);
  const text = !count || String(count) === all ? all : say("of", { n: count, m: all });
  if (small.textContent !== text) small.textContent = text;
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

/** Every choice that is in force, as a button that takes it back. */
function showPicked() {
  const made = SELECTS.filter((id) => byId(id).value).map((id) => [id, `${byId(id).getAttribute("aria-label")}：${byId(id).selectedOptions[0].text}`]);
  if (byId("search").value.trim()) made.push(["search", `“${byId("search").value.trim()}”`]);
  byId("picked").hidden = !made.length && !wanted.size;
  byId("picks").replaceChildren(...made.map(([id, text]) => {
    const button = make("button", "pill", `${text} ✕`);
    button.type = "button";
    button.dataset.pick = id;
    return button;
  }));
}

function pressOutcomes() {
  for (const button of byId("outcomes").children) {
    button.setAttribute("aria-pressed", String(wanted.has(button.dataset.outcome)));
  }
}

function clearFilters() {
  wanted.clear();
  for (const id of [...SELECTS, "search"]) byId(id).value = "";
  pressOutcomes();
  refilter();
}

const isShown = (index) => Boolean(fits[index]);

/** Nothing that is gone to may end under the bar. */
function clearBar() {
  document.documentElement.style.scrollPaddingTop = `${byId("bar").offsetHeight + 12}px`;
}

/** Filters again and shows the rows from their beginning. */
function choose() {
  refilter();
  if (!shown.length) return;
  clearBar();
  byId("rows").scrollIntoView();
}

/** Only the rows of these outcomes, of one theme, of one unit. */
function showOnly({ theme = "", outcome = "", unit = "", decided = "" }) {
  clearFilters();
  for (const one of outcome.split(" ").filter(Boolean)) wanted.add(one);
  byId("theme").value = theme ? String(DATA.themes.indexOf(theme)) : "";
  byId("unit").value = unit;
  byId("decided").value = decided;
  pressOutcomes();
  choose();
  byId("rows").focus({ preventScroll: true });
  tell(say("place", { n: shown.length ? 1 : 0, m: blocksShown.length }));
}

// ---- order

const last = (value) => (value < 0 ? Infinity : value);
const ORDERS = {
  upper: { by: (i) => last(R.upper[i]) },
  lower: { by: (i) => last(R.lower[i]) },
  outcome: {
    by: (i) => OUTCOMES.indexOf(R.outcome[i]),
    head: (i) => document.querySelector(`#outcomes [data-outcome="${R.outcome[i]}"] [data-t]`),
  },
  unit: { by: (i) => (R.units[i].length ? R.units[i][0] : Infinity), head: (i) => (R.units[i].length ? DATA.units[R.units[i][0]] : say("no-unit")) },
  confidence: { by: (i) => (R.confidence[i] < 0 ? 2 : R.confidence[i]) },
  time: { by: (i) => last(R.time[i]), head: (i) => (R.time[i] < 0 ? say("no-time") : byId("sort").selectedOptions[0].text), same: (i) => R.time[i] < 0 },
  deadline: { by: (i) => R.deadline[i] || "9999", head: (i) => R.deadline[i] || say("no-deadline") },
};

/** Blocks in the order that is chosen, under headings where it has some; in that of the page where it is by theme. */
function reorder() {
  const chosen = ORDERS[byId("sort").value];
  byId("sorted").replaceChildren();
  if (chosen) {
    const first = BLOCK_ROWS.map((rows) => rows.reduce((a, b) => (chosen.by(b) < chosen.by(a) ? b : a)));
    const keys = first.map(chosen.by);
    const blocks = [...BLOCKS.keys()].sort((a, b) => (keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b));
    order = blocks.flatMap((block) => BLOCK_ROWS[block]);
    const group = chosen.same ?? chosen.by;
    let list = null;
    let chunk = null;
    let before;
    for (const block of blocks) {
      const key = chosen.head ? group(first[block]) : 0;
      if (!list || key !== before) {
        before = key;
        const head = chosen.head ? chosen.head(first[block]) : byId("sort").selectedOptions[0].text;
        list = make("div", "list");
        chunk = null;
        byId("sorted").append(make("section", "theme", [
          make("h3", "", [make("span", "", typeof head === "string" ? head : head.cloneNode(true)), " ", make("small")]),
          list,
        ]));
      }
      if (!chunk || chunk.childElementCount === CHUNK) list.append(chunk = make("div", "chunk"));
      chunk.append(BLOCKS[block]);
    }
    for (const box of byId("sorted").children) {
      addFold(box);
      box.querySelector("small").textContent = box.querySelectorAll(".block").length;
    }
  } else {
    order = NATURAL;
    BLOCKS.forEach((block, at) => HOMES[at].append(block));
  }
  portions = portionsOf(chosen ? "#sorted" : "#themes");
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

// ---- events

byId("outcomes").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (!wanted.delete(button.dataset.outcome)) wanted.add(button.dataset.outcome);
  pressOutcomes();
  choose();
});
for (const id of SELECTS) byId(id).addEventListener("change", choose);
let typing;
byId("search").addEventListener("input", () => {
  clearTimeout(typing);
  typing = setTimeout(choose, 60);
});
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter") { clearTimeout(typing); refilter(); step(1); }
});
byId("picks").addEventListener("click", (event) => {
  const id = event.target.dataset.pick;
  if (!id) return;
  byId(id).value = "";
  choose();
  byId(id === "search" ? "search" : "more-open").focus();
});
byId("sort").addEventListener("change", () => { reorder(); byId("rows").scrollIntoView(); });
byId("clear").addEventListener("click", clearFilters);
byId("fold").addEventListener("click", foldAll);
byId("more-open").addEventListener("click", () => {
  const place = scrollY;
  byId("more").hidden = !byId("more").hidden;
  // the rows move down as far as the bar grows; a browser would leave them under it
  requestAnimationFrame(() => scrollTo(0, place));
  const units = byId("unit");
  const { value } = units;
  units.append(...[...units.options].slice(1).sort((one, other) => one.text.localeCompare(other.text, "zh")));
  units.value = value;
  showCounts();
  byId("more-open").setAttribute("aria-expanded", String(!byId("more").hidden));
});
addEventListener("beforeprint", hideRest);
document.addEventListener("languagechange", () => {
  haystacks.fill(undefined);
  if (ORDERS[byId("sort").value]) reorder();
  else refilter();
});
