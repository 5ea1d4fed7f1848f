"use strict";
/* Whose browser this is: logging in with an invitation, locked after a while, logging out. Not part of the demonstration. */

function forget() {
  if (stream) stream.close();
  stream = oldest = null;
  list.replaceChildren();
  $("chips").replaceChildren();
  older.hidden = $("mine").hidden = true;
  $("state").hidden = true;
  $("name").textContent = t("责任书");
  $("unit").textContent = t("目标责任书管理助手");
}

shut = (status, words) => {
  forget();
  $("lock").hidden = status !== 423;
  $("form").hidden = status === 423;
  $("empty").hidden = false;
  $("empty").textContent = words;
  if (status === 423) $("pin").focus();
};

opened = (person) => {
  $("lock").hidden = true;
  $("form").hidden = false;
  if (!person) return;
  $("mine").hidden = false;
  $("name").textContent = person.name;
  $("unit").textContent = person.about;
  $("choose").textContent = t(person.pin ? "改解锁密码" : "设解锁密码");
};

function pinFail(words) {
  $("pin-fail").hidden = !words;
  $("pin-fail").textContent = words;
}

$("lock").addEventListener("submit", async (event) => {
  event.preventDefault();
  const pin = $("pin").value;
  $("pin").value = "";
  pinFail("");
  try {
    await post("/chat/unlock", { pin });
    await catchUp();
    listen();
  } catch (error) { pinFail(error.message); catchUp(); }
});

$("choose").addEventListener("click", () => { $("pin-box").showModal(); $("new-pin").focus(); });
$("pin-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  if (event.submitter && event.submitter.value === "no") { $("pin-box").close(); return; }
  const pin = $("new-pin").value, again = $("new-pin-again").value, fail = $("choose-fail");
  fail.hidden = true;
  try {
    if (pin !== again) throw new Error(t("两次输入不一致。"));
    await post("/chat/pin", { pin });
    $("pin-form").reset();
    $("pin-box").close();
    await catchUp();
  } catch (error) { fail.hidden = false; fail.textContent = error.message; }
});

$("logout").addEventListener("click", async () => {
  if (!confirm(t("退出后须凭新的邀请才能再次使用。是否退出？"))) return;
  try { await post("/chat/logout", {}); } catch { return; }
  await catchUp();
});

(async () => {
  const token = new URLSearchParams(location.search).get("token");
  /* The invitation leaves the address bar, so that it is not kept in the browser's history. */
  if (token) { text.value = `/start ${token}`; history.replaceState(null, "", location.pathname); }
  await catchUp();
  if ($("mine").hidden === false) listen();
})();
