"use strict";
// Decisions: taken, kept in the browser, exported, imported, shown.  Entries are only ever added.

const TEXTS = [
  "upper_document", "lower_document", "upper", "lower", "upper_digest", "lower_digest", "upper_text",
  "lower_text", "partner", "partner_digest", "partner_text", "upper_words", "lower_words", "outcome", "reviewer", "at",
];
const FIELDS = [...TEXTS, "comment", "verdict", "relation", "over"];
const VERDICTS = ["accept", "reject", "relation", "repair", "note", "withdraw"];
const RELATIONS = ["tightens", "loosens", "equal", "mixed", "incomparable"];
const KEEP = `policydiff.review:${DATA.documents.map((d) => d.sha256.slice(0, 16) || d.id).join(":")}`;

const log = new Map(); // by the whole entry
const embedded = new Set();
const said = new Array(ROWS.length).fill(null);
let entriesAt = new Map(); // by row
let orphans = [];
const drafts = new Map();
let exportedSize = 0;

const nameOf = (entry) => JSON.stringify(FIELDS.map((field) => entry[field] ?? null));

// ---- where an entry belongs

const places = DATA.commitments.map((list) => {
  const ids = new Map();
  const digests = new Map();
  list.forEach(([id, digest], at) => {
    ids.set(id, at);
    digests.set(digest, digests.has(digest) ? -2 : at);
  });
  return { ids, digests, list };
});
const rowAt = new Map(ROWS.map((_, index) => [`${R.upper[index]}|${R.lower[index]}`, index]));

/** Where a commitment is now, and whether its text is still the one seen. */
function find(side, id, digest) {
  if (!id) return [-1, true];
  const { ids, digests, list } = places[side];
  const at = ids.get(id) ?? -2;
  if (at >= 0 && list[at][1] === digest) return [at, true];
  const same = digests.get(digest) ?? -2;
  return same >= 0 ? [same, true] : [at, false];
}

/** The rows that an entry speaks of: [row, still the same text]. */
function rowsOf(entry) {
  const [upper, upperFresh] = find(0, entry.upper, entry.upper_digest);
  const [lower, lowerFresh] = find(1, entry.lower, entry.lower_digest);
  const found = [];
  const put = (a, b, fresh) => {
    const row = rowAt.get(`${a}|${b}`);
    if (row !== undefined) found.push([row, fresh]);
  };
  if (entry.verdict === "repair") {
    const [partner, fresh] = find(1, entry.partner, entry.partner_digest);
    put(upper, -1, upperFresh && fresh);
    put(upper, partner, upperFresh && fresh);
  } else {
    put(upper, lower, upperFresh && lowerFresh);
  }
  return found;
}

// ---- what entries come to; the same rules as in the program

const time = (entry) => entry.at ?? "";

function current(entries) {
  const latest = new Map();
  for (const entry of entries) {
    const known = latest.get(entry.reviewer) ?? "";
    latest.set(entry.reviewer, time(entry) > known ? time(entry) : known);
  }
  return entries.filter((entry) => time(entry) === latest.get(entry.reviewer));
}

function agree(a, b, pair) {
  const stance = (e) => (pair ? String(e.verdict === "reject") : `${e.verdict}|${e.partner ?? ""}`);
  return stance(a) === stance(b) && (!a.relation || !b.relation || a.relation === b.relation);
}

const speaks = (entry) => entry.verdict !== "note" && entry.verdict !== "withdraw";

/** The decision that holds on a row, if any, and whether reviewers disagree. */
function settle(entries, pair) {
  const every = current(entries).filter(speaks);
  const reviewers = every.filter((entry) => !entry.reviewer.startsWith("second reader: "));
  const spoken = reviewers.length ? reviewers : every;
  if (!spoken.length) return { decision: null, conflict: false };
  const holding = spoken.filter((entry) => spoken.every((other) =>
    agree(entry, other, pair) ||
    (entry.over ?? []).some((o) => o.reviewer === other.reviewer && (o.at ?? "") === time(other))));
  const one = holding.length && holding.every((a) => holding.every((b) => agree(a, b, pair)));
  if (!one) return { decision: null, conflict: true };
  return { decision: { ...holding[0], relation: holding.find((e) => e.relation)?.relation ?? null }, conflict: false };
}

// ---- the log

