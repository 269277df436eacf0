// Reads QR codes from the camera: by the browser's own BarcodeDetector, else by the decoder beside this file.
"use strict";

const PAUSE_MS = 120;
const SAME_MS = 4000; // a badge held before the camera is read once

async function detector() {
  const own = globalThis.BarcodeDetector;
  const knows = own ? await own.getSupportedFormats().catch(() => []) : [];
  const Detector = knows.includes("qr_code") ? own : (await import("./qr/decode.js")).BarcodeDetector;
  return new Detector({ formats: ["qr_code"] });
}

export async function startCamera(video, onCode) {
  const wanted = { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } };
  const stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
  video.srcObject = stream;
  await video.play();
  const reader = await detector();
  let isOn = true;
  let last = { code: "", at: 0 };

  async function look() {
    if (!isOn) return;
    try {
      const [found] = video.readyState < 2 ? [] : await reader.detect(video);
      const code = found?.rawValue.trim();
      if (code && (code !== last.code || Date.now() - last.at > SAME_MS)) await onCode(code);
      if (code) last = { code, at: Date.now() };
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
