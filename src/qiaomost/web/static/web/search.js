// Suggestions below the search box, as a combobox: arrow keys, Enter, Escape; and buttons that copy. Pages work without.
"use strict";

const list = () => document.getElementById("suggestions");
const options = () => [...list().querySelectorAll("[role=option]")];
const chosen = () => list().querySelector("[aria-selected=true]");

function equip(box) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");
}

function show(box, isOpen) {
  list().hidden = !isOpen;
  box.setAttribute("aria-expanded", String(isOpen));
  document.getElementById("suggestions-status").textContent = isOpen ? list().dataset.status : "";
  if (!isOpen) choose(box, null);
}

function choose(box, option) {
  for (const one of options()) one.setAttribute("aria-selected", String(one === option));
  if (option) {
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else {
    box.removeAttribute("aria-activedescendant");
  }
}

function move(box, step) {
  const all = options();
  if (!all.length) return;
  if (list().hidden) show(box, true);
  const at = all.indexOf(chosen()) + (chosen() || step > 0 ? step : 0);
  choose(box, all[(at + all.length) % all.length]);
}

document.querySelectorAll("[data-suggest]").forEach(equip);
document.addEventListener("htmx:load", (event) => { event.target.querySelectorAll("[data-suggest]").forEach(equip); });
document.addEventListener("htmx:afterSwap", (event) => {
  const box = event.detail.requestConfig.elt;
  if (box.matches("[data-suggest]")) show(box, options().length > 0 && document.activeElement === box);
});
document.addEventListener("keydown", (event) => {
  const box = event.target;
  if (!box.matches("[data-suggest]") || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    move(box, event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter" && chosen()) {
    event.preventDefault();
    location.assign(chosen().dataset.href);
  } else if (event.key === "Escape" && !list().hidden) {
    event.preventDefault();
    show(box, false);
  }
});
document.addEventListener("focusout", (event) => { if (event.target.matches("[data-suggest]")) show(event.target, false); });
document.addEventListener("pointerdown", (event) => { if (event.target.closest("#suggestions")) event.preventDefault(); });
document.addEventListener("click", (event) => {
  const option = event.target.closest("#suggestions [role=option]");
  if (option) location.assign(option.dataset.href);
});

document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = !navigator.clipboard; });
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
  button.textContent = button.dataset.done;
});
