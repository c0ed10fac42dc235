import { sentence } from '../text/sentence.ts';
import { type Member, member, membersOf, type Place } from './checkObject.ts';
import { LAST_PORT, MOST_REPLICAS } from './checkValues.ts';
import { type Findings, replaceWith } from './findings.ts';
import { isImageReference, splitImage } from './imageReference.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';

/** Checks what single values cannot tell: references, ports, and keys that contradict each other. */
export function checkTogether(root: Place, findings: Findings): void {
  const models = member(root, 'models');
  const deployments = member(root, 'deployments');
  if (deployments === undefined) return;
  const weights = new Map<string, unknown>(
    (models ? membersOf(models) : []).map((model) => [
      model.key,
      member(model, 'weights')?.node.value,
    ]),
  );
  const ports: PortRange[] = [];
  const images = new Map<string, Member>();
  for (const deployment of membersOf(deployments)) {
    if (findings.full) return;
    checkReference(deployment, weights, findings);
    checkCpuBudget(deployment, findings);
    checkPorts(deployment, ports, findings);
    checkImageOf(deployment, images, findings);
  }
}

function checkReference(
  deployment: Member,
  models: ReadonlyMap<string, unknown>,
  findings: Findings,
): void {
  const reference = member(deployment, 'model');
  if (reference?.node.type !== 'string') return;
  const { node, path } = reference;
  const key = String(node.value);
  if (!models.has(key)) {
    const known = [...models.keys()];
    const meant = known.length === 1 ? known[0] : nearest(key, known);
    const message =
      meant === undefined
        ? sentence('There is no model “{0}”; add it to “models”, or name one of them.', shown(key))
        : sentence(
            'There is no model “{0}” in “models”; did you mean “{1}”?',
            shown(key),
            shown(meant),
          );
    const fix = meant === undefined ? undefined : replaceWith(node, meant);
    findings.add(node, path, { code: 'unknown-model', message, fix });
    return;
  }
  const weights = models.get(key);
  const stack = member(deployment, 'stack');
  if (stack?.node.value !== 'onnx' || typeof weights !== 'string') return;
  if (weights === '' || /\.onnx$/i.test(weights)) return;
  const message = sentence(
    'The stack onnx runs ONNX files only, and “{0}” is none; export the model to ONNX, or take another stack.',
    shown(weights),
  );
  findings.add(stack.node, stack.path, { severity: 'warning', code: 'stack-weights', message });
}

function checkCpuBudget(deployment: Member, findings: Findings): void {
  const vram = member(deployment, 'vram');
  if (vram === undefined || member(deployment, 'gpu')?.node.value !== 'cpu') return;
  const message = sentence(
    'A budget of video memory means nothing on the CPU; remove it, or choose a GPU.',
  );
  const { keyNode, path } = vram;
  findings.add(keyNode, path, { severity: 'warning', code: 'vram-on-cpu', message });
}

/** The ports of one deployment. */
interface PortRange {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

function checkPorts(deployment: Member, others: PortRange[], findings: Findings): void {
  const port = member(deployment, 'port');
  const first: unknown = port?.node.value;
  if (port === undefined || !isWithin(first, LAST_PORT)) return;
  const replicas: unknown = member(deployment, 'replicas')?.node.value ?? 1;
  const last = first + (isWithin(replicas, MOST_REPLICAS) ? replicas : 1) - 1;
  const { node, path } = port;
  if (last > LAST_PORT) {
    const message = sentence(
      'The last of {0} replicas would need port {1}, and there is none above {2}; begin lower.',
      last - first + 1,
      last,
      LAST_PORT,
    );
    findings.add(node, path, { code: 'bad-port', message });
    return;
  }
  const range = { name: deployment.key, first, last };
  const other = others.find((taken) => taken.first <= last && first <= taken.last);
  others.push(range);
  if (other === undefined) return;
  const free = freePort(others, last - first + 1);
  const message = sentence(
    '“{0}” has {1} and this deployment {2}, so their ports overlap and only one can listen; take others.',
    shown(other.name),
    text(other),
    text(range),
  );
  const single = sentence(
    'Port {0} is that of “{1}” too, and only one can listen; take another.',
    first,
    shown(other.name),
  );
  const isSingle = first === last && other.first === other.last;
  const fix = free === undefined ? undefined : replaceWith(node, free);
  findings.add(node, path, { code: 'port-clash', message: isSingle ? single : message, fix });
}

/** An image holds one model, so one name for two would be built anew with every deploying. */
function checkImageOf(deployment: Member, others: Map<string, Member>, findings: Findings): void {
  const image = member(deployment, 'image');
  if (typeof image?.node.value !== 'string') return;
  const { node, path } = image;
  const { name: repository, tag = 'latest' } = splitImage(image.node.value);
  const whole = `${repository}:${tag}`;
  const other = others.get(whole);
  others.set(whole, other ?? deployment);
  const model = (one: Member): unknown => member(one, 'model')?.node.value;
  if (other === undefined || model(other) === model(deployment)) return;
  const message = sentence(
    'The image {0} is that of “{1}” too, which has another model, so each would replace the other’s; take another tag.',
    shown(whole),
    shown(other.key),
  );
  const own = `${repository}:${deployment.key}`;
  const fix = isImageReference(own) && !others.has(own) ? replaceWith(node, own) : undefined;
  findings.add(node, path, { severity: 'warning', code: 'image-clash', message, fix });
}

/** The first port after all others, where so many are left. */
function freePort(ranges: readonly PortRange[], count: number): number | undefined {
  const next = Math.max(...ranges.map(({ last }) => last)) + 1;
  return next + count - 1 <= LAST_PORT ? next : undefined;
}

function text({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}–${last}`;
}

function isWithin(value: unknown, most: number): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= most;
}
