import * as assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import { manifest } from '../support/extension.ts';

suite('manifest', () => {
  test('nothing activates the extension at every start', () => {
    const eager = manifest().activationEvents.filter((event) => /^(\*|onStartup)/.test(event));
    assert.deepEqual(eager, []);
  });

  test('menus and key bindings name declared commands only', () => {
    const { commands, menus = {}, keybindings = [] } = manifest().contributes;
    const declared = new Set(commands.map(({ command }) => command));
    const used = [...Object.values(menus).flat(), ...keybindings].map(({ command }) => command);
    const foreign = used.filter((id) => id?.startsWith('yolo.') && !declared.has(id));
    assert.deepEqual(foreign, []);
  });

  test('every command in the palette says "YOLO"', () => {
    const { commands, menus = {} } = manifest().contributes;
    const hidden = (menus['commandPalette'] ?? []).filter(({ when }) => when === 'false');
    const shown = commands.filter(
      ({ command: id }) => !hidden.some(({ command }) => command === id),
    );
    const silent = shown.filter(
      ({ category, title }) => !`${category}: ${title}`.includes('YOLO: '),
    );
    assert.deepEqual(silent, []);
  });

  test('every string of the manifest is translated', () => {
    const bare = JSON.stringify(manifest()).match(/"%[\w.-]+%"/g) ?? [];
    assert.deepEqual(bare, []);
  });
});
