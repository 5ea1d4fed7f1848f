"use strict";
/* The web chat: history by fetch, pushes by server-sent events; everything people wrote is shown through textContent.
   In the demonstration people.js and travel.js follow, otherwise door.js. */

const $ = (id) => document.getElementById(id);
const page = document.body.dataset, demo = page.demo === "1", maxBytes = Number(page.max), timeZone = page.zone;
/* The service's clock, which the demonstration may have moved, in the district's zone. */
let ahead = new Date(page.now) - Date.now();
const nowThere = () => new Date(Date.now() + ahead).toISOString();
const log = $("log"), list = $("messages"), text = $("text"), older = $("older"), side = $("side");
/* A tapped card waits this long (ms) for its answer before its buttons can be tapped again. */
const PATIENCE = 6000;

let me = "", stream = null, oldest = null, chosen = null;

function el(tag, cls, words) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (words !== undefined) node.textContent = words;
  return node;
}
function button(cls, words, tapped) {
  const node = el("button", cls, words);
  node.type = "button";
  node.addEventListener("click", tapped);
  return node;
}
/* The page speaks the service's language: a Chinese sentence is looked up, and what stands in braces is put in. */
const words = JSON.parse($("words").textContent), lang = document.documentElement.lang;
const t = (sentence, values = {}) => (words[sentence] ?? sentence).replace(/\{(\w+)\}/g, (_, name) => values[name]);

const unique = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const who = () => encodeURIComponent(me);

/* `stuck`: the reader is at the end, so new messages and pictures that load late keep the end in view. Only scrolling up lets go:
   a picture that grows the page moves the end away without anybody having scrolled. */
let stuck = true, lastTop = 0;
const keepEnd = () => { if (stuck) log.scrollTop = log.scrollHeight; };
const toEnd = () => { stuck = true; keepEnd(); };
log.addEventListener("scroll", () => {
  if (log.scrollHeight - log.scrollTop - log.clientHeight < 120) stuck = true;
  else if (log.scrollTop < lastTop) stuck = false;
  lastTop = log.scrollTop;
});
new ResizeObserver(keepEnd).observe(list);
addEventListener("resize", keepEnd);

/* ---- bubbles ---- */

function pictureNode(url, name) {
  const open = button("shot-frame", undefined, () => {
    $("picture").src = url;
    $("picture").alt = name;
    if ($("viewer").showModal) $("viewer").showModal(); else window.open(url);
  });
  open.setAttribute("aria-label", t("放大：{name}", { name }));
  const img = el("img", "shot");
  img.alt = name;
  img.src = url;
  img.addEventListener("load", keepEnd);
  open.append(img);
  return open;
}

function fileNode(file) {
  const url = `/chat/files/${file.sha256}?as=${who()}`;
  if (file.picture) return pictureNode(url, file.name || t("图片"));
  const link = el("a", "doc");
  const dot = (file.name || "").lastIndexOf(".");
  link.append(el("span", "kind", dot > 0 ? file.name.slice(dot + 1).slice(0, 4).toUpperCase() : t("文件")), el("span", "", file.name || t("文件")));
  link.href = url;
  link.download = file.name || "";
  return link;
}

function keysNode(message) {
  const keys = el("div", "keys");
  for (const row of message.buttons) {
    const line = el("div");
    for (const [label, token, style] of row) {
      const key = button(style ? `key ${style}` : "key", label, () => press(key, keys, token, message.id));
      key.title = label;
      line.append(key);
    }
    keys.append(line);
  }
  return keys;
}

function bubbleNode(message) {
  const bubble = el("div", "bubble");
  if (message.title) bubble.append(el("h3", "", message.title));
  for (const line of message.lines) bubble.append(el("p", /^【.*】$/.test(line) ? "head" : "", line));
  if (message.file) bubble.append(fileNode(message.file));
  return bubble;
}

