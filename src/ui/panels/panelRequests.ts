import * as vscode from 'vscode';
import type { Requests } from '../../../webview/protocol.ts';
import { IMAGE_EXTENSIONS, isImageName } from '../images/imageFiles.ts';
import type { HandlersOf } from '../webviews/hostChannel.ts';
import { curlCommand } from './curl.ts';
import { ASKED_CONF, MAX_DETECTIONS } from './detector.ts';
import { keepDropped } from './droppedPictures.ts';
import { PanelError } from './failures.ts';
import { readLabels } from './labelFile.ts';
import type { PanelActions } from './panelParts.ts';
import { readPicture } from './pictureBytes.ts';
import { sourceOf } from './pictureSource.ts';
import { Saving } from './saving.ts';

/** A window on another machine names that machine's files so; here they are plain files. */
function onThisMachine(uri: vscode.Uri): vscode.Uri {
  const remote = uri.scheme === 'vscode-remote' && vscode.env.remoteName !== undefined;
  return remote ? vscode.Uri.file(uri.path) : uri;
}

/** Answers to what the webview of a panel asks for. */
export function panelRequests(panel: PanelActions): HandlersOf<Requests> {
  const { detector, converter, storage, targets } = panel.parts;
  const saving = new Saving();
  /** A webview may name only pictures of its own list. */
  const listed = (id: string): vscode.Uri => {
    if (panel.pictures.has(id)) return vscode.Uri.parse(id);
    throw new PanelError('file', vscode.l10n.t('The file is no longer there.'), ['retry']);
  };
  const add = async (uris: readonly vscode.Uri[]): Promise<void> => {
    if (uris.length === 0) return;
    const all = await sourceOf(uris);
    // What is dropped comes from outside: it may name any file, and only pictures are taken.
    const source = { ...all, pictures: all.pictures.filter(isImageName) };
    panel.pictures.extend(source);
    if (source.pictures[0] !== undefined) panel.show(source.pictures[0]);
  };
  return {
    hello: async () => null,
    lookAt: async ({ picture }) => {
      panel.lookAt(listed(picture));
      return null;
    },
    picture: async ({ picture }) => {
      const uri = listed(picture);
      const [bytes, labels] = await Promise.all([readPicture(uri), readLabels(uri)]);
      return { bytes, labels };
    },
    thumbnail: async ({ picture }) => ({ bytes: await readPicture(listed(picture)) }),
    viewable: async ({ picture, longest }, signal) => {
      const uri = listed(picture);
      const { bytes, size } = await converter.convert(() => readPicture(uri), longest, signal);
      return { bytes: new Uint8Array(bytes), size };
    },
    detect: async (question, signal) => {
      listed(question.picture);
      return detector.detect(question, signal);
    },
    useTarget: async ({ target }) => {
      await targets.choose((await detector.target(target)).id);
      return null;
    },
    startRun: async ({ target, iou }) => {
      panel.run.start(target, iou, await panel.pictures.all());
      return null;
    },
    cancelRun: async () => {
      panel.run.cancel();
      return null;
    },
    addPicture: async ({ name, bytes }) => {
      await add([await keepDropped(storage, name, bytes)]);
      return null;
    },
    openUris: async ({ uris }) => {
      await add(uris.map((uri) => onThisMachine(vscode.Uri.parse(uri))));
      return null;
    },
    openDialog: async () => {
      const filters = { [vscode.l10n.t('Pictures')]: IMAGE_EXTENSIONS };
      const uris = await vscode.window.showOpenDialog({ canSelectMany: true, filters });
      await add(uris ?? []);
      return null;
    },
    chooseFile: async ({ kind, picture }) => saving.choose(kind, listed(picture)),
    writeFile: async ({ token, content }) => {
      await saving.write(token, content);
      return null;
    },
    copy: async ({ text }) => {
      await vscode.env.clipboard.writeText(text);
      return null;
    },
    copyCurl: async ({ picture, target, iou, conf }, signal) => {
      const client = await (await detector.target(target)).connect(signal);
      const path = listed(picture).fsPath;
      const parameters = {
        conf: Math.max(conf, ASKED_CONF),
        max_det: MAX_DETECTIONS,
        ...(iou !== null && { iou }),
      };
      const command = curlCommand(client.endpoint, path, parameters, process.platform);
      if (command === undefined) {
        const message = vscode.l10n.t(
          'curl cannot speak to the local server on Windows. Choose a deployment as target.',
        );
        throw new PanelError('no_curl', message, []);
      }
      await vscode.env.clipboard.writeText(command);
      return null;
    },
    act: async ({ action, picture }) => {
      if (action === 'showLog') await vscode.commands.executeCommand('yolo.showLog');
      if (action === 'selectModel') {
        await vscode.commands.executeCommand('yolo.selectModel');
        await panel.tellTargets();
      }
      if (action === 'openPicture' && picture !== null) {
        await vscode.commands.executeCommand('vscode.open', listed(picture));
      }
      return null;
    },
  };
}
