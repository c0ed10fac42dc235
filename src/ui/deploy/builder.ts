import * as vscode from 'vscode';
import type { ImageParts, ImageRecipe, ImageWanted } from '../../deployment/imageRecipe.ts';
import type { BuildFailure } from '../../engine/buildFailure.ts';
import type { Engine } from '../../engine/engine.ts';
import { Disposables } from '../disposables.ts';
import type { MessageLink } from '../messageText.ts';
import { sentenceText } from '../sentenceText.ts';

/** How one build is watched. */
export interface Watching {
  readonly signal: AbortSignal;
  /** @param link leads to more about it. */
  readonly onProgress: (message: string, link?: MessageLink) => void;
}

/** Builds images; what fails becomes a problem on its line of the Dockerfile. */
export class Builder implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #problems = this.#parts.add(vscode.languages.createDiagnosticCollection('yolo-build'));
  #channel: vscode.OutputChannel | undefined;
  readonly #imageParts: ImageParts;

  constructor(parts: ImageParts) {
    this.#imageParts = parts;
    this.#parts.add({ dispose: () => this.#channel?.dispose() });
  }

  /** The log of builds. */
  showLog(): void {
    this.#log().show(true);
  }

  /** What an image would be made of. */
  async recipe(wanted: ImageWanted, signal?: AbortSignal): Promise<ImageRecipe> {
    const { imageRecipe } = await import('../../deployment/imageRecipe.ts');
    return imageRecipe(wanted, this.#imageParts, signal);
  }

  /**
   * Makes the image unless the engine has it already, made of the same.
   * @returns its id: another window may give its name away at any moment.
   * @throws BuildFailure, EngineError, or the signal's reason.
   */
  async ensure(engine: Engine, recipe: ImageRecipe, watching: Watching): Promise<string> {
    const { imageState } = await import('../../deployment/imageState.ts');
    const state = await imageState(engine, recipe.request.tag);
    if (state?.recipe === recipe.hash) return state.id;
    return this.build(engine, recipe, watching);
  }

  /**
   * Makes the image.
   * @returns its id.
   * @throws BuildFailure, EngineError, or the signal's reason.
   */
  async build(
    engine: Engine,
    { request, dockerfile }: ImageRecipe,
    { signal, onProgress }: Watching,
    noCache = false,
  ): Promise<string> {
    const { assertOwnName } = await import('../../deployment/imageSuccession.ts');
    await assertOwnName(engine, request.tag);
    const { BuildLog } = await import('./buildLog.ts');
    const { buildImage } = await import('../../engine/buildImage.ts');
    const { BuildFailure } = await import('../../engine/buildFailure.ts');
    const file = vscode.Uri.file(dockerfile);
    const channel = this.#log();
    this.#problems.delete(file);
    channel.appendLine('');
    channel.appendLine(`── ${request.tag} · ${new Date().toLocaleString()} ──`);
    const link = { title: vscode.l10n.t('Show Build Log'), command: 'yolo.showBuildLog' };
    const log = new BuildLog(channel, (step) => onProgress(step, link));
    const began = performance.now();
    try {
      const onEvent = log.take.bind(log);
      const id = await buildImage(engine, { ...request, noCache }, { signal, onEvent });
      const seconds = ((performance.now() - began) / 1000).toFixed(1);
      channel.appendLine(vscode.l10n.t('Built {0} in {1} s.', request.tag, seconds));
      return id;
    } catch (error) {
      if (signal.aborted) channel.appendLine(vscode.l10n.t('Cancelled.'));
      else if (error instanceof BuildFailure) await this.#report(file, error);
      throw error;
    }
  }

  dispose(): void {
    this.#parts.dispose();
  }

  async #report(file: vscode.Uri, failure: BuildFailure): Promise<void> {
    const { plainText } = await import('../logs/plainText.ts');
    // Programs that think they have a terminal colour their words.
    const output = failure.output.map(plainText);
    const channel = this.#log();
    channel.appendLine(sentenceText(failure.what));
    for (const line of output) channel.appendLine(`   ${line}`);
    if (failure.fix) channel.appendLine(sentenceText(failure.fix));
    // What a step of ours says, as of weights that it refuses, is no fault of the Dockerfile.
    const { lastError } = await import('../../deployment/startFailure.ts');
    if (lastError(output) !== undefined) return;
    const document = await vscode.workspace.openTextDocument(file);
    const line = Math.min((failure.line ?? 1) - 1, document.lineCount - 1);
    const fix = failure.fix ? [sentenceText(failure.fix)] : [];
    const message = [sentenceText(failure.what), ...output.slice(-10), ...fix].join('\n');
    const diagnostic = new vscode.Diagnostic(document.lineAt(line).range, message);
    diagnostic.source = 'YOLO Dock';
    this.#problems.set(file, [diagnostic]);
  }

  #log(): vscode.OutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('YOLO Build');
    return this.#channel;
  }
}
