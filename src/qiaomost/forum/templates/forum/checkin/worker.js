{% load static %}// Keeps the page of one station on its device, with its styles and scripts. Its address gives it this page alone; what it
// keeps goes when the organisers close the station.
"use strict";

const KEPT = "station-{{ station.pk }}";
const PAGE = new URL("./", self.location).pathname;
const PARTS = [
  "{% static 'web/site.css' %}", "{% static 'accounts/forms.css' %}", "{% static 'forum/checkin.css' %}",
  "{% static 'forum/station.js' %}", "{% static 'forum/station_store.js' %}", "{% static 'forum/station_camera.js' %}", "{% static 'forum/station_showing.js' %}",
  "{% static 'forum/station_list.js' %}", "{% static 'forum/station_sending.js' %}",
];
const PATIENCE_MS = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll([PAGE, ...PARTS])).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && path === PAGE) event.respondWith(page(request));
  else if (PARTS.includes(path)) event.respondWith(part(request, path));
});

async function page(request) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) await cache.put(PAGE, answer.clone());
    else if (answer.status === 404 || answer.status === 410) await caches.delete(KEPT);
    else return (await cache.match(PAGE)) ?? answer;
    return answer;
  } catch {
    return (await cache.match(PAGE)) ?? Response.error();
  }
}

async function part(request, path) {
  const cache = await caches.open(KEPT);
  try {
    const answer = await fetch(request, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (answer.ok) await cache.put(path, answer.clone());
    return answer;
  } catch {
    return (await cache.match(path)) ?? Response.error();
  }
}
