import * as vscode from 'vscode';
import { type GpuSharing, MIG_PROFILES, profileFor } from '../../../kubernetes/gpuSharing.ts';
import { isRegistry, plainRegistry } from '../../../kubernetes/registry.ts';
import { likelyTrial, trafficPair } from '../../../kubernetes/traffic.ts';
import { vramBytes } from '../../../project/vramBytes.ts';
import type { YoloJson } from '../../../project/yoloJson.ts';
import { type Answer, askText, BACK, choose, type Step, type StepPlace } from './steps.ts';

/** What was said of the cluster so far. */
export interface ClusterAnswers {
  sharing?: GpuSharing;
  /** Kind of slice. */
  profile?: string;
  /** Name of the deployment on trial; empty for none. */
  trial?: string;
  /** Empty for none. */
  registry?: string;
}

interface SharingItem extends vscode.QuickPickItem {
  readonly sharing: GpuSharing;
}

function sharingItems(): SharingItem[] {
  const t = vscode.l10n.t;
  return [
    { sharing: 'whole', label: t('Whole GPUs'), description: 'nvidia.com/gpu', detail: '' },
    {
      sharing: 'mig-mixed',
      label: t('MIG slices, each kind with its name'),
      description: 'nvidia.com/mig-…',
      detail: t('The card keeps the video memory of slices apart.'),
    },
    {
      sharing: 'mig-single',
      label: t('MIG slices, all of one kind'),
      description: 'nvidia.com/gpu',
      detail: t('The card keeps the video memory of slices apart.'),
    },
    {
      sharing: 'time-slicing',
      label: t('Time-slicing: pods take turns'),
      description: 'nvidia.com/gpu.shared',
      detail: t('Nothing keeps the video memory of pods apart.'),
    },
    {
      sharing: 'mps',
      label: t('MPS: pods use a GPU at once'),
      description: 'nvidia.com/gpu.shared',
      detail: t('Each pod gets an equal part of the video memory.'),
    },
  ];
}

/** Asks how the cluster hands out GPUs, and for the kind of slice where that matters. */
export function gpuStep(answers: ClusterAnswers, project: YoloJson): Step {
  return async (place) => {
    for (;;) {
      const picked = await choose(place, {
        items: sharingItems().map((item) => ({
          ...item,
          iconPath: new vscode.ThemeIcon('circuit-board'),
        })),
        placeholder: vscode.l10n.t('How does the cluster hand out its GPUs?'),
        active: ({ sharing }) => sharing === (answers.sharing ?? 'whole'),
      });
      if (picked === undefined || picked === BACK) return picked;
      answers.sharing = picked.sharing;
      if (picked.sharing !== 'mig-mixed') return true;
      const profile = await askProfile(place, answers, project);
      if (profile !== BACK) return profile;
    }
  };
}

async function askProfile(
  place: StepPlace,
  answers: ClusterAnswers,
  project: YoloJson,
): Promise<Answer<true>> {
  const budgets = Object.values(project.deployments).map(({ vram = '' }) => vramBytes(vram) ?? 0);
  const proposed = answers.profile ?? profileFor(Math.max(...budgets))?.name;
  const picked = await choose(
    // Also from a first step there is a way back: to how GPUs are handed out.
    { ...place, step: Math.max(place.step, 2), totalSteps: Math.max(place.totalSteps, 2) },
    {
      items: MIG_PROFILES.map(({ name, gigabytes, cards }) => ({
        label: name,
        description: vscode.l10n.t('up to {0} GB of video memory', gigabytes),
        detail: cards,
        iconPath: new vscode.ThemeIcon('layout'),
      })),
      placeholder: vscode.l10n.t('Which slice does a pod get?'),
      active: ({ label }) => label === proposed,
    },
  );
  if (picked === undefined || picked === BACK) return picked;
  answers.profile = picked.label;
  return true;
}

interface TrialItem extends vscode.QuickPickItem {
  readonly trial: string;
}

/** Asks which deployment is tried out on a tenth of the requests. */
export function trialStep(answers: ClusterAnswers, project: YoloJson): Step {
  return async (place) => {
    const none: TrialItem = {
      label: vscode.l10n.t('None'),
      description: vscode.l10n.t('“{0}” gets all requests', trafficPair(project).stable),
      iconPath: new vscode.ThemeIcon('circle-slash'),
      trial: '',
    };
    const others = Object.keys(project.deployments).map(
      (name): TrialItem => ({
        label: name,
        description: vscode.l10n.t(
          '10 % of the requests; “{0}” gets 90 %',
          trafficPair(project, name).stable,
        ),
        iconPath: new vscode.ThemeIcon('beaker'),
        trial: name,
      }),
    );
    const proposed = answers.trial ?? likelyTrial(project) ?? '';
    const picked = await choose(place, {
      items: [...others, none],
      placeholder: vscode.l10n.t('Is a deployment on trial?'),
      active: ({ trial }) => trial === proposed,
    });
    if (picked === undefined || picked === BACK) return picked;
    answers.trial = picked.trial;
    return true;
  };
}

/** Asks where the cluster pulls images from. */
export function registryStep(answers: ClusterAnswers): Step {
  return async (place) => {
    const registry = await askText(place, {
      prompt: vscode.l10n.t(
        'Registry that the cluster pulls images from, such as registry.example.com/team; empty where its nodes have them',
      ),
      value: answers.registry ?? '',
      fault: (text) =>
        plainRegistry(text) === '' || isRegistry(plainRegistry(text))
          ? undefined
          : vscode.l10n.t('A host name and a path in small letters, without https:// and tag.'),
    });
    if (typeof registry !== 'string') return registry;
    answers.registry = plainRegistry(registry);
    return true;
  };
}
