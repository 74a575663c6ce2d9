// A click on the head of a column sorts its table by it, the highest first; a second click turns it round.
"use strict";
for (const table of document.querySelectorAll("table.sorted")) {
  const body = table.tBodies[0];
  const rows = [...body.rows];
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const way = head.getAttribute("aria-sort") === "descending" ? "ascending" : "descending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", way);
      const value = (row) => {
        const cell = row.cells[head.cellIndex];
        return "sort" in cell.dataset ? Number(cell.dataset.sort) : cell.textContent;
      };
      const compare = (one, other) => {
        const [first, second] = [value(one), value(other)];
        return typeof first === "number" ? second - first : second.localeCompare(first, "zh");
      };
      const sorted = [...rows].sort(compare);
      body.append(...(way === "ascending" ? sorted.reverse() : sorted));
    });
  }
}
