"use strict";
// Review: the desk at the row that is chosen, what was said of each row, the next open one, undo, progress.

const said = new Array(ROWS.length).fill(null);
const drafts = new Map();
const acts = []; // what can be undone: rows, reviewer, and what that reviewer had said of them before
const SECTIONS = [...document.querySelectorAll("#themes > .theme")].map((box) => ({
  box, blocks: [...box.querySelectorAll(".block")].map((block) => BLOCK_AT.get(block)),
}));
let deskRow = -1;

const isPair = (row) => R.upper[row] >= 0 && R.lower[row] >= 0;
const asks = (row) => ASKS[BLOCK_OF[row]];
const own = (row, reviewer) => current(freshAt(row)).filter((entry) => entry.reviewer === reviewer).at(-1);
const reviewer = () => byId("reviewer").value.trim();

// ---- what is settled

/** A question is settled by one choice, any other commitment by a decision on each of its rows. */
function isSettled(block) {
  const decisions = BLOCK_ROWS[block].map((row) => said[row]?.decision);
  return ASKS[block] ? decisions.some((one) => one && one.verdict !== "reject") : decisions.every(Boolean);
}

const isOpen = (row) => !said[row]?.decision && !(asks(row) && isSettled(BLOCK_OF[row]));

/** What a filter takes the rows of a block for. */
function showStanding(block) {
  for (const row of BLOCK_ROWS[block]) {
    const states = (ASKS[block] ? BLOCK_ROWS[block] : [row]).map((one) => said[one]).filter(Boolean);
    const found = [isOpen(row) && !(ASKS[block] && isSettled(block)) ? "undecided" : "decided"];
    if (states.some((state) => state.conflict || state.stale.length)) found.push("disputed");
    if (states.some((state) => state.lines.some((entry) => entry.comment))) found.push("commented");
    VALUES.decided[row] = found;
  }
  if (ASKS[block]) BLOCKS[block].classList.toggle("settled", isSettled(block));
}

function doneCount(blocks = [...BLOCKS.keys()]) {
  return { n: blocks.filter(isSettled).length, m: blocks.length };
}

// ---- deciding

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

// half of a surrogate pair can be typed but stands in no file
const wellFormed = (text) => (text.toWellFormed ? text.toWellFormed() : text);

/** One more entry of `reviewer` on a row; `change` names verdict, relation, outcome, partner (a position), comment. */
function decide(row, change, reviewer, now = Date.now()) {
  const verdict = change.verdict;
  const entry = {
    ...subject(row),
    verdict,
    relation: change.relation ?? (verdict === "accept" && R.relation[row] ? R.relation[row] : null),
    outcome: change.outcome ?? null,
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
  return entry;
}

/** A decision as it can be taken again. */
function again(entry) {
  if (!entry || entry.verdict === "withdraw") return { verdict: "withdraw" };
  const partner = entry.partner ? find(1, entry.partner, entry.partner_digest)[0] : undefined;
  return { verdict: entry.verdict, relation: entry.relation ?? undefined, outcome: entry.outcome ?? undefined, partner, comment: entry.comment };
}

/** The name of who reviews; asked for where none is known, empty where none is given. */
function askName() {
  if (reviewer()) return Promise.resolve(reviewer());
  const box = byId("name-box");
  box.returnValue = "";
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => {
      if (box.returnValue === "keep") setReviewer(byId("name").value.trim());
      done(reviewer());
    }, { once: true });
  });
}

function setReviewer(name) {
  byId("reviewer").value = name;
  store.set("policydiff.reviewer", name);
}

/** The decisions are taken, can be undone as one, and are shown. */
function take(changes, name, what) {
  acts.push({ name, changes: changes.map(([row]) => [row, again(own(row, name))]) });
  for (const [row, change] of changes) {
    decide(row, change, name);
    drafts.delete(row);
  }
  refresh();
  keep();
  showToast(what);
  tell(`${what} · ${say("done", doneCount())}`);
}

let fading;
/** What was just done, for a while; `z` undoes it afterwards too. */
function showToast(text, { undoable = true } = {}) {
  clearTimeout(fading);
  fading = setTimeout(() => { byId("toast").hidden = true; }, 12000);
  byId("toast").hidden = false;
  byId("toast").firstChild.textContent = text;
  for (const id of ["undo", "back"]) byId(id).hidden = !undoable || !acts.length;
}

/** What a button or a key asks for on a row; the next open row comes by itself. */
async function act(change, row = here) {
  if (row < 0) return;
  const comment = row === deskRow ? byId("comment").value : drafts.get(row) ?? "";
  const name = await askName();
  if (!name) return;
  const list = shown;
  take([[row, { comment, ...change }]], name, say("did", { what: word(`verdict.${change.verdict}`), n: row + 1 }));
  if (change.verdict !== "withdraw") goOn(row, list);
}

