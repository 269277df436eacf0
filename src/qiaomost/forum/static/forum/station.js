// A station at a door. Each scan is kept on the device first, then sent; the server's answer is shown, or, without a network,
// what the device knows by itself. Without this file the page's forms do the same, one request at a time.
"use strict";

import { startCamera } from "./station_camera.js";
import { known } from "./station_list.js";
import { Closed, sender } from "./station_sending.js";
import { byId, filled, showHits, showNetwork, showRecent, showTroubles, showVerdict } from "./station_showing.js";
import { openStore } from "./station_store.js";

const data = JSON.parse(byId("station-data").textContent);
const store = await openStore(data.station);
const LIST_MS = 180_000;
const PATIENCE_MS = 2500;
const RECENT = 20;
const answers = new Map(); // id of a scan that somebody waits for → what to call with the answer
let list = known((await store.read("list")) ?? { people: [], held: {} }, data);
let recent = (await store.read("recent")) ?? [];
let troubles = (await store.read("troubles")) ?? [];
let shown = ""; // id of the scan whose verdict stands on the page
let isOnline = navigator.onLine;
let isClosed = false;

const checkNow = () => data.checks.find((one) => String(one.id) === byId("check").value);
const directionNow = () => document.querySelector("[name=direction]:checked").value;
const send = sender(store, data, answered, reported);

async function reported(worked, error) {
  isOnline = worked;
  if (error instanceof Closed) await close();
  else showNetwork(isOnline, await store.count(), data.words);
}

async function close() {
  isClosed = true;
  await store.forget("list");
  await store.forget("recent");
  showVerdict({ tone: "bad", title: data.words.closed_station });
  showNetwork(false, await store.count(), { ...data.words, offline: data.words.closed_station });
}

async function answered(scan, answer) {
  const waits = answers.get(scan.id);
  if (answer.problem) await addTrouble(scan, { title: answer.problem, detail: scan.code });
  else if (scan.told && !scan.undo && scan.told !== answer.tone) await addTrouble({ ...scan, name: answer.name }, answer);
  if (answer.problem) waits?.({ tone: "bad", title: answer.problem, name: scan.code ?? "" });
  else {
    if (scan.undo) refreshList();
    else if (answer.result === "done") list.note(scan.check, answer.person, scan);
    await addRecent(scan, answer);
    if (!waits && shown === scan.id) showVerdict(answer);
    waits?.(answer);
  }
}

async function addTrouble(scan, answer) {
  troubles = [{ name: scan.name ?? scan.code ?? scan.id, words: filled(data.words.changed, { title: answer.title }), detail: answer.detail }, ...troubles];
  await store.keep("troubles", troubles);
  showTroubles(troubles);
}

async function addRecent(scan, verdict) {
  const id = scan.undo ?? scan.id;
  const old = recent.find((one) => one.id === id);
  const row = { ...old, id, name: verdict.name || old?.name || scan.code, title: verdict.title, tone: verdict.tone, can_undo: !scan.undo && verdict.tone === "good", at: old?.at ?? scan.at, check: old?.check ?? checkName(scan.check) };
  recent = [row, ...recent.filter((one) => one.id !== id)].sort((one, other) => other.at - one.at).slice(0, RECENT);
  await store.keep("recent", recent);
  showRecent(recent, data.words, undo);
}

const checkName = (id) => data.checks.find((one) => one.id === id)?.name ?? "";

async function take(read) {
  const check = checkNow();
  if (isClosed || !check) return;
  const direction = check.goes_out ? directionNow() : "in";
  const scan = { id: crypto.randomUUID(), check: check.id, direction, at: Date.now(), ...read };
  scan.order = await store.add(scan);
  const fromServer = new Promise((resolve) => answers.set(scan.id, resolve));
  send();
  const late = new Promise((resolve) => setTimeout(resolve, isOnline ? PATIENCE_MS : 300));
  const answer = await Promise.race([fromServer, late]);
  answers.delete(scan.id);
  shown = scan.id;
  if (isClosed) return;
  if (answer) return showVerdict(answer);
  const own = await list.verdict(scan, check);
  if ((await store.waiting()).some((one) => one.order === scan.order)) {
    await store.change({ ...scan, told: own.tone, was_let_in: own.tone === "good" });
    await store.keep("list", list.list);
  }
  await addRecent(scan, own);
  showVerdict(own);
  showNetwork(isOnline, await store.count(), data.words);
}