function reindex() {
  entriesAt = new Map();
  orphans = [];
  for (const entry of log.values()) {
    const found = rowsOf(entry);
    if (!found.length) orphans.push(entry);
    for (const [row, fresh] of found) {
      if (!entriesAt.has(row)) entriesAt.set(row, { fresh: [], stale: [] });
      entriesAt.get(row)[fresh ? "fresh" : "stale"].push(entry);
    }
  }
}

function add(entries) {
  let fresh = 0;
  for (const entry of entries) {
    const name = nameOf(entry);
    if (!log.has(name)) { log.set(name, entry); fresh += 1; }
  }
  return fresh;
}

function keep() {
  const mine = [...log].filter(([name]) => !embedded.has(name)).map(([, entry]) => entry);
  store.set(KEEP, JSON.stringify({ schema: DATA.review, decisions: mine }));
  setWord(byId("store"), store.works ? "script.kept" : "script.unsaved");
  byId("store").classList.toggle("warning", !store.works);
}

/** Entries that were read from a file or from the browser; throws where one is none. */
function readEntries(text) {
  const data = JSON.parse(text);
  if (data?.schema !== DATA.review || !Array.isArray(data.decisions)) throw new TypeError("schema");
  return data.decisions.map((raw) => {
    const entry = {};
    for (const field of TEXTS) {
      if (raw[field] != null && typeof raw[field] !== "string") throw new TypeError(field);
      entry[field] = raw[field] || null;
    }
    if (!VERDICTS.includes(raw.verdict) || !entry.reviewer?.trim()) throw new TypeError("verdict");
    if (raw.relation != null && !RELATIONS.includes(raw.relation)) throw new TypeError("relation");
    if (typeof (raw.comment ?? "") !== "string") throw new TypeError("comment");
    entry.comment = raw.comment ?? "";
    entry.verdict = raw.verdict;
    entry.relation = raw.relation ?? null;
    entry.over = (raw.over ?? []).map((o) => ({ reviewer: String(o.reviewer), at: o.at ?? null }));
    return entry;
  });
}

const ofThisCouple = (entry) =>
  entry.upper_document === DATA.documents[0].id && entry.lower_document === DATA.documents[1].id;

function importText(text) {
  const entries = readEntries(text);
  const ours = entries.filter(ofThisCouple);
  if (entries.length && !ours.length) throw new TypeError("couple");
  const fresh = add(ours);
  refresh();
  return { n: ours.length, m: fresh };
}

function exportText() {
  const decisions = [...log].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return `${JSON.stringify({ schema: DATA.review, decisions }, null, 1)}\n`;
}

// ---- deciding

function textOf(row, side) {
  return ROWS[row].querySelector(`${side ? ".l:not(.near)" : ".u:not(.origin)"} .t`)?.textContent ?? "";
}

function subject(row) {
  const [upper, lower] = [R.upper[row], R.lower[row]].map((at, side) => DATA.commitments[side][at] ?? [null, null]);
  return {
    upper_document: DATA.documents[0].id,
    lower_document: DATA.documents[1].id,
    upper: upper[0],
    lower: lower[0],
    upper_digest: upper[1],
    lower_digest: lower[1],
    upper_text: textOf(row, 0) || null,
    lower_text: textOf(row, 1) || null,
    partner: null,
    partner_digest: null,
    partner_text: null,
  };
}

const isPair = (row) => R.upper[row] >= 0 && R.lower[row] >= 0;
const freshAt = (row) => entriesAt.get(row)?.fresh ?? [];
const own = (row, reviewer) => current(freshAt(row)).filter((entry) => entry.reviewer === reviewer).at(-1);

// half of a surrogate pair can be typed but stands in no file
const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text);

/** One more entry of `reviewer` on a row; `change` names verdict, relation, partner (a position), comment. */
function decide(row, change, reviewer, now = Date.now()) {
  const verdict = change.verdict;
  const entry = {
    ...subject(row),
    verdict,
    relation: change.relation ?? (verdict === "accept" && R.relation[row] ? R.relation[row] : null),
    comment: wellFormed(change.comment ?? ""),
    reviewer: wellFormed(reviewer),
    over: [],
  };
  if (change.partner !== undefined) {
    [entry.partner, entry.partner_digest] = DATA.commitments[1][change.partner];
    entry.partner_text = lowerTexts().get(change.partner)?.text ?? null;
  }
  const earlier = freshAt(row).filter((each) => each.reviewer === reviewer).map((each) => Date.parse(time(each)) || 0);
  entry.at = new Date(Math.max(now, ...earlier.map((each) => each + 1))).toISOString();
  if (speaks(entry)) {
    entry.over = current(freshAt(row))
      .filter((other) => other.reviewer !== reviewer && speaks(other) && !agree(entry, other, isPair(row)))
      .map((other) => ({ reviewer: other.reviewer, at: other.at }));
  }
  add([entry]);
  reindex();
  return entry;
}

