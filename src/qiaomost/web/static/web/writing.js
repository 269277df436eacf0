// Counters at fields with a limit, one more row, and a word before typed text is left. The pages work without.
"use strict";

const COUNTED = "textarea[data-limit], textarea[data-lines]";

function linesIn(text) {
  return text.split(/[\n;；、]/).filter((line) => line.trim()).length;
}

// The last input of a list of lines that is written into has a blank one after it.
function keepOneBlank(input) {
  const next = input.nextElementSibling;
  if (!input.value.trim() || (next && next.name === input.name)) return;
  const fresh = input.cloneNode();
  fresh.value = "";
  fresh.id = input.id.replace(/\d+$/, (number) => Number(number) + 1);
  fresh.setAttribute("aria-label", Number(input.getAttribute("aria-label")) + 1);
  input.after(fresh);
}

function count(field) {
  const limit = Number(field.dataset.limit || field.dataset.lines);
  let counter = field.nextElementSibling;
  if (!counter || !counter.classList.contains("counter")) {
    counter = document.createElement("small");
    counter.className = "counter";
    field.after(counter);
  }
  const length = field.dataset.lines ? linesIn(field.value) : [...field.value.trim()].length;
  counter.textContent = `${length} / ${limit}`;
  counter.classList.toggle("over", length > limit);
}

function addRow(button) {
  const set = button.closest("[data-rows]");
  const rows = set.querySelectorAll("[data-row]");
  const total = set.querySelector("[name$=-TOTAL_FORMS]");
  const last = rows[rows.length - 1];
  const fresh = last.cloneNode(true);
  const before = `-${rows.length - 1}-`, after = `-${total.value}-`;
  for (const node of fresh.querySelectorAll("*")) {
    for (const name of ["name", "id", "for", "aria-describedby"]) {
      if (node.hasAttribute(name)) node.setAttribute(name, node.getAttribute(name).replace(before, after));
    }
    if (node.matches("textarea, input")) node.value = "";
  }
  for (const node of fresh.querySelectorAll(".wrong, .counter")) node.remove();
  last.after(fresh);
  total.value = Number(total.value) + 1;
  fresh.querySelectorAll(COUNTED).forEach(count);
  fresh.querySelector("select, textarea, input").focus();
}

document.querySelectorAll(COUNTED).forEach(count);
document.querySelectorAll("[data-add]").forEach((button) => { button.hidden = false; });

let isTyped = false;
document.addEventListener("input", (event) => {
  if (event.target.matches(COUNTED)) count(event.target);
  if (event.target.matches("input[data-limit]")) keepOneBlank(event.target);
  if (event.target.closest(".sheet")) isTyped = true;
});
document.addEventListener("click", (event) => {
  if (event.target.matches("[data-add]")) addRow(event.target);
});
document.addEventListener("submit", (event) => { if (event.target.matches(".sheet")) isTyped = false; });
window.addEventListener("beforeunload", (event) => { if (isTyped) event.preventDefault(); });
