"use strict";
/* The demonstration's list of people: whom one is, and who has news. */

const unread = new Set();
const ROLES = ["leader", "inspector", "reporter", "unit_head", "admin"];
const TOUR = page.tour ? page.tour.split("|") : [];
const NARROW = matchMedia("(max-width: 760px)");
let people = [];

function mark(chat, news) {
  if (news === unread.has(chat)) return;
  if (news) unread.add(chat); else unread.delete(chat);
  for (const node of document.querySelectorAll(".person")) if (node.dataset.id === chat) dot(node);
  const menu = $("menu");
  if (menu) menu.classList.toggle("news", unread.size > 0);
}
function dot(node) {
  const old = node.querySelector(".dot");
  if (old) old.remove();
  if (!unread.has(node.dataset.id)) return;
  const sign = el("span", "dot");
  sign.append(el("span", "sr", t("有新消息")));
  node.append(sign);
}

function drawer(open) {
  side.classList.toggle("open", open);
  $("scrim").hidden = !open;
  $("menu").setAttribute("aria-expanded", String(open));
  if (open) $("find").focus(); else if (NARROW.matches) $("menu").focus();
}

/* The parts a reader does not see in the name already. */
const about = (person, parts) => parts.filter((each) => each && !person.name.includes(each)).join(" · ");

function choose(person) {
  me = person.id;
  oldest = null;
  older.hidden = true;
  list.replaceChildren();
  $("chips").replaceChildren();
  $("name").textContent = person.name;
  $("unit").textContent = about(person, [person.roleWord, person.unit, person.post]);
  for (const node of document.querySelectorAll(".person")) node.setAttribute("aria-current", String(node.dataset.id === me));
  mark(me, false);
  if (side.classList.contains("open")) drawer(false);
  try { localStorage.setItem("zeren-as", me); } catch { /* Private mode. */ }
  history.replaceState(null, "", `?as=${who()}`);
  catchUp().then(listen);
  if (!NARROW.matches) text.focus();
}

function personNode(person) {
  const node = button("person", undefined, () => choose(person)), words = el("span", "words");
  node.dataset.id = person.id;
  node.setAttribute("aria-current", String(person.id === me));
  words.append(el("b", "", person.name), el("small", "", about(person, [person.unit, person.post])));
  node.append(el("span", `face ${person.role}`, person.name.slice(0, 1)), words);
  dot(node);
  return node;
}

function groupNodes(words, shown) {
  if (!shown.length) return [];
  const head = el("h2", "", words);
  head.append(el("span", "count", String(shown.length)));
  return [head, ...shown.map(personNode)];
}

/* First those whose chairs show the whole story, in its order; then everybody else by role. */
function drawPeople(filter) {
  const wanted = (each) => !filter || `${each.name} ${each.unit} ${each.roleWord} ${each.post}`.includes(filter);
  const tour = TOUR.map((id) => people.find((each) => each.id === id)).filter((each) => each && wanted(each));
  const nodes = groupNodes(t("从这几位看起"), tour);
  for (const role of ROLES) {
    const shown = people.filter((each) => each.role === role && wanted(each) && !tour.includes(each));
    nodes.push(...groupNodes(shown.length ? shown[0].roleWord : "", shown));
  }
  $("people").replaceChildren(...(nodes.length ? nodes : [el("p", "none", t("没有找到"))]));
}

$("menu").addEventListener("click", () => drawer(!side.classList.contains("open")));
$("scrim").addEventListener("click", () => drawer(false));
$("find").addEventListener("input", (event) => drawPeople(event.target.value.trim()));
side.addEventListener("keydown", (event) => { if (event.key === "Escape" && side.classList.contains("open")) drawer(false); });

(async () => {
  people = await (await fetch("/chat/people")).json();
  let wanted = new URLSearchParams(location.search).get("as");
  try { wanted = wanted || localStorage.getItem("zeren-as"); } catch { /* Private mode. */ }
  drawPeople("");
  const first = people.find((each) => each.id === wanted) || people.find((each) => each.name.includes("CBD"))
    || people.find((each) => each.role === "reporter") || people[0];
  if (first) choose(first);
})();
