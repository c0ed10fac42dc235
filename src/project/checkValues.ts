import { type Sentence, sentence } from '../text/sentence.ts';
import type { Check } from './checkObject.ts';
import { replaceWith } from './findings.ts';
import { GPU_POLICIES } from './gpuPolicy.ts';
import { isImageReference, mendedImageReference } from './imageReference.ts';
import { nearest } from './nearest.ts';
import { shown } from './shown.ts';
import { checkType } from './types.ts';
import { isVram, meantVram } from './vramBytes.ts';

/** Containers of one deployment; more do not fit on one host. */
export const MOST_REPLICAS = 64;
export const LAST_PORT = 65_535;
/** Ports below this are for the administrator. */
const FIRST_FREE_PORT = 1024;
/** More cards than any host has. */
const LAST_GPU = 255;

/** UUIDs of cards and of MIG instances, the latter also as old drivers write them. */
export const GPU_PATTERN =
  '^(?:auto|spread|pack|cpu|(?:GPU|MIG)-[0-9A-Za-z-]{4,80}(?:/[0-9]{1,3}/[0-9]{1,3})?)$';
const GPU = new RegExp(GPU_PATTERN);

/** A text out of a list. */
export function oneOf(words: readonly string[]): Check {
  return ({ node, path }, findings) => {
    if (!checkType({ node, path }, 'string', findings) || words.includes(node.value)) return;
    const meant = nearest(node.value, words);
    const message = sentence(
      '“{0}” is not known here; write one of {1}.',
      shown(node.value),
      words.join(', '),
    );
    const fix = meant === undefined ? undefined : replaceWith(node, meant);
    findings.add(node, path, { code: 'bad-value', message, fix });
  };
}

/** Name and tag of an image. */
export const checkImage: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'string', findings) || isImageReference(node.value)) return;
  const meant = mendedImageReference(node.value);
  const message = sentence(
    '“{0}” cannot be the name of an image, because Docker takes small letters, digits and single separators only; write one such as yolo:v8-prod.',
    shown(node.value),
  );
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'bad-image', message, fix });
};

/** Which GPU, or none. */
export const checkGpu: Check = ({ node, path }, findings) => {
  const value: unknown = node.value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= LAST_GPU)
    return;
  if (typeof value === 'string' && GPU.test(value)) return;
  const meant = typeof value === 'string' ? meantGpu(value) : undefined;
  const message = sentence(
    'No GPU can be told from this; write its number, its UUID (GPU-… or MIG-…), "auto", "spread", "pack" or "cpu".',
  );
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'bad-value', message, fix });
};

function meantGpu(text: string): number | string | undefined {
  const index = /^(?:gpu|cuda|device)?[\s:=_-]*(\d{1,3})$/i.exec(text.trim())?.[1];
  if (index !== undefined && Number(index) <= LAST_GPU) return Number(index);
  return nearest(text, [...GPU_POLICIES, 'cpu']);
}

/** A budget of video memory. */
export const checkVram: Check = ({ node, path }, findings) => {
  const value: unknown = node.value;
  if (typeof value === 'string' && isVram(value)) return;
  const scalar = typeof value === 'string' || typeof value === 'number';
  const meant = scalar ? meantVram(value) : undefined;
  const message = vramFault(value);
  const fix = meant === undefined ? undefined : replaceWith(node, meant);
  findings.add(node, path, { code: 'bad-vram', message, fix });
};

/** What is wrong with a budget: its size, its number or its unit. */
function vramFault(value: unknown): Sentence {
  const number = typeof value === 'string' ? /^(.*)(?:GiB|MiB|%)$/.exec(value)?.[1] : undefined;
  if (number !== undefined && /^-?[0-9]+(\.[0-9]+)?$/.test(number)) {
    return sentence(
      'No budget of video memory is of this size; write for example "4GiB", "512MiB" or "40%".',
    );
  }
  // A number with a blank after it can be read; the unit is not where it belongs.
  if (number !== undefined && !/^[0-9.]+\s+$/.test(number)) {
    return sentence(
      'This is no budget of video memory, because its number cannot be read; write digits with a point, for example "4.5GiB", "512MiB" or "40%".',
    );
  }
  return sentence(
    'This is no budget of video memory, because its unit is missing or unknown; write for example "4GiB", "512MiB" or "40%".',
  );
}

/** A port on the host. */
export const checkPort: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'integer', findings)) return;
  const port: number = node.value;
  if (port < 1 || port > LAST_PORT) {
    const message = sentence('There is no such port; write one from 1 to {0}.', LAST_PORT);
    findings.add(node, path, { code: 'bad-port', message });
  } else if (port < FIRST_FREE_PORT) {
    const message = sentence(
      'Ports below {0} belong to the system, so it may refuse this one; take a higher one such as 5000.',
      FIRST_FREE_PORT,
    );
    findings.add(node, path, { severity: 'warning', code: 'privileged-port', message });
  }
};

/** A number of containers. */
export const checkReplicas: Check = ({ node, path }, findings) => {
  if (!checkType({ node, path }, 'integer', findings)) return;
  const replicas: number = node.value;
  if (replicas >= 1 && replicas <= MOST_REPLICAS) return;
  const message = sentence(
    'A deployment has 1 to {0} replicas, since each is a container; write such a number.',
    MOST_REPLICAS,
  );
  const nearestCount = replicas < 1 ? 1 : MOST_REPLICAS;
  findings.add(node, path, { code: 'bad-replicas', message, fix: replaceWith(node, nearestCount) });
};
