/* Fields that are asked only after another answer. The server drops what should not have been asked, with or without this. */
"use strict";

function values(form, name) {
  return [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)]
    .filter((one) => !["checkbox", "radio"].includes(one.type) || one.checked)
    .map((one) => (one.type === "checkbox" && one.value === "on" ? "yes" : one.value))
    .filter(Boolean);
}

function show(form) {
  for (const part of form.querySelectorAll("[data-shown-if]")) {
    const source = form.querySelector(`[name="${CSS.escape(part.dataset.shownIf)}"]`);
    const above = source && source.closest("[data-shown-if]");
    const given = above && above.hidden ? [] : values(form, part.dataset.shownIf);
    const wanted = part.dataset.shownValue;
    part.hidden = !(wanted ? given.includes(wanted) : given.length);
  }
}

for (const form of document.querySelectorAll("[data-conditions]")) {
  form.addEventListener("input", () => show(form));
  show(form);
}
