const value = (body, at) => {
  const cell = body.rows[0].cells[at];
  return cell.dataset.v === undefined ? cell.textContent : Number(cell.dataset.v);
};
// Each row with those that stand under it, which move with it.
const groups = (table) => [...table.tBodies].reduce((all, body) => {
  if (body.className === "sub") all[all.length - 1].push(body); else all.push([body]);
  return all;
}, []);
// What is not shown of a group stays behind it.
const rest = (body) => body.rows[0].cells[0].colSpan;
document.querySelectorAll("th button").forEach((button) => button.addEventListener("click", () => {
  const head = button.parentNode, table = head.closest("table"), at = head.cellIndex;
  const up = head.ariaSort !== "descending" && (head.ariaSort === "ascending" || head.className === "n");
  const sign = up ? -1 : 1;
  table.querySelectorAll("th").forEach((other) => other.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", up ? "descending" : "ascending");
  const order = (a, b) => {
    if (rest(a) !== rest(b)) return rest(a) - rest(b);
    const x = value(a, at), y = value(b, at);
    return sign * (x < y ? -1 : x > y ? 1 : 0);
  };
  groups(table).sort((a, b) => order(a[0], b[0])).forEach(([head, ...under]) => table.append(head, ...under.sort(order)));
}));
addEventListener("beforeprint", () => document.querySelectorAll("details").forEach((d) => { d.open = true; }));
