// Sends what waits, in the order in which it was scanned, as long as there is a network; asks again until it is answered.
"use strict";

const MOST = 50;
const PATIENCE_MS = 8000;
const PAUSES_MS = [1000, 2000, 5000, 10000];

export class Closed extends Error {}
export const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

export function sender(store, data, onAnswer, onState) {
  let going = null;
  let failures = 0;
  let timer = 0;

  const sent = ({ order, at, name, told, ...scan }) => ({ ...scan, ago_ms: Math.max(0, Date.now() - at) });

  async function post(scans) {
    const answer = await fetch(data.addresses.scans, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
      body: JSON.stringify({ scans: scans.map(sent) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (answer.status === 404 || answer.status === 410) throw new Closed();
    if (answer.status === 403) await fetch(data.addresses.page, { cache: "no-store" }); // brings the cookie of the form anew
    if (!answer.ok) throw new Error(String(answer.status));
    return (await answer.json()).scans;
  }

  async function sendAll() {
    for (;;) {
      const scans = await store.waiting(MOST);
      if (!scans.length) return;
      const answers = await post(scans);
      for (const [place, scan] of scans.entries()) {
        await onAnswer(scan, answers[place]);
        await store.drop(scan.order);
      }
    }
  }

  async function run() {
    clearTimeout(timer);
    try {
      await sendAll();
      failures = 0;
      await onState(true);
    } catch (error) {
      await onState(false, error);
      if (!(error instanceof Closed)) timer = setTimeout(send, PAUSES_MS[Math.min(failures++, PAUSES_MS.length - 1)]);
    }
  }

  // one sending at a time; whoever asks meanwhile gets one more after it, since theirs may have come too late for this one
  function send() {
    going = (going ?? Promise.resolve()).then(run);
    return going;
  }
  return send;
}