function reviewerName() {
  const name = byId("reviewer").value.trim();
  if (!name) {
    byId("more").open = true;
    byId("reviewer").focus();
    byId("reviewer").setAttribute("aria-invalid", "true");
    tell(say("reviewer-needed"));
    byId("desk-note").textContent = say("reviewer-needed");
  }
  return name;
}

/** What a button or a key asks for on the row that is chosen. */
function act(change) {
  if (here < 0) return;
  const name = reviewerName();
  if (!name) return;
  const row = here;
  decide(row, { comment: byId("comment").value, ...change }, name);
  drafts.delete(row);
  refresh();
  keep();
  tell(`${word(`verdict.${change.verdict}`)} · ${say("done", doneCount())}`);
}

function keepComment() {
  if (here < 0) return;
  const name = byId("reviewer").value.trim();
  const mine = own(here, name);
  const text = byId("comment").value;
  if (text === (mine?.comment ?? "")) { drafts.delete(here); return; }
  if (!name) { drafts.set(here, text); return; }
  const base = mine && speaks(mine) ? mine : { verdict: "note" };
  const partner = base.partner ? find(1, base.partner, base.partner_digest)[0] : undefined;
  decide(here, { verdict: base.verdict, relation: base.relation ?? undefined, partner, comment: text }, name);
  drafts.delete(here);
  refresh();
  keep();
}

// ---- showing

function stateOf(row) {
  const entries = entriesAt.get(row);
  if (!entries) return null;
  const { decision, conflict } = settle(entries.fresh, isPair(row));
  const lines = current([...entries.fresh]).filter((entry) => entry.verdict !== "withdraw" || entry.comment);
  const standing = conflict ? "conflict" : entries.stale.length && !decision ? "stale" : decision ? "decided" : "noted";
  if (!lines.length && !entries.stale.length) return null;
  return { decision, conflict, standing, stale: entries.stale, lines };
}

function line(entry) {
  const parts = [entry.reviewer, word(`verdict.${entry.verdict}`)];
  const outcome = entry.outcome ?? (entry.relation === "equal" ? "same" : entry.relation);
  if (outcome && (entry.outcome || entry.verdict !== "accept")) parts[1] += ` → ${word(`outcome.${outcome}`)}`;
  if (entry.partner) parts[1] += ` → ${entry.partner_text ?? entry.partner}`;
  return [...parts, entry.comment, time(entry).slice(0, 16).replace("T", " ")].filter(Boolean).join(" · ");
}

function showSaid(row) {
  const state = (said[row] = stateOf(row));
  ROWS[row].querySelector(".v > .said")?.remove();
  ROWS[row].classList.toggle("reviewed", Boolean(state?.decision));
  if (!state) return;
  const list = make("ul", `said ${state.standing}`);
  if (state.conflict) list.append(make("li", "", make("strong", "", `⚠ ${say("disagree")}`)));
  for (const entry of state.lines) list.append(make("li", "", `${entry.verdict === "reject" ? "✕" : speaks(entry) ? "✓" : "✎"} ${line(entry)}`));
  if (state.stale.length) list.append(make("li", "", make("strong", "", `⚠ ${say("stale")}`)));
  for (const entry of state.stale) {
    const seen = [entry.upper_text, entry.lower_text, entry.partner_text].filter(Boolean).map((text) => `“${text}”`);
    list.append(make("li", "old", `${line(entry)} · ${seen.join(" ↔ ")}`));
  }
  ROWS[row].querySelector(".v").append(list);
}

function doneCount() {
  return { n: said.filter((state) => state?.decision).length, m: ROWS.length };
}

function refresh() {
  const before = new Set(entriesAt.keys());
  reindex();
  for (const row of new Set([...before, ...entriesAt.keys()])) showSaid(row);
  byId("orphans").hidden = !orphans.length;
  byId("orphans").querySelector("ul").replaceChildren(...orphans.map((entry) => {
    const what = [entry.upper_text ?? entry.upper, entry.lower_text ?? entry.lower].filter(Boolean).join(" ↔ ");
    return make("li", "", `${what} · ${line(entry)}`);
  }));
  byId("done").textContent = say("done", doneCount());
  if (byId("decided").value) refilter();
  if (here >= 0) showDesk(here);
}

