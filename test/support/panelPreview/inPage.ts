// Scripts that run in the page. They are texts, because the tests' own code knows no document.

/** Drags for a while and tells how long frames took, in milliseconds. */
export const PAN_FRAMES = `(async () => {
  const canvas = document.querySelector('canvas');
  canvas.setPointerCapture = () => undefined;
  const say = (type, x) => canvas.dispatchEvent(
    new PointerEvent(type, { button: 0, clientX: 300 + x, clientY: 300, pointerId: 1 }));
  say('pointerdown', 0);
  const times = [];
  for (let i = 0; i < 120; i++) {
    say('pointermove', i * 2);
    times.push(await new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  say('pointerup', 240);
  const gaps = times.slice(1).map((time, i) => time - times[i]).sort((a, b) => a - b);
  return { median: gaps[Math.floor(gaps.length / 2)], worst: gaps.at(-1), frames: gaps.length };
})()`;

/** Pastes a small picture. */
export const PASTE_PICTURE = `(async () => {
  const canvas = new OffscreenCanvas(64, 48);
  canvas.getContext('2d').fillRect(8, 8, 20, 20);
  const data = new DataTransfer();
  data.items.add(new File([await canvas.convertToBlob()], 'pasted.png', { type: 'image/png' }));
  document.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data }));
})()`;
