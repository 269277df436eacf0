// What a station shows: a verdict, people found by name, the last scans. Words of people are set as text, never as HTML.
"use strict";

export const byId = (id) => document.getElementById(id);

export const filled = (words, values) => words.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

function line(tag, className, ...parts) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...parts.filter(Boolean));
  return made;
}

const aside = (text) => (text ? line("small", "", text) : "");
const badge = (text) => (text ? line("span", "badge", text) : "");

export function showVerdict(verdict) {
  const place = byId("verdict");
  place.className = `verdict ${verdict.tone}`;
  place.replaceChildren(
    line("p", "title", verdict.title),
    line("p", "name", verdict.name ?? "", " ", aside(verdict.second_name)),
    line("p", "", verdict.organisation ?? "", " ", badge(verdict.category)),
    line("p", "detail", verdict.detail ?? ""),
  );
  place.hidden = false;
  navigator.vibrate?.(verdict.tone === "good" ? 60 : [80, 60, 80]);
}

export function showHits(people, words, onPick) {
  const rows = people.map((one) => {
    const button = line("button", "", words.pick);
    button.type = "button";
    button.addEventListener("click", () => onPick(one));
    const about = line("p", "", badge(one.category), " ", one.is_accepted ? "" : line("span", "state", one.state));
    return line("li", "", line("div", "", line("p", "", line("b", "", one.name), " ", aside(one.second_name)), line("p", "organisation", one.organisation), about), button);
  });
  byId("hits").replaceChildren(...(rows.length ? rows : [line("li", "empty", words.nobody)]));
}

export function showRecent(scans, words, onUndo) {
  byId("recent").hidden = !scans.length;
  byId("recent").querySelector("ul").replaceChildren(
    ...scans.map((scan) => {
      const time = new Date(scan.at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
      const row = line("li", "", line("div", "", line("p", "", line("b", "", scan.name), " ", aside(scan.check)), line("p", `organisation ${scan.tone}`, `${time} · ${scan.title}`)));
      if (scan.can_undo) {
        const button = line("button", "", words.undo);
        button.type = "button";
        button.addEventListener("click", () => onUndo(scan));
        row.append(button);
      }
      return row;
    }),
  );
}

export function showTroubles(troubles) {
  byId("troubles").hidden = !troubles.length;
  byId("troubles").querySelector("ul").replaceChildren(
    ...troubles.map((one) => line("li", "", line("div", "", line("p", "", line("b", "", one.name)), line("p", "", one.words), line("p", "organisation", one.detail ?? "")))),
  );
}

export function showNetwork(isOnline, waiting, words) {
  const place = byId("network");
  place.hidden = false;
  place.className = `network ${isOnline ? "" : "off"}`;
  place.querySelector("span").textContent = isOnline ? words.online : words.offline;
  place.querySelector("b").textContent = waiting ? filled(words.waiting, { count: waiting }) : "";
}
