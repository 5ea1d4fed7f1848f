"use strict";
/* The web chat: history by fetch, pushes by server-sent events, everything shown through textContent. */
const body = document.body, demo = body.dataset.demo === "1", maxBytes = Number(body.dataset.max);
/* The service's clock, which the demonstration may have moved, in the district's zone. */
const ahead = new Date(body.dataset.now) - Date.now(), timeZone = body.dataset.zone;
const nowThere = () => new Date(Date.now() + ahead).toISOString();
const $ = (id) => document.getElementById(id);
const log = $("log"), list = $("messages"), text = $("text"), older = $("older");
let me = "", people = [], stream = null, oldest = null, chosen = null, lastDay = "";

const el = (tag, cls, words) => { const node = document.createElement(tag); if (cls) node.className = cls; if (words !== undefined) node.textContent = words; return node; };
const unique = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const who = () => encodeURIComponent(me);
/* `stuck`: the reader is at the end, so new messages and pictures that load late keep the end in view. */
let stuck = true;
const toEnd = () => { stuck = true; log.scrollTop = log.scrollHeight; };
const keepEnd = () => { if (stuck) log.scrollTop = log.scrollHeight; };
log.addEventListener("scroll", () => { stuck = log.scrollHeight - log.scrollTop - log.clientHeight < 120; });

function fileNode(file) {
  const url = `/chat/files/${file.sha256}?as=${who()}`;
  if (!file.picture) { const a = el("a", "doc", `📄 ${file.name || "文件"}`); a.href = url; a.download = file.name || ""; return a; }
  const img = el("img", "shot"); img.alt = file.name || "图片"; img.src = url; img.tabIndex = 0;
  img.addEventListener("load", keepEnd);
  const open = () => { $("picture").src = url; $("picture").alt = img.alt; $("viewer").showModal(); };
  img.addEventListener("click", open);
  img.addEventListener("keydown", (e) => { if (e.key === "Enter") open(); });
  return img;
}

function keysNode(message) {
  const keys = el("div", "keys");
  for (const row of message.buttons) {
    const line = el("div");
    for (const [label, token] of row) {
      const key = el("button", "key", label); key.type = "button"; key.title = label;
      key.addEventListener("click", () => press(key, keys, token, message.id));
      line.append(key);
    }
    keys.append(line);
  }
  return keys;
}

function rowNode(message) {
  const row = el("div", message.mine ? "row mine" : "row"); row.dataset.id = message.id;
  const bubble = el("div", "bubble");
  if (message.title) bubble.append(el("h3", "", message.title));
  for (const line of message.lines) bubble.append(el("p", /^【.*】/.test(line) ? "head" : "", line));
  if (message.file) bubble.append(fileNode(message.file));
  row.append(bubble);
  if (message.buttons && message.buttons.length) row.append(keysNode(message));
  const at = new Date(message.at || nowThere());
  row.append(el("div", "time", at.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone })));
  row.dataset.day = at.toLocaleDateString("zh-CN", { year: "numeric", month: "long", day: "numeric", weekday: "short", timeZone });
  return row;
}

function show(message) {
  const old = list.querySelector(`[data-id="${CSS.escape(message.id)}"]`);
  const row = rowNode(message);
  if (old) { if (message.at === undefined) row.querySelector(".time").textContent = old.querySelector(".time").textContent; row.dataset.day = old.dataset.day; old.replaceWith(row); return; }
  if (row.dataset.day !== lastDay) { lastDay = row.dataset.day; list.append(el("div", "day", lastDay)); }
  list.append(row);
}

async function load(before) {
  const answer = await fetch(`/chat/history?as=${who()}${before ? `&before=${before}` : ""}`);
  if (!answer.ok) return;
  const page = await answer.json();
  const height = log.scrollHeight;
  if (before) {
    const kept = [...list.children]; list.replaceChildren(); lastDay = "";
    page.messages.forEach(show);
    for (const node of kept) { if (node.classList.contains("day")) continue; if (node.dataset.day !== lastDay) { lastDay = node.dataset.day; list.append(el("div", "day", lastDay)); } list.append(node); }
    log.scrollTop += log.scrollHeight - height;
  } else {
    list.replaceChildren(); lastDay = ""; page.messages.forEach(show); toEnd();
    $("chips").replaceChildren(...page.commands.map((word) => { const chip = el("button", "chip", word); chip.type = "button"; chip.addEventListener("click", () => say(word, null)); return chip; }));
    $("empty").hidden = page.messages.length > 0;
    $("empty").textContent = demo ? "还没有消息。\n发“我的事项”看看，或直接报数。" : "请发送邀请中的 /start 口令绑定身份。";
  }
  if (page.messages.length) oldest = page.messages[0].seq;
  older.hidden = !page.more;
}

function listen() {
  if (stream) stream.close();
  stream = new EventSource(`/chat/events?as=${who()}`);
  let opened = false;
  stream.onopen = () => { if (opened) load(); opened = true; };
  stream.onmessage = (event) => { $("empty").hidden = true; show(JSON.parse(event.data)); keepEnd(); };
}

