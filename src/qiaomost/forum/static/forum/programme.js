// The programme: offers the reader's own clock, and keeps the programme for when there is no network. Works without.
"use strict";

const place = document.getElementById("programme");

function offerZone() {
  const offer = document.getElementById("zone-offer");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const list = document.getElementById("zone");
  if (!offer || !zone || offer.dataset.zone || !list || sessionStorage.getItem("forum-zone-offered")) return;
  const address = new URL(location.href);
  address.searchParams.set("zone", zone);
  offer.querySelector("a").href = address.search;
  offer.querySelector("span").textContent = [...list.options].find((one) => one.value === zone)?.text ?? zone;
  offer.querySelector("a").addEventListener("click", () => sessionStorage.setItem("forum-zone-offered", "1"));
  offer.hidden = false;
}

async function keepForOffline() {
  if (!place || !("serviceWorker" in navigator) || "draft" in place.dataset) return;
  try {
    await navigator.serviceWorker.register(place.dataset.worker, { scope: place.dataset.scope });
    (await navigator.serviceWorker.ready).active.postMessage(place.dataset.language);
  } catch {
    // without it the programme is read over the network alone
  }
}

function openWhatIsAskedFor() {
  const asked = location.hash.startsWith("#s-") && document.getElementById(location.hash.slice(1));
  const block = asked && asked.closest("details");
  if (!block || block.open) return;
  block.open = true;
  asked.scrollIntoView();
}

offerZone();
openWhatIsAskedFor();
keepForOffline();
