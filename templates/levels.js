"use strict";
// Filters and the window that shows both texts; without scripts everything stands on the page itself.

const byId = (id) => document.getElementById(id);
const filters = byId("filters");
const rows = [...document.querySelectorAll("tr[data-row]")];
const articles = new Map([...document.querySelectorAll("article[data-row]")].map((item) => [item.dataset.row, item]));

function wanted(row) {
  const theme = filters.theme.value;
  const outcome = filters.outcome.value;
  const place = filters.place.value;
  const words = filters.words.value.trim().toLowerCase();
  const outcomes = row.dataset.outcomes.split(" ");
  if (theme && row.dataset.theme !== theme) return false;
  if (outcome && !(place ? outcomes[Number(place)] === outcome : outcomes.includes(outcome))) return false;
  return !words || (articles.get(row.dataset.row)?.textContent ?? row.textContent).toLowerCase().includes(words);
}

// one rule hides the columns of all other places: a hundred places have tens of thousands of cells
const sheet = document.styleSheets[0];
let rule = -1;
function showOnly(place) {
  if (rule >= 0) sheet.deleteRule(rule);
  rule = place === "" ? -1 : sheet.insertRule(`[data-place]:not([data-place="${Number(place)}"]) { display: none }`, sheet.cssRules.length);
}

function show() {
  const place = filters.place.value;
  let count = 0;
  const groups = new Set();
  for (const row of rows) {
    const seen = wanted(row);
    row.hidden = !seen;
    const article = articles.get(row.dataset.row);
    if (article) article.hidden = !seen;
    if (seen) {
      count += 1;
      groups.add(row.dataset.theme);
    }
  }
  for (const group of document.querySelectorAll("[data-group]")) group.hidden = !groups.has(group.dataset.group);
  showOnly(place);
  byId("count").textContent = `${count} / ${rows.length}`;
}

if (filters && rows.length) {
  filters.hidden = false;
  filters.addEventListener("input", show);
  filters.addEventListener("submit", (event) => event.preventDefault());
  show();
}

const dialog = byId("window");
function open(link) {
  const answer = byId(link.hash.slice(1));
  const article = answer?.closest("article");
  if (!article || !dialog) return false;
  const inside = byId("inside");
  inside.replaceChildren();
  // the copy must not carry ids a second time
  const copy = article === answer ? article.cloneNode(true) : article.querySelector(".upper").cloneNode(true);
  inside.append(copy);
  if (article !== answer) inside.append(answer.cloneNode(true));
  for (const part of inside.querySelectorAll("*")) {
    part.hidden = false;
    part.removeAttribute("id");
  }
  dialog.showModal();
  return true;
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-open]");
  if (link && !event.ctrlKey && !event.metaKey && open(link)) event.preventDefault();
});
if (dialog) {
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
}