async function post(path, fields) {
  const form = new FormData(); form.append("as", me);
  for (const [name, value] of Object.entries(fields)) if (value !== null && value !== undefined) form.append(name, value);
  const answer = await fetch(path, { method: "POST", body: form, headers: { "x-zeren-chat": "1" } });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).error || "没有发送成功");
}

async function press(key, keys, token, message) {
  const all = keys.querySelectorAll("button"); all.forEach((each) => { each.disabled = true; }); key.classList.add("busy");
  try { await post("/chat/press", { id: unique(), token, message }); } catch (error) { alertLine(error.message); }
  key.classList.remove("busy"); setTimeout(() => all.forEach((each) => { each.disabled = false; }), 600);
}

function alertLine(words) { list.append(el("div", "fail", words)); toEnd(); }

async function say(words, file) {
  if (!words.trim() && !file) return;
  const id = unique();
  const mine = { id: `m${id}`, mine: true, title: "", lines: words ? [words] : [], buttons: [], file: null, at: nowThere() };
  if (file) mine.lines.push(`📎 ${file.name}`);
  $("empty").hidden = true; show(mine); toEnd();
  const row = list.lastElementChild;
  const send = async () => {
    row.querySelector(".fail")?.remove();
    try { await post("/chat/say", { id, text: words, file }); } catch (error) {
      const fail = el("div", "fail", error.message + " "); const again = el("button", "", "重发"); again.type = "button";
      again.addEventListener("click", send); fail.append(again); row.append(fail); toEnd();
    }
  };
  await send();
}

function choose(person) {
  me = person.id; $("name").textContent = person.name;
  $("unit").textContent = `${person.roleWord} · ${person.unit}`;
  document.querySelectorAll(".person").forEach((node) => node.setAttribute("aria-current", String(node.dataset.id === me)));
  $("side")?.classList.remove("open");
  try { localStorage.setItem("zeren-as", me); } catch { /* private mode */ }
  history.replaceState(null, "", `?as=${who()}`);
  load().then(listen); if (matchMedia("(min-width: 761px)").matches) text.focus();
}

function drawPeople(filter) {
  const box = $("people"); box.replaceChildren(); let role = "";
  const order = { leader: 0, inspector: 1, reporter: 2, unit_head: 3, admin: 4 };
  const shown = people.filter((p) => !filter || (p.name + p.unit + p.roleWord).includes(filter)).sort((a, b) => order[a.role] - order[b.role]);
  for (const person of shown) {
    if (person.role !== role) { role = person.role; box.append(el("h2", "", person.roleWord)); }
    const row = el("button", "person"); row.type = "button"; row.dataset.id = person.id;
    row.setAttribute("aria-current", String(person.id === me));
    row.append(el("span", "face", person.name.slice(0, 1)));
    const words = el("span"); words.append(el("b", "", person.name), el("small", "", person.unit)); row.append(words);
    row.addEventListener("click", () => choose(person)); box.append(row);
  }
}

function attach(file) {
  chosen = file; const box = $("attached"); box.replaceChildren(); box.hidden = !file;
  if (!file) { $("file").value = ""; return; }
  if (file.size > maxBytes) { chosen = null; box.append(`${file.name} 太大，最多 ${Math.round(maxBytes / 1e6)} MB`); return; }
  box.append(`📎 ${file.name} `); const drop = el("button", "", "移除"); drop.type = "button"; drop.addEventListener("click", () => attach(null)); box.append(drop);
}

$("form").addEventListener("submit", (event) => { event.preventDefault(); const words = text.value, file = chosen; text.value = ""; text.style.height = ""; attach(null); say(words, file); });
text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); $("form").requestSubmit(); } });
text.addEventListener("input", () => { text.style.height = ""; text.style.height = `${text.scrollHeight + 2}px`; });
text.addEventListener("paste", (event) => { const file = [...event.clipboardData.files][0]; if (file) attach(file); });
$("file").addEventListener("change", (event) => attach(event.target.files[0] || null));
log.addEventListener("dragover", (event) => { event.preventDefault(); log.classList.add("drop"); });
log.addEventListener("dragleave", () => log.classList.remove("drop"));
log.addEventListener("drop", (event) => { event.preventDefault(); log.classList.remove("drop"); if (event.dataTransfer.files[0]) attach(event.dataTransfer.files[0]); });
older.addEventListener("click", () => load(oldest));
$("viewer").addEventListener("click", () => $("viewer").close());
$("menu")?.addEventListener("click", () => $("side").classList.toggle("open"));
$("find")?.addEventListener("input", (event) => drawPeople(event.target.value.trim()));

(async () => {
  if (!demo) {
    const token = new URLSearchParams(location.search).get("token"); if (token) text.value = `/start ${token}`;
    $("unit").textContent = "在线"; await load(); listen(); return;
  }
  people = await (await fetch("/chat/people")).json();
  let wanted = new URLSearchParams(location.search).get("as");
  try { wanted = wanted || localStorage.getItem("zeren-as"); } catch { /* private mode */ }
  drawPeople("");
  const first = people.find((p) => p.id === wanted) || people.find((p) => p.name.includes("CBD") || p.name.includes("中央商务区")) || people[0];
  if (first) choose(first);
})();
