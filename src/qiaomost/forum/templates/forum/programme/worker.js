{% load static %}// Keeps the released programme on the device. It stores one page for each language read, the same for everybody, fetched
// without cookies: nothing of an account ever gets here.
"use strict";

const KEPT = "forum-{{ sign }}";
const OURS = "forum-{{ code }}-";
const HOME = new URL("./", self.location).pathname;
const STYLES = ["{% static 'web/site.css' %}", "{% static 'forum/forum.css' %}", "{% static 'forum/programme.css' %}"];
const pageOf = (language) => `${HOME}programme/offline/${language}/`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((cache) => cache.addAll(STYLES)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const isOld = (name) => name.startsWith(OURS) && name !== KEPT;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(isOld).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener("message", (event) => {
  if (["zh", "ru", "en"].includes(event.data)) event.waitUntil(keep(event.data));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => kept(request)));
  else if (STYLES.includes(new URL(request.url).pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request, { ignoreSearch: true })));
  }
});

async function keep(language) {
  const answer = await fetch(pageOf(language), { credentials: "omit", cache: "no-store" });
  if (!answer.ok) return;
  const cache = await caches.open(KEPT);
  await cache.delete(`${HOME}last`);
  await cache.put(pageOf(language), answer);
  await cache.put(`${HOME}last`, new Response(language));
}

async function kept(request) {
  const cache = await caches.open(KEPT);
  const own = await cache.match(request.url.split("#")[0]);
  if (own) return own;
  const last = await cache.match(`${HOME}last`);
  if (!last) return Response.error();
  const page = pageOf(await last.text());
  const session = new URL(request.url).pathname.match(/programme\/([0-9a-f-]{36})\/$/);
  return session ? Response.redirect(`${page}#s-${session[1]}`) : cache.match(page);
}
