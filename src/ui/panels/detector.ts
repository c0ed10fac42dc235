import * as vscode from 'vscode';
import type { Detection, Question } from '../../../webview/protocol.ts';
import type { Client } from '../../contract/client.ts';
import { ContractError } from '../../contract/contractError.ts';
import type { ModelAnswer } from '../../contract/schema/model.ts';
import type { Target, Targets } from '../target.ts';
import { translated } from '../translation/translated.ts';
import { PanelError } from './failures.ts';
import { fileVersion, readPicture } from './pictureBytes.ts';

/** Asked once with this; the panel filters, so that moving its slider asks nobody. */
export const ASKED_CONF = 0.01;
export const MAX_DETECTIONS = 1000;
/** Answers that are kept, for leafing back and forth and after a run over a folder. */
const KEPT = 500;

/** Of a server that was there a moment ago: the address and the system's word for it help nobody. */
function connectionLost(error: unknown, { label }: Target): unknown {
  if (!(error instanceof ContractError) || error.code !== 'unreachable') return error;
  const sentence = vscode.l10n.t('The server of {0} ended before it answered.', label);
  return new PanelError('unreachable', sentence, ['retry', 'showLog'], { cause: error });
}

/** Asks targets about pictures, and remembers answers while neither changes. */
export class Detector {
  readonly #targets: Targets;
  readonly #answers = new Map<string, Detection>();
  readonly #models = new WeakMap<Client, Promise<ModelAnswer>>();

  constructor(targets: Targets) {
    this.#targets = targets;
  }

  async target(id: string): Promise<Target> {
    const target = await this.#targets.find(id);
    if (target) return target;
    const message = vscode.l10n.t('This target is no longer there. Choose another one.');
    throw new PanelError('no_target', message, ['selectModel']);
  }

  /** @throws ContractError, or the error of a target that does not start. */
  async detect(question: Question, signal: AbortSignal): Promise<Detection> {
    const key = await this.#keyOf(question);
    if (question.fresh) return this.#ask(question, key, signal);
    const known = this.#answers.get(key);
    return known ? { ...known, cached: true } : this.#ask(question, key, signal);
  }

  /** Answers are the same for the same state of a file, target and overlap. */
  async #keyOf({ picture, target, iou }: Question): Promise<string> {
    const version = await fileVersion(vscode.Uri.parse(picture));
    const revision = (await this.#targets.find(target))?.revision ?? '';
    return JSON.stringify([picture, version, target, revision, iou]);
  }

  async #ask(question: Question, key: string, signal: AbortSignal): Promise<Detection> {
    const { picture, target: id, iou } = question;
    const uri = vscode.Uri.parse(picture);
    const target = await this.target(id);
    const [client, bytes] = await Promise.all([target.connect(signal), readPicture(uri)]);
    const start = performance.now();
    const parameters = { conf: ASKED_CONF, max_det: MAX_DETECTIONS, ...(iou !== null && { iou }) };
    const [answer, model] = await Promise.all([
      client.predict(bytes, parameters, { signal }),
      this.#model(client),
    ]).catch((error: unknown) => {
      throw connectionLost(error, target);
    });
    const roundTripMs = performance.now() - start;
    const [image] = answer.images;
    if (!image)
      throw new PanelError('bad_answer', vscode.l10n.t('The server gave an empty answer.'), [
        'retry',
        'showLog',
      ]);
    if ('error' in image)
      throw new PanelError(image.error.code, translated(image.error.message), ['openPicture']);
    const { name, family, task, labels, keypoints, input, provider } = model;
    const detection: Detection = {
      image,
      target: { id, label: target.label, place: target.place },
      model: {
        name,
        family,
        task,
        labels,
        keypoints,
        input: [input.height, input.width],
        provider,
      },
      roundTripMs,
      cached: false,
    };
    this.#keep(key, detection);
    return detection;
  }

  /** What a server has loaded never changes while its client lives. */
  #model(client: Client): Promise<ModelAnswer> {
    let model = this.#models.get(client);
    if (!model) {
      model = client.model();
      model.catch(() => this.#models.delete(client));
      this.#models.set(client, model);
    }
    return model;
  }

  #keep(key: string, detection: Detection): void {
    this.#answers.delete(key);
    this.#answers.set(key, detection);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > KEPT && oldest !== undefined) this.#answers.delete(oldest);
  }
}