function rowNode(message, at) {
  const row = el("div", message.mine ? "row mine" : "row"), moment = new Date(at);
  row.dataset.id = message.id;
  row.dataset.at = at;
  if (message.seq !== undefined) row.dataset.seq = message.seq;
  row.dataset.born = Date.now();
  row.append(bubbleNode(message));
  if (message.buttons.length) row.append(keysNode(message));
  const time = el("time", "time", moment.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", timeZone }));
  time.dateTime = at;
  row.append(time);
  row.dataset.day = moment.toLocaleDateString("zh-CN", { year: "numeric", month: "long", day: "numeric", weekday: "short", timeZone });
  return row;
}

/* Shows the rows in their order, with a line between days. */
function arrange(rows) {
  let day = "";
  const nodes = [];
  for (const row of rows) {
    if (row.dataset.day !== day) nodes.push(el("div", "day", day = row.dataset.day));
    nodes.push(row);
  }
  list.replaceChildren(...nodes);
}
const rowsNow = () => Array.from(list.querySelectorAll(".row"));

/* Adds a bubble at the end, or puts it where the bubble with its id stands. */
function show(message) {
  $("empty").hidden = true;
  const old = rowsNow().find((row) => row.dataset.id === message.id);
  const row = rowNode(message, message.at || (old ? old.dataset.at : nowThere()));
  if (old) {
    if (old.dataset.seq) row.dataset.seq = old.dataset.seq;
    old.replaceWith(row);
    return row;
  }
  const last = rowsNow().pop();
  if (!last || last.dataset.day !== row.dataset.day) list.append(el("div", "day", row.dataset.day));
  list.append(row);
  return row;
}

/* ---- history ---- */

/* What door.js does when the service shows nothing to this browser, and when it says whose it is. */
let shut = () => {}, opened = () => {};

async function ask(before) {
  const answer = await fetch(`/chat/history?as=${who()}${before ? `&before=${before}` : ""}`);
  if (answer.status === 403 || answer.status === 423) shut(answer.status, (await answer.json()).error);
  if (!answer.ok) throw new Error("history");
  return answer.json();
}

/* Whether the rows reach into the newest page. If more was said in between than a page holds, they do not. */
const joins = (fresh) => rowsNow().some((row) => row.dataset.seq && fresh.some((each) => each.id === row.dataset.id));

/* Older pages stay above if they join; what was not stored yet or arrived meanwhile stays below. */
function merged(fresh, asked, joined) {
  const first = fresh.length ? fresh[0].seq : Infinity, ids = new Set(fresh.map((each) => each.id));
  const own = new Set(fresh.filter((each) => each.mine).map((each) => each.lines.join("\n")));
  const above = [], below = [];
  for (const row of rowsNow()) {
    if (ids.has(row.dataset.id)) continue;
    if (row.dataset.seq) { if (joined && Number(row.dataset.seq) < first) above.push(row); continue; }
    const mine = row.classList.contains("mine"), unsent = mine && row.dataset.sent !== "1";
    const late = Number(row.dataset.born) >= asked && !(mine && own.has(row.dataset.words || ""));
    if (unsent || late) below.push(row);
  }
  return [...above, ...fresh.map((each) => rowNode(each, each.at)), ...below];
}

/* The newest page: at the start, and whenever the stream (re)opens, so that nothing said in between is missed. */
async function catchUp() {
  const asking = me, asked = Date.now(), top = log.scrollTop;
  let found;
  list.setAttribute("aria-busy", "true");
  try { found = await ask(null); } catch { return; } finally { list.removeAttribute("aria-busy"); }
  if (asking !== me) return;
  const joined = joins(found.messages);
  arrange(merged(found.messages, asked, joined));
  if (!joined) { oldest = found.messages.length ? found.messages[0].seq : null; older.hidden = !found.more; }
  if (!joined || stuck) toEnd(); else log.scrollTop = top;
  $("chips").replaceChildren(...found.commands.map((word) => button("chip", word, () => say(word, null))));
  $("empty").hidden = list.children.length > 0;
  $("empty").textContent = t("还没有消息。\n发“我的事项”看看，或直接报数。");
  opened(found.who);
}

async function loadOlder() {
  const asking = me, height = log.scrollHeight, top = log.scrollTop;
  older.disabled = true;
  try {
    const found = await ask(oldest);
    if (asking !== me) return;
    arrange([...found.messages.map((each) => rowNode(each, each.at)), ...rowsNow()]);
    if (found.messages.length) oldest = found.messages[0].seq;
    older.hidden = !found.more;
    log.scrollTop = top + log.scrollHeight - height;
  } catch { /* The button stays: one may ask again. */ } finally { older.disabled = false; }
}

function listen() {
  if (stream) stream.close();
  const mine = stream = new EventSource(`/chat/events?as=${who()}&all=1`);
  mine.onopen = () => { $("state").hidden = true; catchUp(); };
  mine.onerror = () => {
    if (mine !== stream) return;
    $("state").hidden = false;
    if (mine.readyState !== EventSource.CLOSED) return;
    catchUp();
    // Not all pages at one moment: after a restart they would come together again and again.
    setTimeout(() => { if (mine === stream) listen(); }, 5000 + Math.random() * 5000);
  };
  mine.onmessage = (event) => {
    const row = show(JSON.parse(event.data)), tapped = list.querySelector(".keys.waiting");
    release(row);
    /* Who tapped a card further up wants to see the answer. */
    if (tapped && row === list.lastElementChild) toEnd(); else keepEnd();
  };
  mine.addEventListener("elsewhere", (event) => mark(JSON.parse(event.data).chat, true));
}

/* ---- speaking ---- */

async function post(path, fields) {
  const form = new FormData();
  form.append("as", me);
  for (const name of Object.keys(fields)) if (fields[name]) form.append(name, fields[name]);
  let answer;
  try { answer = await fetch(path, { method: "POST", body: form, headers: { "x-zeren-chat": "1" } }); } catch { throw new Error(t("网络不通，没有发送。")); }
  if (answer.ok) return answer.json();
  let said = "";
  try { said = (await answer.json()).error; } catch { /* Not from this service. */ }
  throw new Error(t(said || "没有发送成功。"));
}

/* Buttons of a tapped card wake when any answer came, or after a while. */
function release(arrived) {
  for (const keys of Array.from(list.querySelectorAll(".keys.waiting"))) if (!arrived || !arrived.contains(keys)) wake(keys);
}
function wake(keys) {
  keys.classList.remove("waiting");
  for (const each of keys.querySelectorAll("button")) { each.disabled = false; each.classList.remove("busy"); each.removeAttribute("aria-busy"); }
}

async function press(key, keys, token, message) {
  for (const each of keys.querySelectorAll("button")) each.disabled = true;
  key.classList.add("busy");
  key.setAttribute("aria-busy", "true");
  keys.classList.add("waiting");
  const row = keys.parentNode, old = row.querySelector(".fail");
  if (old) old.remove();
  try {
    await post("/chat/press", { id: unique(), token, message });
    setTimeout(() => wake(keys), PATIENCE);
  } catch (error) {
    wake(keys);
    row.append(el("div", "fail", error.message));
    keepEnd();
  }
}

async function say(words, file) {
  if (!words.trim() && !file) return;
  const id = unique(), lines = words.trim() ? [words] : [];
  const row = show({ id: `m${id}`, mine: true, title: "", lines: file ? [...lines, `📎 ${file.name}`] : lines, buttons: [], file: null });
  row.dataset.words = words;
  toEnd();
  const send = async () => {
    const old = row.querySelector(".fail");
    if (old) old.remove();
    row.classList.add("sending");
    try {
      const answer = await post("/chat/say", { id, text: words, file });
      row.dataset.sent = "1";
      if (answer.renewed) location.reload();
      if (answer.said) show({ id: `s${id}`, mine: false, title: "", lines: answer.said, buttons: [], file: null });
    } catch (error) {
      const fail = el("div", "fail", `${error.message} `);
      fail.setAttribute("role", "alert");
      fail.append(button("", t("重发"), send));
      row.append(fail);
      keepEnd();
    }
    row.classList.remove("sending");
  };
  await send();
}

/* ---- the typing box ---- */

function attach(file) {
  const box = $("attached"), big = file && file.size > maxBytes;
  chosen = big ? null : file;
  $("file").value = "";
  box.hidden = !file;
  box.replaceChildren();
  if (big) box.append(el("span", "fail", t("{name} 太大，最多 {most} MB。", { name: file.name, most: Math.floor(maxBytes / 1e6) })));
  else if (file) box.append(el("span", "", `📎 ${file.name}`), button("", t("移除"), () => attach(null)));
}
function grow() { text.style.height = ""; text.style.height = `${text.scrollHeight + 2}px`; keepEnd(); }

$("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value, file = chosen;
  text.value = "";
  grow();
  attach(null);
  say(words, file);
});
text.addEventListener("keydown", (event) => {
  /* 229: an input method is still composing; some browsers say so only this way. */
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  $("form").dispatchEvent(new Event("submit", { cancelable: true }));
});
text.addEventListener("input", grow);
text.addEventListener("paste", (event) => { if (event.clipboardData.files.length) { event.preventDefault(); attach(event.clipboardData.files[0]); } });
$("attach").addEventListener("click", () => $("file").click());
$("file").addEventListener("change", (event) => { if (event.target.files[0]) attach(event.target.files[0]); });
for (const kind of ["dragover", "dragleave", "drop"]) document.addEventListener(kind, (event) => {
  event.preventDefault();
  log.classList.toggle("drop", kind === "dragover");
  if (kind === "drop" && event.dataTransfer.files[0]) attach(event.dataTransfer.files[0]);
});
older.addEventListener("click", loadOlder);
$("viewer").addEventListener("click", () => $("viewer").close());
