import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { LAST_PORT } from '../../../project/checkValues.ts';
import { freeName, isName, nameFrom } from '../../../project/names.ts';
import type { Device, StackTemplate } from '../../../project/scaffold/stacks.ts';
import type { YoloJson } from '../../../project/yoloJson.ts';
import type { Answers } from './answers.ts';
import { askText, BACK, choose, type Step } from './steps.ts';
import { isPyTorch } from './weightsStep.ts';

/** The port of a first deployment. */
const FIRST_PORT = 5000;

/** Asks for the name of the deployment. */
export function nameStep(answers: Answers): Step {
  return async (place) => {
    const taken = Object.keys(answers.existing?.deployments ?? {});
    const weights = basename(answers.weights ?? '');
    const fresh = freeName(
      nameFrom(weights.slice(0, -extname(weights).length || undefined)),
      taken,
    );
    const name = await askText(place, {
      prompt: vscode.l10n.t('Name of the deployment'),
      value: answers.name ?? fresh,
      fault: (text) => {
        if (taken.includes(text)) return vscode.l10n.t('yolo.json has a deployment of this name.');
        return isName(text)
          ? undefined
          : vscode.l10n.t(
              'Small letters, digits, “.”, “_” and “-”, beginning with a letter or digit.',
            );
      },
    });
    if (typeof name !== 'string') return name;
    answers.name = name;
    return true;
  };
}

/** Asks for the stack. */
export function stackStep(answers: Answers, stacks: readonly StackTemplate[]): Step {
  return async (place) => {
    const picked = await choose(place, {
      // ONNX Runtime cannot run PyTorch's files.
      items: stacks
        .filter(({ name }) => name !== 'onnx' || !isPyTorch(answers.weights ?? ''))
        .map((stack) => ({
          label: stack.name,
          detail: stackDetail(stack.name),
          iconPath: new vscode.ThemeIcon('layers'),
          stack,
        })),
      placeholder: vscode.l10n.t('What should the model run in?'),
      active: ({ stack }) => stack.name === answers.stack?.name,
    });
    if (picked === undefined || picked === BACK) return picked;
    answers.stack = picked.stack;
    return true;
  };
}

function stackDetail(name: string): string {
  switch (name) {
    case 'onnx':
      return vscode.l10n.t('ONNX Runtime on Node: a small image, for the CPU or an NVIDIA GPU');
    case 'pytorch':
      return vscode.l10n.t(
        'PyTorch with Ultralytics (AGPL-3.0): runs .pt as it is, in a large image',
      );
    case 'tensorrt':
      return vscode.l10n.t(
        'NVIDIA GPUs only: exports to ONNX, and makes an engine at the first start',
      );
    default:
      return '';
  }
}

/** Asks for CPU or GPU. */
export function deviceStep(answers: Answers): Step {
  return async (place) => {
    const all: (vscode.QuickPickItem & { device: Device })[] = [
      {
        label: vscode.l10n.t('GPU'),
        detail: vscode.l10n.t('An NVIDIA GPU with enough free memory; the image is for amd64.'),
        iconPath: new vscode.ThemeIcon('circuit-board'),
        device: 'gpu',
      },
      {
        label: vscode.l10n.t('CPU'),
        detail: vscode.l10n.t('Runs everywhere; the image is small.'),
        iconPath: new vscode.ThemeIcon('chip'),
        device: 'cpu',
      },
    ];
    const picked = await choose(place, {
      items: all.filter(({ device }) => answers.stack?.devices.includes(device)),
      placeholder: vscode.l10n.t('What should it compute on?'),
      active: ({ device }) => device === answers.device,
    });
    if (picked === undefined || picked === BACK) return picked;
    answers.device = picked.device;
    return true;
  };
}

/** Asks for the port. */
export function portStep(answers: Answers): Step {
  return async (place) => {
    const taken = takenPorts(answers.existing);
    const value = String(answers.port ?? Math.max(FIRST_PORT - 1, ...taken.keys()) + 1);
    const port = await askText(place, {
      prompt: vscode.l10n.t('Port on this machine; empty for any free one'),
      value: Number(value) > LAST_PORT ? '' : value,
      fault: (text) => {
        if (text === '') return undefined;
        const number = /^\d{1,5}$/.test(text) ? Number(text) : 0;
        if (number < 1 || number > LAST_PORT) {
          return vscode.l10n.t('A whole number from 1 to {0}, or nothing.', LAST_PORT);
        }
        const holder = taken.get(number);
        return holder && vscode.l10n.t('“{0}” has this port in yolo.json.', holder);
      },
    });
    if (typeof port !== 'string') return port;
    answers.port = port === '' ? undefined : Number(port);
    return true;
  };
}

/** The ports that deployments of a file have, with the deployment's name. */
function takenPorts(existing: YoloJson | undefined): Map<number, string> {
  const ports = new Map<number, string>();
  for (const [name, { port, replicas = 1 }] of Object.entries(existing?.deployments ?? {})) {
    for (let offset = 0; port !== undefined && offset < replicas; offset++) {
      ports.set(port + offset, name);
    }
  }
  return ports;
}
