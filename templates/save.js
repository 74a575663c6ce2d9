"use strict";
// Handing in: a copy of this page with the decisions inside, and files of decisions.  Then the start of it all.

/** This page as it came, with everything that was said since in its place. */
function reviewedPage() {
  const lists = new Map([...entriesAt.keys()].map((row) => [ROWS[row].id, ROWS[row].querySelector(":scope > .said")?.outerHTML ?? ""]));
  const decisions = JSON.stringify(everything()).replace(/[<\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
  const page = PRISTINE
    .replace(/<a href="[^"]*">← [^]*?<\/a>/, "") // the overview does not go with it
    .replace(/(<article class="row [^"]*" id="([^"]*)">[^]*?)(<ul class="said[^]*?<\/ul>\s*)?<\/article>/g,
      (all, row, id, old) => (lists.has(id) ? `${row}${lists.get(id)}\n</article>` : all))
    .replace(/<p id="reviewed"[^]*?<\/p>/, () => byId("reviewed").outerHTML)
    .replace(/<section id="orphans"[^]*?<\/section>/, () => byId("orphans").outerHTML)
    .replace(/(<script type="application\/json" id="decisions">)[^<]*/, (_, tag) => tag + decisions);
  return `<!DOCTYPE html>\n${page}\n`;
}

const plainName = (text) => text.replace(/[^\p{L}\p{N}.-]+/gu, "-");

function download(name, text, type) {
  const link = make("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  savedSize = log.size;
}

/** Says it to everybody: read out, and beside the buttons. */
function report(text) {
  tell(text);
  delete byId("store").dataset.t;
  byId("store").textContent = text;
  showToast(text, { undoable: false });
}

/** On how many rows somebody has spoken; a row that is spoken of twice is one. */
const rowsSaid = () => new Set([...log.values()].map((entry) => `${entry.upper}|${entry.lower}`)).size;

byId("save").addEventListener("click", async () => {
  keepComment();
  const name = log.size || !drafts.size ? reviewer() : await askName();
  keepComment();
  if (!log.size) { report(say("nothing-said")); return; }
  const base = decodeURIComponent(location.pathname.split("/").at(-1)).replace(/\.html?$/i, "").split(/-(?:已复核|reviewed)/)[0];
  const file = `${base || DATA.documents.map((d) => plainName(d.id)).join("--")}-${lang === "zh" ? "已复核" : "reviewed"}${name ? `-${plainName(name)}` : ""}.html`;
  download(file, reviewedPage(), "text/html");
  report(say("saved", { n: rowsSaid(), name: file }));
});

byId("export").addEventListener("click", () => {
  keepComment();
  const who = plainName(reviewer());
  const file = `review-${DATA.documents.map((d) => plainName(d.id)).join("--")}${who ? `-${who}` : ""}.json`;
  download(file, exportText(), "application/json");
  report(say("exported", { n: rowsSaid(), name: file }));
});

function importText(text) {
  const entries = readEntries(text);
  const ours = entries.filter(ofThisCouple);
  if (entries.length && !ours.length) throw new TypeError("couple");
  const fresh = add(ours);
  refresh();
  return { n: ours.length, m: fresh };
}

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
  report(messages.join(" "));
});

addEventListener("beforeunload", (event) => {
  if (!store.works && log.size > Math.max(savedSize, embedded.size)) event.preventDefault();
});

// ---- start

add(SENT);
for (const name of log.keys()) embedded.add(name);
try {
  const kept = store.get(KEEP);
  if (kept) add(readEntries(kept).filter(ofThisCouple));
} catch { /* what another program left there is not ours */ }
byId("reviewer").value = store.get("policydiff.reviewer") ?? "";
byId("keys").checked = store.get("policydiff.keys") !== "off";
byId("keys").addEventListener("change", () => store.set("policydiff.keys", byId("keys").checked ? "on" : "off"));
for (const box of document.querySelectorAll("#themes > .theme")) addFold(box);
byId("bar").hidden = false;
new ResizeObserver(clearBar).observe(byId("bar"));
setWord(byId("store"), store.works ? "script.kept" : "script.unsaved");
byId("store").classList.toggle("warning", !store.works);
refresh();
switchLanguage(store.get("policydiff.language") ?? lang);
if (location.hash) followHash();
// what the first search needs is made while nothing else goes on
(globalThis.requestIdleCallback ?? setTimeout)(() => NATURAL.forEach(haystack));

/** For whoever drives the page from outside: the same verbs as the buttons. */
globalThis.policydiff = Object.freeze({
  decide, importText, exportText, refresh, reviewedPage,
  state: (row) => stateOf(row),
  reset() { forget(); add(SENT); drafts.clear(); acts.length = 0; refresh(); },
});
