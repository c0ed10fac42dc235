import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';
import { COMMAND_IDS } from '../../../src/ui/commands/commandIds.ts';
import { IMAGE_EXTENSIONS, isImageName } from '../../../src/ui/images/imageFiles.ts';

const text = readFileSync(join(ROOT, 'package.json'), 'utf8');
const { contributes, capabilities } = JSON.parse(text);

describe('manifest', () => {
  it('declares the commands that the code lists', () => {
    const declared = contributes.commands.map(({ command }: { command: string }) => command);
    assert.deepEqual(declared.sort(), [...COMMAND_IDS].sort());
  });

  it('names commands in links and completion events that exist', () => {
    const nls = readFileSync(join(ROOT, 'package.nls.json'), 'utf8');
    const linked = `${text}${nls}`.matchAll(/(?:command:|onCommand:)(yolo\.[\w.]+)/gi);
    const ids: readonly string[] = COMMAND_IDS;
    for (const [, id = ''] of linked) assert.ok(ids.includes(id), id);
  });

  it('offers detection on exactly the pictures that the code takes', () => {
    const pattern = '/^\\.(jpe?g|png|webp|gif|tiff?|avif)$/i';
    const wheres = ['explorer/context', 'editor/title', 'editor/title/context'];
    for (const where of wheres) {
      const [entry] = contributes.menus[where];
      assert.equal(entry.command, 'yolo.detectObjects');
      assert.ok(entry.when.includes(`resourceExtname =~ ${pattern}`), where);
    }
    const extension = new RegExp(pattern.slice(1, -2), 'i');
    for (const name of IMAGE_EXTENSIONS) assert.match(`.${name}`, extension);
    for (const name of ['A.JPG', 'b.tif']) assert.ok(isImageName(name));
    for (const name of ['a.bmp', 'jpg', 'a.png.txt', 'a.heic']) assert.ok(!isImageName(name));
  });

  it('has the files that it names', () => {
    const files = [...text.matchAll(/"(media\/[^"]+)"/g)].map(([, file]) => file ?? '');
    assert.ok(files.length > 5);
    for (const file of files) assert.ok(existsSync(join(ROOT, file)), file);
  });

  it('has walkthrough pictures that VS Code colours: it drops style sheets and style attributes', () => {
    const pictures = text.matchAll(/"svg": "([^"]+)"/g);
    for (const [, file = ''] of pictures) {
      const svg = readFileSync(join(ROOT, file), 'utf8');
      assert.doesNotMatch(svg, /<style|style=|class=/, file);
      assert.match(svg, /fill="var\(--vscode-/, file);
    }
  });

  it('says what works without trust', () => {
    assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
  });
});
