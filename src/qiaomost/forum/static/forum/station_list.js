// The list of participants that a station keeps: whom a code belongs to, who is called so, and whether they may pass, as far
// as this device knows. The server has the last word.
"use strict";

import { filled } from "./station_showing.js";

const TOKEN = /[\s-]/g;

async function digest(code) {
  const bytes = new TextEncoder().encode(code.replace(TOKEN, "").toLowerCase());
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[\s·'’-]/g, "").toLowerCase();

export function known(list, data) {
  const byCode = new Map(list.people.map((one) => [one.code, one]));
  const byPerson = new Map(list.people.map((one) => [one.id, one]));
  const dayOf = (at, zone) => new Date(at).toLocaleDateString("en-CA", { timeZone: zone });
  const timeOf = (at, zone) => new Date(at).toLocaleString(data.language, { timeZone: zone, dateStyle: "short", timeStyle: "short" });

  function reason(scan, check, person) {
    if (!check.is_open) return { tone: "bad", title: data.words.refused, detail: data.words.closed };
    if (check.categories.length && !check.categories.includes(person.category)) return { tone: "bad", title: data.words.refused, detail: data.words.category };
    const last = list.held[check.id]?.[person.id];
    const where = last && { time: timeOf(last[1], check.zone), station: last[2] };
    if (check.goes_out && scan.direction === "out") {
      if (last?.[0] === "in") return null;
      return { tone: "again", title: data.words.not_in, detail: last ? filled(data.words.out_at, where) : "" };
    }
    const isOver = !last || last[0] === "out" || (check.is_daily && dayOf(last[1], check.zone) !== dayOf(scan.at, check.zone));
    return isOver ? null : { tone: "again", title: data.words.already, detail: filled(data.words.in_at, where) };
  }

  return {
    list,
    // somebody was counted by this device
    note(check, person, scan) {
      (list.held[check] ??= {})[person] = [scan.direction, new Date(scan.at).toISOString(), data.name];
    },
    // what to tell the helper where the server can't be asked
    async verdict(scan, check) {
      const person = scan.person ? byPerson.get(scan.person) : byCode.get(await digest(scan.code));
      if (!person) return { tone: "again", title: data.words.unknown, detail: data.words.kept, name: scan.name ?? scan.code };
      const category = data.categories[person.category];
      const about = { name: person.names[0], second_name: person.names[1] ?? "", organisation: person.organisation, category: category?.name ?? "" };
      const refused = reason(scan, check, person);
      if (refused) return { ...about, ...refused };
      this.note(check.id, person.id, scan);
      return { ...about, tone: "good", title: scan.direction === "out" ? data.words.out : data.words.in, detail: data.words.kept };
    },
    called(words) {
      const wanted = folded(words);
      const hits = wanted ? list.people.filter((one) => one.names.some((name) => folded(name).includes(wanted))) : [];
      return hits.slice(0, 20).map((one) => ({
        id: one.id, name: one.names[0], second_name: one.names[1] ?? "", organisation: one.organisation,
        category: data.categories[one.category]?.name ?? "", is_accepted: true,
      }));
    },
  };
}
