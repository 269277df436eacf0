// Reads QR codes from the camera: by the browser's own BarcodeDetector; where it has none, the server reads the pictures.
"use strict";

import { token } from "./station_sending.js";

const PAUSE_MS = 120;
const SAME_MS = 4000; // a badge held before the camera is read once
const LONGEST_SIDE = 960; // pixels that the server takes
const PATIENCE_MS = 2500;

async function detector(address) {
  const own = globalThis.BarcodeDetector;
  const knows = own ? await own.getSupportedFormats().catch(() => []) : [];
  return knows.includes("qr_code") ? new own({ formats: ["qr_code"] }) : remote(address);
}

// The same interface, answered by the server; it throws as long as there is no network.
function remote(address) {
  const canvas = document.createElement("canvas");
  const drawn = canvas.getContext("2d", { willReadFrequently: true });
  return {
    async detect(video) {
      const scale = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight));
      canvas.width = Math.round(video.videoWidth * scale);
      canvas.height = Math.round(video.videoHeight * scale);
      drawn.drawImage(video, 0, 0, canvas.width, canvas.height);
      const { data } = drawn.getImageData(0, 0, canvas.width, canvas.height);
      const grey = new Uint8Array(canvas.width * canvas.height);
      for (let at = 0; at < grey.length; at += 1) grey[at] = (data[4 * at] + 2 * data[4 * at + 1] + data[4 * at + 2]) >> 2;
      const answer = await fetch(`${address}?width=${canvas.width}&height=${canvas.height}`, {
        method: "POST",
        headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": token() },
        body: grey,
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      return (await answer.json()).codes.map((rawValue) => ({ rawValue }));
    },
  };
}

export async function startCamera(video, address, onCode, onBlind) {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  await video.play();
  const reader = await detector(address);
  let isOn = true;
  let last = { code: "", at: 0 };

  async function look() {
    if (!isOn) return;
    try {
      const [found] = video.readyState < 2 ? [] : await reader.detect(video);
      onBlind(false);
      const code = found?.rawValue.trim();
      if (code && (code !== last.code || Date.now() - last.at > SAME_MS)) await onCode(code);
      if (code) last = { code, at: Date.now() };
    } catch {
      onBlind(true);
    } finally {
      setTimeout(look, PAUSE_MS);
    }
  }
  look();
  return () => {
    isOn = false;
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
}
