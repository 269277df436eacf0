/* News of a conversation: the server says that something happened, the page fetches its messages anew. Without this
   file the page shows them after a reload. */
"use strict";

const ASKS_EVERY_MS = 10000;
let source = null;
let asking = null;

function messages() {
  return document.querySelector("#messages[data-news]");
}

function fetchAnew() {
  if (messages() && document.visibilityState === "visible") htmx.trigger(messages(), "news");
}

function listen() {
  const list = messages();
  if (!list || source) return;
  source = new EventSource(`${list.dataset.news}?after=${list.dataset.version}`);
  source.addEventListener("news", (event) => {
    if (Number(event.lastEventId) > Number(messages().dataset.version)) fetchAnew();
  });
  source.addEventListener("open", () => { clearInterval(asking); asking = null; });
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && !asking) asking = setInterval(fetchAnew, ASKS_EVERY_MS);
  });
}

document.addEventListener("htmx:afterSwap", () => {
  const said = document.getElementById("news");
  if (said) said.textContent = said.dataset.said;
});
document.addEventListener("visibilitychange", fetchAnew);
window.addEventListener("pagehide", () => { if (source) source.close(); source = null; });
window.addEventListener("pageshow", listen);
