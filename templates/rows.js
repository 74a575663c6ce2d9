"use strict";
// Rows: steps, links, the source texts beside them, why they are paired, citations.

let here = -1;

/** Every fold around `row` opened. */
function unfold(row) {
  for (let box = row.parentNode; box && box.id !== "themes"; box = box.parentNode) {
    if (box.matches?.("details")) box.open = true;
  }
}

function showPlace() {
  const m = blocksShown.length;
  const n = isShown(here) ? blocksShown.indexOf(BLOCK_OF[here]) + 1 : 0;
  byId("place").textContent = n ? say("place-short", { n, m }) : String(m);
}

function tell(text) {
  byId("live").textContent = "";
  requestAnimationFrame(() => { byId("live").textContent = text; });
}

// ---- steps and links

function select(index, { scroll = true, focus = true } = {}) {
  if (here >= 0) ROWS[here].removeAttribute("aria-current");
  here = index;
  const row = ROWS[index];
  if (!isShown(index)) clearFilters();
  hideRest();
  const box = row.closest(".theme");
  if (box.classList.contains("folded")) setFolded(box, false);
  unfold(row);
  row.setAttribute("aria-current", "true");
  row.tabIndex = -1;
  for (const watcher of watchers.select) watcher(index);
  showPlace();
  if (scroll) {
    const whole = row.closest(".check") ?? row;
    // to measure in a portion that is not drawn is what a browser complains of
    row.closest(".chunk")?.classList.add("drawn");
    clearBar();
    whole.scrollIntoView({ block: "start" });
    // rows that were never drawn have only an estimated height; once drawn, go again
    requestAnimationFrame(() => { if (here === index && isShown(index)) whole.scrollIntoView({ block: "start" }); });
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

/** Where the commitment of one side of a row stands; what is asked about in common stands above its candidates. */
function cellOf(index, side) {
  const row = ROWS[index];
  if (side) return row.querySelector(".l:not(.near, .none)");
  return row.querySelector(".u:not(.origin, .none)") ?? row.closest(".check")?.querySelector(".head");
}

const textOf = (index, side) => cellOf(index, side)?.querySelector(".t")?.textContent ?? "";

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
  const near = ROWS[index].querySelector(".near a.s");
  const links = [0, 1].map((side) => cellOf(index, side)?.querySelector("a.s") ?? (side ? near : null)).filter(Boolean);
  mark(link ? [...links.filter((each) => Boolean(each.closest(".u")) !== Boolean(link.closest(".u"))), link] : links);
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
  const how = make("td", "note");
  how.colSpan = head.length;
  setWord(how, "page.weights");
  table.append(make("tfoot", "", [total, make("tr", "", how)]));
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
  for (const side of [0, 1]) {
    const cell = cellOf(index, side);
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
  const verdict = ROWS[index].querySelector(".verdict")?.textContent.trim().replace(/\s+/g, " ") ?? "";
  const reasons = [...ROWS[index].querySelectorAll(".chips li")].map((li) => li.textContent.trim().replace(/\s+/g, " "));
  return [...lines, [verdict, ...reasons].filter(Boolean).join("；")].join("\n");
}

const linkTo = (index) => `${location.href.split("#")[0]}#${ROWS[index].id}`;

// ---- events

const BUSY = "a, button, input, select, textarea, summary, details table, label, .said";

document.addEventListener("click", (event) => {
  const target = event.target;
  const cell = target.closest("[data-outcome], a[data-unit]");
  if (cell && !cell.closest("#outcomes")) {
    event.preventDefault();
    showOnly(cell.dataset);
    return;
  }
  const row = target.closest(".row") ?? target.closest(".check")?.querySelector(".row");
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

byId("previous").addEventListener("click", () => step(-1));
byId("next").addEventListener("click", () => step(1));
byId("close-panel").addEventListener("click", closePanel);
byId("help").addEventListener("click", () => byId("help-box").showModal());
addEventListener("hashchange", followHash);
document.addEventListener("languagechange", showPlace);
