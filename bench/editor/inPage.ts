// Scripts that run in pages. They are texts, because the benchmarks' own code knows no document.

/** In VS Code's window: when a mouse button was last let go, which is when menus act. */
export const NOTE_CLICKS = `addEventListener('mouseup', () => {
  globalThis.clickedAt = performance.timeOrigin + performance.now();
}, true)`;

/**
 * In every frame: when the panel showed the answer for which picture, newest last. Looks by a timer,
 * because VS Code writes a webview's document anew, which forgets frames that were asked for.
 */
export const NOTE_ANSWERS = `(() => {
  const answers = globalThis.answers = [];
  let before = '';
  setInterval(() => {
    const answered = document.body?.classList.contains('answered');
    const name = answered ? document.querySelector('.picture-name')?.textContent ?? '' : '';
    if (name !== before && name !== '') {
      // Drawn in the next frame, which is on the screen when the one after it begins.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        const origin = performance.timeOrigin;
        answers.push({ name, at: origin + performance.now(), origin });
      }));
    }
    before = name;
  }, 4);
})()`;

/**
 * Drags the picture about for some frames, one step a frame; tells how long each frame took and how
 * much of it scripts did, in milliseconds.
 */
export const pan = (frames: number): string => `(async () => {
  const canvas = document.querySelector('.pane canvas');
  canvas.setPointerCapture = () => undefined;
  const box = canvas.getBoundingClientRect();
  const say = (type, step) => canvas.dispatchEvent(new PointerEvent(type, {
    button: 0, buttons: 1, pointerId: 1, bubbles: true,
    clientX: box.x + box.width / 2 + 120 * Math.sin(step / 20),
    clientY: box.y + box.height / 2 + 80 * Math.sin(step / 33),
  }));
  const real = globalThis.requestAnimationFrame.bind(globalThis);
  let busy = 0;
  globalThis.requestAnimationFrame = (callback) => real((time) => {
    const began = performance.now();
    callback(time);
    busy += performance.now() - began;
  });
  say('pointerdown', 0);
  const times = [];
  const scripts = [];
  for (let step = 0; step <= ${frames}; step++) {
    const began = performance.now();
    say('pointermove', step);
    busy += performance.now() - began;
    times.push(await new Promise((resolve) => real(resolve)));
    scripts.push(busy);
    busy = 0;
  }
  say('pointerup', ${frames});
  globalThis.requestAnimationFrame = real;
  return { frames: times.slice(1).map((time, i) => time - times[i]), scripts: scripts.slice(1) };
})()`;