/** The first open row after `row` in `list`, from its beginning where none follows. */
function goOn(row = here, list = shown) {
  const place = list.indexOf(row) + 1;
  const next = [...list.slice(place), ...list.slice(0, place)].find((index) => isOpen(index) && isShown(index));
  if (next === undefined) tell(say("all-done"));
  else select(next);
}

function undo() {
  const last = acts.pop();
  if (!last) return;
  for (const [row, change] of last.changes) decide(row, change, last.name);
  refresh();
  keep();
  byId("toast").hidden = true;
  tell(say("undone"));
  select(last.changes[0][0]);
}

/** Accepts every open row that is listed, but for those that must be chosen one by one. */
async function acceptShown() {
  const rows = shown.filter((row) =>
    isOpen(row) && !asks(row) && !said[row]?.conflict && !["rejected", "not-judged"].includes(R.outcome[row]));
  if (!rows.length) { tell(say("accept-none")); byId("store").textContent = say("accept-none"); return; }
  const name = await askName();
  if (!name) return;
  const counts = new Map();
  for (const row of rows) counts.set(R.outcome[row], (counts.get(R.outcome[row]) ?? 0) + 1);
  byId("many-title").textContent = say("accept-many", { n: rows.length });
  byId("many-what").textContent = [...counts].map(([outcome, n]) => `${word(`outcome.${outcome}`)} ${n}`).join(" · ");
  const box = byId("many-box");
  box.returnValue = "";
  box.showModal();
  box.addEventListener("close", () => {
    if (box.returnValue !== "keep") return;
    take(rows.map((row) => [row, { verdict: "accept", comment: drafts.get(row) ?? "" }]), name, say("accepted-many", { n: rows.length }));
    goOn(rows.at(-1));
  }, { once: true });
}

function keepComment() {
  if (deskRow < 0) return;
  const row = deskRow;
  const mine = own(row, reviewer());
  const text = byId("comment").value;
  if (text === (mine?.comment ?? "")) { drafts.delete(row); return; }
  if (!reviewer()) { drafts.set(row, text); return; }
  const base = mine && speaks(mine) ? again(mine) : { verdict: "note" };
  decide(row, { ...base, comment: text }, reviewer());
  drafts.delete(row);
  refresh();
  keep();
}

// ---- showing

function byTime(a, b) {
  const [one, other] = [a, b].map((entry) => `${time(entry)} ${nameOf(entry)}`);
  return one < other ? -1 : one > other ? 1 : 0;
}

function stateOf(row) {
  const entries = entriesAt.get(row);
  if (!entries) return null;
  // whatever the order in which they came
  const fresh = [...entries.fresh].sort(byTime);
  const stale = [...entries.stale].sort(byTime);
  const { decision, conflict } = settle(fresh, isPair(row));
  const lines = current(fresh).filter((entry) => entry.verdict !== "withdraw" || entry.comment);
  const standing = conflict ? "conflict" : stale.length && !decision ? "stale" : decision ? "decided" : "noted";
  if (!lines.length && !stale.length) return null;
  return { decision, conflict, standing, stale, lines };
}

/** A time as the clock on the wall shows it. */
function clock(at) {
  const day = new Date(at ?? "");
  if (Number.isNaN(day.getTime())) return "";
  const [y, m, d, h, min] = [day.getFullYear(), day.getMonth() + 1, day.getDate(), day.getHours(), day.getMinutes()]
    .map((part) => String(part).padStart(2, "0"));
  return `${y}-${m}-${d} ${h}:${min}`;
}

function line(entry) {
  const parts = [entry.reviewer, word(`verdict.${entry.verdict}`)];
  const outcome = entry.outcome ?? (entry.relation === "equal" ? "same" : entry.relation);
  if (outcome && (entry.outcome || entry.verdict !== "accept")) parts[1] += ` → ${word(`outcome.${outcome}`)}`;
  if (entry.partner) parts[1] += ` → ${entry.partner_text ?? entry.partner}`;
  const words = [entry.upper_words, entry.lower_words].filter(Boolean).map((text) => `“${text}”`).join(" ↔ ");
  return seen([...parts, words, entry.comment, clock(entry.at)].filter(Boolean).join(" · "));
}

