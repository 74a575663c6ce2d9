"use strict";
// The log of decisions: read, put together, settled, kept in the browser.  Entries are only ever added.

const TEXTS = [
  "upper_document", "lower_document", "upper", "lower", "upper_digest", "lower_digest", "upper_text",
  "lower_text", "partner", "partner_digest", "partner_text", "upper_words", "lower_words", "outcome", "reviewer", "at",
];
const FIELDS = [...TEXTS, "comment", "verdict", "relation", "over"];
const VERDICTS = ["accept", "reject", "relation", "repair", "note", "withdraw"];
const RELATIONS = ["tightens", "loosens", "equal", "mixed", "incomparable"];
const KEEP = `policydiff.review:${DATA.documents.map((d) => d.sha256.slice(0, 16) || d.id).join(":")}`;

const SENT = JSON.parse(byId("decisions").textContent).decisions;
const log = new Map(); // by the whole entry
const embedded = new Set();
const entriesAt = new Map(); // by row: those on the text as it is, and those on a text that was
const touched = new Set(); // rows that have new entries since they were last shown
const orphans = [];
let savedSize = 0;

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
  // second readers are heard only where no reviewer speaks
  const reviewers = every.filter((entry) => !entry.reviewer.startsWith("second reader: "));
  const spoken = reviewers.length ? reviewers : every;
  if (!spoken.length) return { decision: null, conflict: false };
  const holding = spoken.filter((entry) => spoken.every((other) =>
    agree(entry, other, pair) ||
    (entry.over ?? []).some((o) => o.reviewer === other.reviewer && (o.at ?? "") === time(other))));
  const one = holding.length && holding.every((a) => holding.every((b) => agree(a, b, pair)));
  if (!one) return { decision: null, conflict: true };
  const relation = holding.find((e) => e.relation)?.relation ?? null;
  // of those who call a pair the same and answered, the one who says less is heard
  const said = (relation === "equal" && holding.find((e) => e.outcome === "answered")) || holding[0];
  return { decision: { ...said, relation }, conflict: false };
}

// ---- the log

function put(name, entry) {
  log.set(name, entry);
  const found = rowsOf(entry);
  if (!found.length) orphans.push(entry);
  for (const [row, fresh] of found) {
    if (!entriesAt.has(row)) entriesAt.set(row, { fresh: [], stale: [] });
    entriesAt.get(row)[fresh ? "fresh" : "stale"].push(entry);
    touched.add(row);
  }
}

/** The entries that are not there yet are put to the others; how many they were. */
function add(entries) {
  const before = log.size;
  for (const entry of entries) {
    const name = nameOf(entry);
    if (!log.has(name)) put(name, entry);
  }
  return log.size - before;
}

function forget() {
  for (const row of entriesAt.keys()) touched.add(row);
  log.clear();
  entriesAt.clear();
  orphans.length = 0;
}

const freshAt = (row) => entriesAt.get(row)?.fresh ?? [];

function keep() {
  const mine = [...log].filter(([name]) => !embedded.has(name)).map(([, entry]) => entry);
  store.set(KEEP, JSON.stringify({ schema: DATA.review, decisions: mine }));
  setWord(byId("store"), store.works ? "script.kept" : "script.unsaved");
  byId("store").classList.toggle("warning", !store.works);
}

/** The decisions in a file, or in a reviewed report; throws where there are none. */
function readEntries(text) {
  const inside = /^\s*</.test(text) && text.match(/<script type="application\/json" id="decisions">([^<]*)<\/script>/);
  const data = JSON.parse(inside ? inside[1] : text);
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

/** All decisions as they stand in a file, in an order of their own. */
function everything() {
  const decisions = [...log].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, entry]) => entry);
  return { schema: DATA.review, decisions };
}

const exportText = () => `${JSON.stringify(everything(), null, 1)}\n`;
