import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLink, withoutLinks } from '../../../src/ui/messageText.ts';

/** What VS Code takes for a link in a notification. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
const links = (text: string): (string | undefined)[] =>
  [...text.matchAll(LINK)].map(([, , href]) => href);

test('what a Dockerfile says is no link', () => {
  const hostile = 'RUN echo [ok](command:workbench.action.quit)';
  assert.equal(links(hostile).length, 1, 'it would be');
  assert.deepEqual(links(withoutLinks(hostile)), []);
});

test('a message has its own link only, with its argument whole', () => {
  const link = { title: 'Show Log', command: 'yolo.show', argument: { name: 'a (1) "b"' } };
  const [href, ...more] = links(withLink('waiting [x](command:quit)', link));
  assert.deepEqual(more, []);
  const [command, query = ''] = (href ?? '').split('?');
  assert.equal(command, 'command:yolo.show');
  assert.deepEqual(JSON.parse(decodeURIComponent(query)), [{ name: 'a (1) "b"' }]);
});
