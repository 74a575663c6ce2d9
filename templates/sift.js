// Filters of the pages of rows; without scripts every row stands on the page.

const sift = byId("sift");
const items = [...document.querySelectorAll("[data-item]")].map((row) => ({
  row,
  parts: row.id || row.dataset.item ? [...document.querySelectorAll(`[data-of="${row.dataset.item}"]`)] : [],
  fields: new Map(Object.entries(row.dataset).map(([name, value]) => [name, value.split(" ")])),
  text: "",
}));
const groups = [...document.querySelectorAll("[data-group]")];
const pills = [...sift.querySelectorAll("[data-value]")];
const lists = [...sift.querySelectorAll("select")];

/** What an item says in a field; a page may know better, as where a column is chosen. */
let valuesOf = (item, field) => item.fields.get(field) ?? [];

const textOf = (item) => (item.text ||= [item.row, ...item.parts].map((part) => part.textContent).join(" ").toLowerCase());

/** Every filter that is set, by its field. */
function wanted() {
  const found = new Map(lists.filter((list) => list.value).map((list) => [list.dataset.field, new Set([list.value])]));
  for (const pill of pills) {
    if (pill.getAttribute("aria-pressed") !== "true") continue;
    const { field } = pill.parentNode.dataset;
    if (!found.has(field)) found.set(field, new Set());
    found.get(field).add(pill.dataset.value);
  }
  return found;
}

function fits(item, filters, words, except = "") {
  for (const [field, values] of filters) {
    if (field !== except && item.fields.has(field) && !valuesOf(item, field).some((value) => values.has(value))) return false;
    if (field !== except && !item.fields.has(field)) return false;
  }
  return words.every((each) => textOf(item).includes(each));
}

function show() {
  const filters = wanted();
  const words = byId("words").value.toLowerCase().split(/\s+/).filter(Boolean);
  let count = 0;
  const seen = new Set();
  for (const item of items) {
    const shown = fits(item, filters, words);
    for (const part of [item.row, ...item.parts]) part.hidden = !shown;
    if (!shown) continue;
    count += 1;
    for (let box = item.row; box; box = box.parentNode.closest?.("[data-group]")) seen.add(box.dataset.group);
    for (const name of item.fields.get("within") ?? []) seen.add(name);
  }
  for (const group of groups) {
    group.hidden = !seen.has(group.dataset.group);
    if (group.matches("details") && (filters.size || words.length)) group.open = true;
  }
  // the counts of a pill follow the other filters
  for (const pill of pills) {
    const { field } = pill.parentNode.dataset;
    const left = items.filter((item) => fits(item, filters, words, field) && valuesOf(item, field).includes(pill.dataset.value));
    pill.querySelector(".count").textContent = left.length;
    pill.classList.toggle("empty", !left.length);
  }
  byId("count").textContent = `${count} / ${items.length}`;
  document.dispatchEvent(new Event("sifted"));
}

for (const pill of pills) {
  pill.addEventListener("click", () => {
    pill.setAttribute("aria-pressed", String(pill.getAttribute("aria-pressed") !== "true"));
    show();
  });
}
sift.addEventListener("input", show);
sift.addEventListener("submit", (event) => event.preventDefault());
sift.addEventListener("reset", () => {
  for (const pill of pills) pill.setAttribute("aria-pressed", "false");
  setTimeout(show);
});
if (items.length) {
  sift.hidden = false;
  new ResizeObserver(() => {
    document.documentElement.style.scrollPaddingTop = `${sift.offsetHeight + 12}px`;
  }).observe(sift);
}

/** Open what a link leads into. */
function unfold() {
  let target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  for (let box = target; box; box = box.parentNode.closest?.("details")) if (box.matches("details")) box.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", unfold);