/** Without marks that turn the direction of reading: a line reads as it is written. */
const seen = (text) => text.replace(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");

const signOf = (entry) => (entry.verdict === "reject" ? "✕" : speaks(entry) ? "✓" : "✎");

function showSaid(row) {
  const state = (said[row] = stateOf(row));
  ROWS[row].querySelector(":scope > .said")?.remove();
  ROWS[row].classList.toggle("reviewed", Boolean(state?.decision));
  if (!state) return;
  const list = make("ul", `said ${state.standing} ${state.decision?.verdict ?? ""}`);
  if (state.conflict) list.append(make("li", "", make("strong", "", `⚠ ${say("disagree")}`)));
  for (const entry of state.lines) list.append(make("li", "", `${signOf(entry)} ${line(entry)}`));
  if (state.stale.length) list.append(make("li", "", make("strong", "", `⚠ ${say("stale")}`)));
  for (const entry of state.stale) {
    const texts = [entry.upper_text, entry.lower_text, entry.partner_text].filter(Boolean).map((text) => `“${text}”`);
    list.append(make("li", "old", seen(`${line(entry)} · ${texts.join(" ↔ ")}`)));
  }
  ROWS[row].append(list);
  if (row === deskRow) placeDesk(row);
}

/** All that changed since it was last shown. */
function refresh() {
  for (const row of touched) showSaid(row);
  for (const block of new Set([...touched].map((row) => BLOCK_OF[row]))) showStanding(block);
  touched.clear();
  byId("orphans").hidden = !orphans.length;
  byId("orphans").querySelector("ul").replaceChildren(...[...orphans].sort(byTime).map((entry) => {
    const what = [entry.upper_text ?? entry.upper, entry.lower_text ?? entry.lower].filter(Boolean).join(" ↔ ");
    return make("li", "", `${what} · ${line(entry)}`);
  }));
  showReviewers();
  showProgress();
  refilter();
  if (here >= 0) showDesk(here);
}

function showReviewers() {
  const found = new Map();
  for (const entry of log.values()) {
    const one = found.get(entry.reviewer) ?? { rows: new Set(), at: "" };
    found.set(entry.reviewer, { rows: one.rows.add(`${entry.upper}|${entry.lower}`), at: time(entry) > one.at ? time(entry) : one.at });
  }
  byId("reviewed").hidden = !found.size;
  byId("reviewers").textContent = [...found].sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([who, { rows, at }]) => say("reviewed-by", { who, n: rows.size, day: clock(at).slice(0, 10) || "—" })).join("；");
  byId("uncounted").hidden = log.size <= DATA.counted;
}

function showProgress() {
  byId("done").textContent = say("done", doneCount());
  for (const { box, blocks } of SECTIONS) {
    const count = doneCount(blocks);
    let small = box.querySelector("h3 > .progress");
    if (!small && !count.n) continue;
    if (!small) box.querySelector("h3").append(" ", small = make("small", "progress"));
    small.textContent = count.n ? say("done-short", count) : "";
  }
  if (byId("progress").open) tabulateProgress();
}

/** How far each theme is: upper commitments, and what only the lower document has. */
function tabulateProgress() {
  const themes = DATA.themes.map(() => [[], []]);
  BLOCK_ROWS.forEach(([first], block) => {
    if (R.kind[first] !== "rejected") themes[R.theme[first]][R.upper[first] < 0 ? 1 : 0].push(block);
  });
  const cell = (blocks) => {
    const { n, m } = doneCount(blocks);
    const bar = make("progress");
    bar.max = m || 1;
    bar.value = n;
    bar.setAttribute("aria-hidden", "true");
    return make("td", "number", m ? [`${n} / ${m} `, bar] : "—");
  };
  const heads = ["page.theme", "script.progress-upper", "script.progress-lower"].map((key) => {
    const head = make("th");
    head.scope = "col";
    setWord(head, key);
    return head;
  });
  const rows = themes.map(([upper, lower], at) => {
    const name = byId("theme").options[at + 1].text;
    const link = make("a", "", name);
    link.href = "#rows";
    link.dataset.theme = DATA.themes[at];
    link.dataset.outcome = "";
    link.dataset.decided = "undecided";
    const head = make("th", "", link);
    head.scope = "row";
    return make("tr", "", [head, cell(upper), cell(lower)]);
  });
  byId("progress").querySelector("table").replaceChildren(make("thead", "", make("tr", "", heads)), make("tbody", "", rows));
}

