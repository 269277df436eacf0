// What a station keeps on its device: scans that wait to be sent, the list of participants, and what went otherwise than
// it was shown. A scan is here before anything else happens to it, and leaves once the server has answered it.
"use strict";

const ask = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

export async function openStore(station) {
  const opening = indexedDB.open(`station-${station}`, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("waiting", { keyPath: "order", autoIncrement: true });
    opening.result.createObjectStore("kept");
  };
  const database = await ask(opening);
  navigator.storage?.persist?.(); // asks the browser not to clear it
  const at = (name, mode = "readonly") => database.transaction(name, mode).objectStore(name);
  const written = (name, work) =>
    new Promise((resolve, reject) => {
      const transaction = database.transaction(name, "readwrite", { durability: "strict" });
      transaction.oncomplete = () => resolve(request.result);
      transaction.onerror = () => reject(transaction.error);
      const request = work(transaction.objectStore(name));
    });
  return {
    add: (scan) => written("waiting", (store) => store.add(scan)),
    change: (scan) => written("waiting", (store) => store.put(scan)),
    drop: (order) => written("waiting", (store) => store.delete(order)),
    waiting: (most) => ask(at("waiting").getAll(null, most)),
    count: () => ask(at("waiting").count()),
    read: (name) => ask(at("kept").get(name)),
    keep: (name, value) => written("kept", (store) => store.put(value, name)),
    forget: (name) => written("kept", (store) => store.delete(name)),
  };
}
