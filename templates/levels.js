// One column at a time, and the window that shows both texts; without scripts everything stands on the page itself.

// a column that is chosen says alone what an outcome is
const column = lists.find((list) => list.dataset.field === "place");
valuesOf = (item, field) => {
  const values = item.fields.get(field) ?? [];
  if (field === "place") return column.value ? [column.value] : values;
  return field === "outcome" && column.value ? [values[Number(column.value)]] : values;
};

// one rule hides the columns of all other places: a hundred places have tens of thousands of cells
const sheet = document.styleSheets[0];
let rule = -1;
document.addEventListener("sifted", () => {
  if (rule >= 0) sheet.deleteRule(rule);
  rule = column.value === "" ? -1 : sheet.insertRule(`[data-place]:not([data-item], [data-place="${Number(column.value)}"]) { display: none }`, sheet.cssRules.length);
});

const dialog = byId("window");
function open(link) {
  const answer = byId(link.hash.slice(1));
  const article = answer?.closest("article");
  if (!article) return false;
  const inside = byId("inside");
  const parts = article === answer ? [article] : [article.querySelector(".upper"), answer];
  inside.replaceChildren(...parts.map((part) => part.cloneNode(true)));
  // the copy must not carry ids a second time
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
byId("close").addEventListener("click", () => dialog.close());
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

if (items.length) show();
switchLanguage(store.get("policydiff.language") ?? lang);
unfold();
