// Taking suggestions into their fields by button or keyboard. Without this, the buttons ask the server.
"use strict";

(() => {
  const noSpaces = /^zh/;

  function fieldOf(editor) {
    const fields = [...editor.querySelectorAll("textarea, .field input:not([type=hidden])")];
    return fields.find((field) => field.matches("textarea")) || fields.find((field) => !field.value) || fields.at(-1);
  }

  function put(field, text, between) {
    field.value += field.value && !field.value.endsWith("\n") ? between + text : text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function take(suggestion) {
    const editor = suggestion.closest("[data-editor]");
    const words = suggestion.querySelector("[data-suggestion]");
    const field = fieldOf(editor);
    if (!field) return;
    put(field, words.textContent, separator(editor, words));
    suggestion.classList.add("is-taken");
    field.focus();
  }

  // Lists have one entry a line; prose has a space, but for Chinese.
  function separator(editor, words) {
    if (editor.dataset.lines !== undefined) return "\n";
    return noSpaces.test(words.lang) ? "" : " ";
  }

  function takeAll(editor) {
    const whole = editor.querySelector("[data-take-all]");
    const area = editor.querySelector("textarea");
    if (whole && area && !area.value.trim()) {
      put(area, whole.dataset.takeAll, "");
      area.focus();
      return editor.querySelectorAll(".suggestion").forEach((one) => one.classList.add("is-taken"));
    }
    for (const one of editor.querySelectorAll(".suggestion:not(.is-taken)")) take(one);
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-take], [data-take-all]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-take]")) take(button.closest(".suggestion"));
    else takeAll(button.closest("[data-editor]"));
  });

  document.addEventListener("keydown", (event) => {
    const editor = event.altKey && event.key === "Enter" && event.target.closest("[data-editor]");
    if (!editor) return;
    event.preventDefault();
    if (event.shiftKey) return takeAll(editor);
    const next = editor.querySelector(".suggestion:not(.is-taken)");
    if (next) take(next);
  });

  for (const help of document.querySelectorAll("[data-editor-help]")) help.hidden = false;
})();