let lowers = null;
function lowerTexts() {
  if (!lowers) {
    lowers = new Map();
    NATURAL.forEach((row) => {
      if (R.lower[row] >= 0 && !lowers.has(R.lower[row])) {
        lowers.set(R.lower[row], {
          text: textOf(row, 1),
          label: cellOf(row, 1).querySelector(".w").textContent,
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

function placeDesk(row) {
  deskRow = row;
  (asks(row) ? BLOCKS[BLOCK_OF[row]] : ROWS[row]).append(byId("desk"));
  byId("desk").hidden = false;
}

const alone = (row) => R.kind[row] === "missing" || R.kind[row] === "question";

function showDesk(row) {
  const kind = R.kind[row];
  const mine = own(row, reviewer());
  const decision = mine && speaks(mine) ? mine : null;
  placeDesk(row);
  const outcome = { word: word(`outcome.${R.outcome[row]}`) };
  const accept = { question: word("page.none-of-these"), near: word("page.this-one"), pair: asks(row) ? word("page.this-one") : say("accept") };
  byId("accept").textContent = accept[kind] ?? (kind === "rejected" ? say("accept") : say("accept-alone", outcome));
  byId("reject").textContent = isPair(row) ? say("reject-pair") : say("reject-alone", outcome);
  byId("reject").hidden = kind === "question";
  for (const verdict of ["accept", "reject"]) byId(verdict).setAttribute("aria-pressed", String(decision?.verdict === verdict));
  byId("change-label").hidden = kind !== "pair" || asks(row);
  byId("change").value = decision?.verdict === "relation" ? (decision.outcome ?? decision.relation) : "";
  byId("repair-line").hidden = !alone(row);
  byId("withdraw").disabled = !decision;
  byId("comment").value = drafts.get(row) ?? mine?.comment ?? "";
  const others = current(freshAt(row)).some((entry) => entry !== mine && speaks(entry));
  byId("desk-note").textContent = others ? say("overruling") : "";
  const entries = [...freshAt(row)].sort(byTime);
  byId("history").hidden = entries.length < 2;
  byId("history").querySelector("small").textContent = entries.length;
  byId("history").querySelector("ol").replaceChildren(...entries.map((entry) => make("li", "", `${signOf(entry)} ${line(entry)}`)));
}

watchers.select.push((row) => {
  if (deskRow !== row) {
    keepComment();
    byId("history").open = false;
    showDesk(row);
    byId("repair-search").value = "";
    if (alone(row)) fillChoices();
  }
  if (!byId("panel").hidden) showSource(row);
});

// ---- events

byId("accept").addEventListener("click", () => act({ verdict: "accept" }));
byId("reject").addEventListener("click", () => act({ verdict: "reject" }));
byId("withdraw").addEventListener("click", () => act({ verdict: "withdraw", comment: "" }));
byId("change").addEventListener("change", (event) => {
  const ruling = event.target.value;
  // that a promise is answered, and no more, is no relation of its own
  const said = ruling === "answered" ? { relation: "equal", outcome: ruling } : { relation: ruling };
  act(ruling ? { verdict: "relation", ...said } : { verdict: "withdraw" });
});
byId("repair-search").addEventListener("input", fillChoices);
byId("repair").addEventListener("click", () => {
  if (byId("repair-choice").value !== "") act({ verdict: "repair", partner: Number(byId("repair-choice").value) });
});
document.addEventListener("click", (event) => {
  const pick = event.target.closest(".pick");
  if (!pick) return;
  const row = ROW_OF.get(pick.closest(".row").id);
  select(row, { scroll: false, focus: false });
  act({ verdict: "accept" }, row);
});
// What is pressed while a comment is written takes the comment with it: to keep it at once would draw a line
// above the button and move it away before it is let go.
let pressed = false, waiting = false;
document.addEventListener("pointerdown", () => { pressed = true; }, true);
for (const kind of ["pointerup", "pointercancel"]) {
  document.addEventListener(kind, () => {
    pressed = false;
    if (waiting) setTimeout(keepComment); // what is clicked comes first
    waiting = false;
  }, true);
}
byId("comment").addEventListener("change", () => {
  if (!reviewer()) return;
  if (pressed) waiting = true;
  else keepComment();
});
byId("save-comment").addEventListener("click", async () => { if (await askName()) keepComment(); });
byId("show-source").addEventListener("click", () => showSource(here));
byId("cite").addEventListener("click", () => copy(citation(here)));
byId("copy-link").addEventListener("click", () => copy(linkTo(here)));
byId("reviewer").addEventListener("change", () => {
  setReviewer(reviewer());
  if (here >= 0) showDesk(here);
});
byId("accept-shown").addEventListener("click", acceptShown);
byId("undo").addEventListener("click", undo);
byId("back").addEventListener("click", () => { if (acts.length) select(acts.at(-1).changes[0][0]); });
byId("progress").addEventListener("toggle", showProgress);
addEventListener("storage", (event) => {
  if (event.key !== KEEP || !event.newValue) return;
  try { add(readEntries(event.newValue).filter(ofThisCouple)); } catch { return; }
  refresh();
});

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  n: () => goOn(),
  a: () => act({ verdict: "accept" }),
  r: () => { if (here >= 0 && R.kind[here] !== "question") act({ verdict: "reject" }); },
  u: () => { if (!byId("withdraw").disabled) act({ verdict: "withdraw", comment: "" }); },
  z: undo,
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
  for (const row of entriesAt.keys()) touched.add(row);
  refresh();
  for (const button of document.querySelectorAll(".fold-one")) {
    button.setAttribute("aria-label", `${say("fold")}: ${button.parentNode.querySelector("span")?.textContent ?? ""}`);
  }
});