async function undo(scan) {
  await store.add({ id: crypto.randomUUID(), undo: scan.id, at: Date.now(), name: scan.name });
  await addRecent({ undo: scan.id }, { ...scan, tone: "again", title: data.words.undone });
  await send();
}

async function find(words) {
  const pick = checkNow()?.goes_out && directionNow() === "out" ? data.words.check_out : data.words.check_in;
  let people;
  try {
    const answer = await fetch(`${data.addresses.people}?words=${encodeURIComponent(words)}`, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(String(answer.status));
    ({ people } = await answer.json());
  } catch {
    people = list.called(words);
  }
  showHits(people, { ...data.words, pick }, (one) => {
    take({ person: one.id, way: "name", name: one.name });
    byId("hits").replaceChildren();
    byId("words").value = "";
  });
}

async function refreshList() {
  if (isClosed) return;
  try {
    const answer = await fetch(data.addresses.list, { cache: "no-store" });
    if (answer.status === 404 || answer.status === 410) return await close();
    if (!answer.ok) return;
    const fresh = await answer.json();
    await store.keep("list", fresh);
    list = known(fresh, data);
  } catch {
    // without the network the list of before is used
  }
}

function showDirection() {
  const isOut = checkNow()?.goes_out && directionNow() === "out";
  document.querySelector("#scan .row button").textContent = isOut ? data.words.check_out : data.words.check_in;
  byId("direction").hidden = !checkNow()?.goes_out;
  if (!checkNow()?.goes_out) document.querySelector("[name=direction][value=in]").checked = true;
  sessionStorage.setItem("check", byId("check").value);
}

function wireCamera() {
  let stop = null;
  byId("camera").hidden = false;
  const on = (isOn) => {
    byId("video").hidden = byId("stop-camera").hidden = !isOn;
    byId("start-camera").hidden = isOn;
  };
  const say = (words) => {
    byId("camera-said").textContent = words;
    byId("camera-said").hidden = !words;
  };
  byId("start-camera").addEventListener("click", async () => {
    try {
      on(true);
      const read = (code) => take({ code, way: "camera" });
      stop = await startCamera(byId("video"), data.addresses.picture, read, (isBlind) => say(isBlind ? data.words.blind : ""));
    } catch {
      on(false);
      say(data.words.no_camera);
    }
  });
  byId("stop-camera").addEventListener("click", () => {
    stop?.();
    on(false);
    byId("code").focus();
  });
}

byId("scan").addEventListener("submit", (event) => {
  event.preventDefault();
  const code = byId("code").value.trim();
  byId("code").value = "";
  byId("code").focus();
  if (code) take({ code, way: "typed" });
});
byId("find").addEventListener("submit", (event) => {
  event.preventDefault();
  find(byId("words").value.trim());
});
byId("seen").addEventListener("click", async () => {
  troubles = [];
  await store.keep("troubles", troubles);
  showTroubles(troubles);
});
byId("scan").addEventListener("change", showDirection);
addEventListener("online", () => send());
addEventListener("offline", () => reported(false));
setInterval(send, 15_000);
setInterval(refreshList, LIST_MS);

const before = sessionStorage.getItem("check");
if (data.checks.some((one) => String(one.id) === before)) byId("check").value = before;
showDirection();
wireCamera();
showRecent(recent, data.words, undo);
showTroubles(troubles);
if ("serviceWorker" in navigator) navigator.serviceWorker.register(data.addresses.worker).catch(() => {});
await refreshList();
await send();
byId("code").focus();