function fitsDecision(row, choice) {
  const state = said[row];
  if (choice === "decided") return Boolean(state?.decision);
  if (choice === "undecided") return !state?.decision;
  if (choice === "disputed") return Boolean(state && (state.conflict || state.stale.length));
  return Boolean(state?.lines.some((entry) => entry.comment));
}

let lowers = null;
function lowerTexts() {
  if (!lowers) {
    lowers = new Map();
    NATURAL.forEach((row) => {
      if (R.lower[row] >= 0 && !lowers.has(R.lower[row])) {
        lowers.set(R.lower[row], {
          text: textOf(row, 1),
          label: ROWS[row].querySelector(".l .w").textContent,
          theme: R.theme[row],
        });
      }
    });
  }
  return lowers;
}

function fillChoices() {
  const words = byId("repair-search").value.split(/\s+/).map(fold).filter(Boolean);
  const near = R.near[here];
  const found = [...lowerTexts()].filter(([, lower]) =>
    words.length ? words.every((each) => fold(lower.label + lower.text).includes(each)) : lower.theme === R.theme[here]);
  const chosen = words.length ? found.map(([at]) => at) : [...near, ...found.map(([at]) => at).filter((at) => !near.includes(at))];
  byId("repair-choice").replaceChildren(...chosen.slice(0, 60).map((at) => {
    const lower = lowerTexts().get(at) ?? { label: DATA.commitments[1][at][0], text: "" };
    const option = make("option", "", `${lower.label.split(" ")[0]} ${lower.text}`);
    option.value = at;
    return option;
  }));
}

function showDesk(row) {
  const kind = R.kind[row];
  const pair = isPair(row);
  const mine = own(row, byId("reviewer").value.trim());
  ROWS[row].append(byId("desk"));
  byId("desk").hidden = false;
  // against a digest the word is not "missing", so the row's own word is used
  const called = ROWS[row].querySelector(".verdict").lastElementChild.textContent;
  byId("reject").textContent = pair ? say("reject-pair") : say("reject-alone", { word: called });
  byId("accept").setAttribute("aria-pressed", String(mine?.verdict === "accept"));
  byId("reject").setAttribute("aria-pressed", String(mine?.verdict === "reject"));
  byId("change-label").hidden = !pair;
  byId("change").value = mine?.verdict === "relation" ? mine.relation : "";
  byId("repair-line").hidden = kind !== "missing";
  byId("withdraw").disabled = !mine || !(speaks(mine) || mine.comment);
  byId("comment").value = drafts.get(row) ?? mine?.comment ?? "";
  const others = current(freshAt(row)).some((entry) => entry !== mine && speaks(entry));
  byId("desk-note").textContent = others ? say("overruling") : "";
}

watchers.select.push((row) => {
  const desk = byId("desk");
  if (desk.parentNode !== ROWS[row]) {
    const before = desk.closest(".row");
    if (before) {
      const there = here;
      here = ROW_OF.get(before.id);
      keepComment();
      here = there;
    }
    showDesk(row);
    byId("repair-search").value = "";
    if (R.kind[row] === "missing") fillChoices();
  }
  if (!byId("panel").hidden) showSource(row);
});

// ---- events

