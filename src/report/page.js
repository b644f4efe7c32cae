const value = (body, at) => {
  const cell = body.rows[0].cells[at];
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
};
document.querySelectorAll("th button").forEach((button) => button.addEventListener("click", () => {
  const head = button.parentNode, table = head.closest("table"), at = head.cellIndex;
  const up = head.ariaSort !== "descending" && (head.ariaSort === "ascending" || head.className === "n");
  const sign = up ? -1 : 1;
  table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "descending" : "ascending");
  [...table.tBodies].sort((a, b) => {
    const x = value(a, at), y = value(b, at);
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  }).forEach((body) => table.append(body));
}));
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
