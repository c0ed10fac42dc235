import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import type { Card } from '../../project/checkBudget.ts';
import type { OtherProject } from '../../project/checkSameName.ts';
import type { Problem } from '../../project/problem.ts';
import { Disposables } from '../disposables.ts';
import { WEIGHTS } from '../models/watchWeights.ts';
import { sentenceText } from '../sentenceText.ts';
import { folderText } from './folderText.ts';
import { isProjectDocument } from './projectDocument.ts';
import type { ProjectFiles } from './projectFiles.ts';
import { TextPositions } from './textPositions.ts';

/** Typing is not interrupted by problems of half a word. */
const DEBOUNCE_MS = 250;

/** Where problems come from, as the Problems panel shows it. */
const SOURCE = 'YOLO';

/** Keeps the problems of every `yolo.json`: of open ones as they are in the editor, else as saved. */
export class ProjectDiagnostics implements vscode.Disposable {
  readonly #parts = new Disposables();
  readonly #diagnostics = this.#parts.add(
    vscode.languages.createDiagnosticCollection('yolo-project'),
  );
  readonly #files: ProjectFiles;
  readonly #cards: () => readonly Card[] | undefined;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  /** Counts the checks of a file, so that a slow one does not overtake its successor. */
  readonly #rounds = new Map<string, number>();
  #all: NodeJS.Timeout | undefined;

  /** @param cards the cards of the host, where they are known by now. */
  constructor(files: ProjectFiles, cards: () => readonly Card[] | undefined = () => undefined) {
    this.#files = files;
    this.#cards = cards;
    this.#parts.add(files.onDidChange(() => this.refresh()));
    const { workspace } = vscode;
    this.#parts.add(workspace.onDidOpenTextDocument((document) => this.#soon(document)));
    this.#parts.add(workspace.onDidCloseTextDocument((document) => this.#soon(document)));
    this.#parts.add(workspace.onDidChangeTextDocument(({ document }) => this.#soon(document)));
    // Weights come, go and are replaced without the file being touched.
    const weights = this.#parts.add(workspace.createFileSystemWatcher(WEIGHTS));
    this.#parts.add(weights.onDidCreate(() => this.refresh()));
    this.#parts.add(weights.onDidChange(() => this.refresh()));
    this.#parts.add(weights.onDidDelete(() => this.refresh()));
    this.refresh();
  }

  /** Checks all files anew, such as when the cards became known. */
  refresh(): void {
    clearTimeout(this.#all);
    this.#all = setTimeout(() => void this.#checkAll(), DEBOUNCE_MS);
  }

  dispose(): void {
    clearTimeout(this.#all);
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#parts.dispose();
  }

  #soon(document: vscode.TextDocument): void {
    if (!isProjectDocument(document)) return;
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        void this.#check(document.uri);
      }, DEBOUNCE_MS),
    );
  }

  async #checkAll(): Promise<void> {
    const listed = (await this.#files.list()).map(({ file }) => file);
    const open = vscode.workspace.textDocuments.filter(isProjectDocument).map(({ uri }) => uri);
    const known = new Map([...listed, ...open].map((uri) => [uri.toString(), uri]));
    this.#diagnostics.forEach((uri) => {
      if (!known.has(uri.toString())) this.#diagnostics.delete(uri);
    });
    await Promise.all([...known.values()].map((uri) => this.#check(uri)));
  }

  async #check(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    const round = (this.#rounds.get(key) ?? 0) + 1;
    this.#rounds.set(key, round);
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === key);
    const text = open?.getText() ?? (await readFile(uri.fsPath, 'utf8').catch(() => undefined));
    const diagnostics =
      text === undefined ? undefined : await this.#diagnose(uri, text, open !== undefined);
    if (this.#rounds.get(key) === round) this.#diagnostics.set(uri, diagnostics);
  }

  /** The other projects of the workspace as they are saved. */
  async #others(uri: vscode.Uri): Promise<OtherProject[]> {
    const projects = await this.#files.list();
    return projects.flatMap(({ file, folder, value }) =>
      value === undefined || file.path === uri.path
        ? []
        : [{ name: value.name, folder: folderText(folder) }],
    );
  }

  async #diagnose(uri: vscode.Uri, text: string, open: boolean): Promise<vscode.Diagnostic[]> {
    const { parseYoloJson } = await import('../../project/parseYoloJson.ts');
    const { checkYoloJson } = await import('../../project/checkYoloJson.ts');
    const parsed = parseYoloJson(text);
    const workspace = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    const cards = this.#cards();
    const found = await checkYoloJson(parsed, {
      folder: dirname(uri.fsPath),
      ...(workspace !== undefined && { workspace }),
      ...(cards && { cards }),
    });
    const { checkSameName } = await import('../../project/checkSameName.ts');
    const alike = checkSameName(parsed, await this.#others(uri));
    const positions = new TextPositions(text);
    const { contradictions } = await import('./contradictions.ts');
    const stated = await contradictions(parsed, dirname(uri.fsPath));
    return [
      ...[...parsed.problems, ...found, ...alike]
        // VS Code itself says of an open file where it is not JSON.
        .filter(({ code }) => !(open && code === 'syntax'))
        .map((problem) => diagnostic(problem, sentenceText(problem.message), positions)),
      ...stated.map((one) =>
        diagnostic(
          { ...one, severity: 'error', code: 'contradicts-weights' },
          one.sentence,
          positions,
        ),
      ),
    ];
  }
}

function diagnostic(
  {
    offset,
    length,
    severity,
    code,
  }: Pick<Problem, 'offset' | 'length' | 'severity'> & { readonly code: string },
  message: string,
  positions: TextPositions,
): vscode.Diagnostic {
  const range = new vscode.Range(positions.at(offset), positions.at(offset + length));
  const level =
    severity === 'error' ? vscode.DiagnosticSeverity.Error : vscode.DiagnosticSeverity.Warning;
  const result = new vscode.Diagnostic(range, message, level);
  result.source = SOURCE;
  result.code = code;
  return result;
}