byId("accept").addEventListener("click", () => act({ verdict: "accept" }));
byId("reject").addEventListener("click", () => act({ verdict: "reject" }));
byId("withdraw").addEventListener("click", () => act({ verdict: "withdraw", comment: "" }));
byId("change").addEventListener("change", (event) => {
  act(event.target.value ? { verdict: "relation", relation: event.target.value } : { verdict: "withdraw" });
});
byId("repair-search").addEventListener("input", fillChoices);
byId("repair").addEventListener("click", () => {
  if (byId("repair-choice").value !== "") act({ verdict: "repair", partner: Number(byId("repair-choice").value) });
});
byId("comment").addEventListener("change", () => { if (byId("reviewer").value.trim()) keepComment(); });
byId("save-comment").addEventListener("click", () => { if (reviewerName()) keepComment(); });
byId("show-source").addEventListener("click", () => showSource(here));
byId("cite").addEventListener("click", () => copy(citation(here)));
byId("copy-link").addEventListener("click", () => copy(linkTo(here)));
byId("reviewer").addEventListener("change", () => {
  byId("reviewer").removeAttribute("aria-invalid");
  store.set("policydiff.reviewer", byId("reviewer").value.trim());
  if (here >= 0) showDesk(here);
});
byId("export").addEventListener("click", () => {
  keepComment();
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([exportText()], { type: "application/json" }));
  const who = byId("reviewer").value.trim().replace(/[^\p{L}\p{N}]+/gu, "-");
  link.download = `review-${DATA.documents.map((d) => d.id.replace(/[^\p{L}\p{N}.-]+/gu, "_")).join("--")}${who ? `-${who}` : ""}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  exportedSize = log.size;
  tell(say("exported", { n: log.size }));
  byId("done").textContent = say("exported", { n: log.size });
});
byId("import").addEventListener("click", () => byId("file").click());
byId("file").addEventListener("change", async (event) => {
  const messages = [];
  for (const file of event.target.files) {
    try {
      messages.push(say("imported", importText(await file.text())));
    } catch {
      messages.push(say("imported-wrong", { name: file.name }));
    }
  }
  event.target.value = "";
  keep();
  tell(messages.join(" "));
  byId("done").textContent = messages.join(" ");
});
addEventListener("beforeunload", (event) => {
  if (!store.works && log.size > Math.max(exportedSize, embedded.size)) event.preventDefault();
});
addEventListener("storage", (event) => {
  if (event.key !== KEEP || !event.newValue) return;
  try { add(readEntries(event.newValue).filter(ofThisCouple)); } catch { return; }
  refresh();
});

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => act({ verdict: "accept" }),
  r: () => act({ verdict: "reject" }),
  u: () => { if (!byId("withdraw").disabled) act({ verdict: "withdraw", comment: "" }); },
  c: () => { if (here < 0) step(1); byId("comment").focus(); },
  s: () => { if (!byId("panel").hidden) closePanel(); else if (here >= 0) showSource(here); },
  "/": () => byId("search").focus(),
  "?": () => byId("help-box").showModal(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (event.key === "Escape") {
    if (event.target.closest?.("#desk") && here >= 0) ROWS[here].focus();
    else if (!byId("panel").hidden) closePanel();
    return;
  }
  if (!byId("keys").checked || event.target.closest?.("input, select, textarea")) return;
  if (Object.hasOwn(KEYS, event.key)) {
    event.preventDefault();
    KEYS[event.key]();
  }
});

document.addEventListener("languagechange", () => {
  nameDynamic();
  for (const row of entriesAt.keys()) showSaid(row);
  if (here >= 0) showDesk(here);
});

function nameDynamic() {
  byId("done").textContent = say("done", doneCount());
  for (const button of document.querySelectorAll(".fold-one")) {
    button.setAttribute("aria-label", `${say("fold")}: ${button.parentNode.querySelector("span")?.textContent ?? ""}`);
  }
}

// ---- start

add(DATA.decisions);
for (const name of log.keys()) embedded.add(name);
try {
  const kept = store.get(KEEP);
  if (kept) add(readEntries(kept).filter(ofThisCouple));
} catch { /* what another program left there is not ours */ }
byId("reviewer").value = store.get("policydiff.reviewer") ?? "";
byId("keys").checked = store.get("policydiff.keys") !== "off";
byId("keys").addEventListener("change", () => store.set("policydiff.keys", byId("keys").checked ? "on" : "off"));
for (const box of document.querySelectorAll("#themes .theme")) addFold(box);
if (matchMedia("(max-width: 60rem)").matches) byId("more").open = false;
byId("tools").hidden = false;
byId("bar").hidden = false;
// nothing that is gone to may end under the bar
new ResizeObserver(() => {
  document.documentElement.style.scrollPaddingTop = `${byId("bar").offsetHeight + 12}px`;
}).observe(byId("bar"));
setWord(byId("store"), store.works ? "script.kept" : "script.unsaved");
byId("store").classList.toggle("warning", !store.works);
refresh();
showPlace();
switchLanguage(store.get("policydiff.language") ?? lang);
if (location.hash) followHash();
// what the first search needs is made while nothing else goes on
(globalThis.requestIdleCallback ?? setTimeout)(() => NATURAL.forEach(haystack));

/** For whoever drives the page from outside: the same verbs as the buttons. */
globalThis.policydiff = Object.freeze({
  decide, importText, exportText, refresh,
  state: (row) => stateOf(row),
  reset() { log.clear(); add(DATA.decisions); drafts.clear(); refresh(); },
});
