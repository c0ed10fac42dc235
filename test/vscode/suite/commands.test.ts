import * as assert from 'node:assert/strict';
import { suite, suiteSetup, test } from 'mocha';
import * as vscode from 'vscode';
import { COMMAND_IDS } from '../../../src/ui/commands/commandIds.ts';
import { extension, manifest } from '../support/extension.ts';

/** VS Code makes commands of its own for each view, such as `yolo.models.focus`. */
function madeForViews(): RegExp {
  const views = Object.values(manifest().contributes.views ?? {}).flat();
  const names = views.map(({ id }) => id.replaceAll('.', '\\.'));
  return new RegExp(`^(${names.join('|')})\\.`);
}

const declared = () => manifest().contributes.commands.map(({ command }) => command);

suite('commands', () => {
  suiteSetup(() => extension().activate());

  test('what the manifest declares is what the code lists', () => {
    assert.deepEqual(declared().toSorted(), COMMAND_IDS.toSorted());
  });

  test('every declared command is registered, and every registered one declared', async () => {
    const generated = madeForViews();
    const registered = (await vscode.commands.getCommands(true)).filter(
      (id) => id.startsWith('yolo.') && !generated.test(id),
    );
    assert.deepEqual(registered.toSorted(), declared().toSorted());
  });
});
