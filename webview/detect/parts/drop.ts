import { h, show } from '../../shared/dom.ts';
import type { Controller } from '../app/controller.ts';
import { t } from './l10n.ts';

/** Larger drops are refused: they would only fail at the server. */
const LARGEST_BYTES = 256 * 2 ** 20;

/** Takes pictures that are dropped into the panel or pasted. */
export function takePictures(controller: Controller): HTMLElement {
  const hint = h('div', { class: 'drop', 'aria-hidden': true }, t('drop_here'));
  show(hint, false);
  const add = async (files: readonly File[]): Promise<void> => {
    let failure: unknown;
    for (const file of files) {
      try {
        await addOne(controller, file);
      } catch (error) {
        // One that cannot be taken stands in nobody's way.
        failure ??= error;
      }
    }
    if (failure !== undefined) throw failure;
  };
  const take = (data: DataTransfer | null): boolean => {
    if (!data) return false;
    // VS Code's explorer gives addresses, which are read where the files are; other programs give files.
    const uris = (data.getData('application/vnd.code.uri-list') || data.getData('text/uri-list'))
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#'));
    const files = [...data.files];
    if (files.length > 0) controller.do(add(files));
    else if (uris.length > 0) controller.do(controller.channel.request('openUris', { uris }));
    else return false;
    return true;
  };
  // Untaken, VS Code would put its own editor area over the panel and open the file there.
  document.addEventListener('dragenter', (event) => event.preventDefault());
  document.addEventListener('dragover', (event) => {
    event.preventDefault();
    show(hint, true);
  });
  document.addEventListener('dragleave', (event) => {
    if (!event.relatedTarget) show(hint, false);
  });
  document.addEventListener('drop', (event) => {
    event.preventDefault();
    show(hint, false);
    take(event.dataTransfer);
  });
  document.addEventListener('paste', (event) => {
    if (take(event.clipboardData)) event.preventDefault();
  });
  return hint;
}

async function addOne(controller: Controller, file: File): Promise<void> {
  const { name } = file;
  if (file.size > LARGEST_BYTES) throw new Error(t('drop_large', name));
  const bytes = new Uint8Array(await file.arrayBuffer());
  await controller.channel.request('addPicture', { name, bytes });
}
