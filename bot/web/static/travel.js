"use strict";
/* The demonstration's date box: where the service's clock stands, and moving it forward. */

const clock = $("clock"), travel = $("travel"), until = $("until");
/* How often the clock is asked (ms): on the way the days pass quickly, and somebody else may set out. */
const RESTING = 3000, WALKING = 400;
/* How long the end of a move stays in the band (ms). */
const TOLD = 12000;

let asking = null, known = { walking: false, outcome: "", presets: [], local: "" };

const hourThere = () => new Date(nowThere()).toLocaleTimeString(lang, { hour: "2-digit", minute: "2-digit", timeZone });
const dayThere = () => new Date(nowThere()).toLocaleDateString(lang, { month: "long", day: "numeric", weekday: "short", timeZone });

function drawClock() { $("today").textContent = `${dayThere().replace("日周", "日 周")} ${hourThere()}`; }

function drawWalk(state) {
  $("walk").hidden = !(state.walking || state.outcome);
  $("passed").hidden = $("halt").hidden = !state.walking;
  $("passed").max = state.total || 1;
  $("passed").value = state.done;
  /* Read out at the end, not day by day. */
  $("way").setAttribute("aria-live", state.walking ? "off" : "polite");
  $("way").textContent = state.walking ? t("{done}/{total} 天 · 已发 {said} 条", state) : state.outcome;
}

/* The end of a move that this page saw is told for a while. */
function drawState(state) {
  const ended = known.walking && !state.walking;
  ahead = new Date(state.now) - Date.now();
  drawClock();
  until.max = state.last;
  if (state.walking) drawWalk(state);
  else if (ended) { drawWalk(state); setTimeout(() => { if (!known.walking) $("walk").hidden = true; }, TOLD); }
  if (ended || !$("presets").children.length) drawPresets(state);
  clock.setAttribute("aria-disabled", String(state.walking));
  if (state.walking) { travel.hidden = true; clock.setAttribute("aria-expanded", "false"); }
  known = state;
}

function drawPresets(state) {
  $("presets").replaceChildren(...state.presets.map((each) => button("chip", each.label, () => { until.value = each.local; fault(""); })));
  until.value = state.presets.length ? state.presets[0].local : state.local;
}

function fault(words) {
  $("travel-fail").hidden = !words;
  $("travel-fail").textContent = words;
}

async function askClock() {
  clearTimeout(asking);
  try {
    const answer = await fetch("/chat/clock");
    if (answer.ok) drawState(await answer.json());
  } catch { /* The band says by itself that the service is away. */ }
  clearTimeout(asking);
  asking = setTimeout(askClock, known.walking ? WALKING : RESTING);
}

function box(open) {
  travel.hidden = !open;
  clock.setAttribute("aria-expanded", String(open));
  if (open) { fault(""); drawPresets(known); until.focus(); } else clock.focus();
}

$("travel-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const way = event.submitter ? event.submitter.value : "walk";
  try {
    await post("/chat/clock/move", { to: until.value, way });
    /* Even a jump that has ended by the time it is asked for is told. */
    known.walking = true;
    box(false);
    await askClock();
  } catch (error) { fault(error.message); }
});
$("halt").addEventListener("click", async () => { try { await post("/chat/clock/halt", {}); } catch { /* It may be asked again. */ } });
clock.addEventListener("click", () => { if (!known.walking) box(travel.hidden); });
travel.addEventListener("keydown", (event) => { if (event.key === "Escape") box(false); });
document.addEventListener("click", (event) => { if (!travel.hidden && !travel.contains(event.target) && !clock.contains(event.target)) { travel.hidden = true; clock.setAttribute("aria-expanded", "false"); } });
setInterval(drawClock, 5000);
drawClock();
askClock();
