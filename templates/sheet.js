"use strict";
// Filters over all tables; without scripts every row stands on the page.

const filters = document.getElementById("filters");
const words = document.getElementById("words");
const selects = [...filters.querySelectorAll("select")];
const tables = [...document.querySelectorAll("section[data-table]")].map((section) => ({
  count: section.querySelector("[data-count]"),
  folded: section.querySelector("details"),
  rows: [...section.querySelectorAll("tbody tr")].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    fields: new Map([...row.querySelectorAll("td[data-field]")].map((cell) => [cell.dataset.field, cell.textContent])),
  })),
}));

function show() {
  const search = words.value.trim().toLowerCase();
  const wanted = selects.filter((select) => select.value).map((select) => [select.dataset.field, select.value]);
  for (const { count, folded, rows } of tables) {
    let seen = 0;
    for (const { row, text, fields } of rows) {
      const shown = text.includes(search) && wanted.every(([field, value]) => fields.get(field) === value);
      row.hidden = !shown;
      if (shown) seen += 1;
    }
    if (folded && (search || wanted.length)) folded.open = seen > 0;
    count.textContent = seen === rows.length ? `${seen}` : `${seen} / ${rows.length}`;
  }
}

filters.hidden = false;
filters.addEventListener("input", show);
filters.addEventListener("submit", (event) => event.preventDefault());
