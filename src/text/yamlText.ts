import { Document, isMap, isNode, isSeq, type Node, stringify } from 'yaml';

/** A remark above a value. */
export interface Remark {
  /** Keys and indexes that lead to the value. */
  readonly at: readonly (string | number)[];
  /** One line or several. */
  readonly text: string;
}

/** An object to be written as YAML, with remarks in it. */
export interface YamlObject {
  readonly object: object;
  readonly remarks?: readonly Remark[];
}

/**
 * Kubernetes and Compose read YAML 1.1, where `no`, `1_000` and `12:30` are no texts; what either version would
 * take for something else is quoted.
 */
const OPTIONS = { compat: 'yaml-1.1', lineWidth: 0, aliasDuplicateObjects: false } as const;

/**
 * Objects as one YAML file. Whatever texts they hold, reading the file gives these texts.
 * @param head what stands above them, without `#`.
 */
export function yamlText(objects: readonly YamlObject[], head = ''): string {
  const documents = objects.map((each) => stringify(documentOf(each), OPTIONS));
  return `${commented(head)}${documents.join('---\n')}`;
}

function commented(text: string): string {
  if (text === '') return '';
  const lines = text.split('\n').map((line) => (line === '' ? '#' : `# ${line}`));
  return `${lines.join('\n')}\n`;
}

function documentOf({ object, remarks = [] }: YamlObject): Document {
  const document = new Document(object, OPTIONS);
  for (const remark of remarks) placeRemark(document, remark);
  return document;
}

function placeRemark(document: Document, { at, text }: Remark): void {
  const node = nodeAt(document, at);
  if (node === undefined) throw new Error(`There is nothing at ${at.join('.')} to remark on.`);
  node.commentBefore = text.replace(/^/gm, ' ');
}

/** What a remark is put above: the key where there is one, else the entry of a list. */
function nodeAt(document: Document, at: readonly (string | number)[]): Node | undefined {
  const parent: unknown = document.getIn(at.slice(0, -1), true) ?? document.contents;
  const last = at.at(-1);
  if (isSeq(parent) && typeof last === 'number') {
    const entry: unknown = parent.items[last];
    return isNode(entry) ? entry : undefined;
  }
  if (!isMap(parent)) return undefined;
  const key: unknown = parent.items.map((pair) => pair.key).find((each) => String(each) === last);
  return isNode(key) ? key : undefined;
}
