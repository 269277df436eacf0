// The schedule editor: a session is dragged to a cell, or picked up with Enter and put down with Enter. Each move posts
// one form, so that the server says what clashes; without this file each session's own page does the same.
"use strict";

const form = document.getElementById("place");
const said = document.getElementById("said");
const targets = () => document.querySelectorAll("[data-room]");
let picked = null;

function put(card, target) {
  form.action = card.dataset.action;
  form.elements.version.value = card.dataset.version;
  form.elements.room_id.value = target.dataset.room;
  form.elements.starts_at.value = target.dataset.start;
  form.submit();
}

function pick(card) {
  picked?.classList.remove("picked");
  picked = card;
  for (const target of targets()) target.tabIndex = card ? 0 : -1;
  if (!card) return;
  card.classList.add("picked");
  said.textContent = said.dataset.picked;
  targets()[0]?.focus();
}

document.addEventListener("dragstart", (event) => {
  picked = event.target.closest?.(".card");
  event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  if (picked && event.target.closest("[data-room]")) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  const target = event.target.closest("[data-room]");
  if (!picked || !target) return;
  event.preventDefault();
  put(picked, target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && picked) {
    const card = picked;
    pick(null);
    card.focus();
  }
  if (event.key !== "Enter") return;
  if (event.target.matches(".card")) {
    event.preventDefault();
    pick(event.target);
  } else if (picked && event.target.matches("[data-room]")) {
    event.preventDefault();
    put(picked, event.target);
  }
});
