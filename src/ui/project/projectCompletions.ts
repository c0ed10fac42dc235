import { posix } from 'node:path';
import { getLocation, type Node } from 'jsonc-parser';
import * as vscode from 'vscode';
import { member, membersOf } from '../../project/checkObject.ts';
import { parseYoloJson } from '../../project/parseYoloJson.ts';
import type { WorkspaceModels } from '../models/workspaceModels.ts';

/** A value that can be proposed. */
interface Proposal {
  readonly value: string;
  readonly detail: string;
}

/** Completes what the schema cannot know: the models of the file, and the weights on the disk. */
export async function projectCompletions(
  models: WorkspaceModels,
  document: vscode.TextDocument,
  position: vscode.Position,
): Promise<vscode.CompletionItem[]> {
  const text = document.getText();
  const { root } = parseYoloJson(text);
  // Without a tree the text is one that is better not parsed again.
  if (root === undefined) return [];
  const location = getLocation(text, document.offsetAt(position));
  if (location.isAtPropertyKey) return [];
  const node = location.previousNode;
  // Within quotes these are replaced too, else the proposal brings its own.
  const range =
    node?.type === 'string'
      ? new vscode.Range(
          document.positionAt(node.offset),
          document.positionAt(node.offset + node.length),
        )
      : undefined;
  const proposals = location.matches(['deployments', '*', 'model'])
    ? modelsOf(root)
    : location.matches(['models', '*', 'weights'])
      ? await weightsBeside(models, document.uri)
      : [];
  return proposals.map((proposal) => completion(proposal, range));
}

/** Weights in the folder of the file or below it. */
async function weightsBeside(models: WorkspaceModels, file: vscode.Uri): Promise<Proposal[]> {
  const folder = posix.dirname(file.path);
  const found = (await models.list()).filter(({ path }) => path.startsWith(`${folder}/`));
  return found.map(({ path }) => ({
    value: path.slice(folder.length + 1),
    detail: vscode.l10n.t('Weights in this folder'),
  }));
}

function modelsOf(root: Node): Proposal[] {
  const models = member({ node: root, path: [] }, 'models');
  if (!models) return [];
  return membersOf(models).map((model) => ({
    value: model.key,
    detail: String(member(model, 'weights')?.node.value ?? ''),
  }));
}

function completion(
  { value, detail }: Proposal,
  range: vscode.Range | undefined,
): vscode.CompletionItem {
  const quoted = JSON.stringify(value);
  const item = new vscode.CompletionItem(quoted, vscode.CompletionItemKind.Value);
  item.detail = detail;
  item.insertText = quoted;
  item.filterText = quoted;
  if (range) item.range = range;
  return item;
}
