import type { IRuntimeClass } from 'kubernetes-models/node.k8s.io/v1/RuntimeClass';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { YamlObject } from '../text/yamlText.ts';
import { yamlText } from '../text/yamlText.ts';
import { GPU } from './gpuSharing.ts';
import { RUNTIME_CLASS } from './podSpec.ts';

/** Pods that share one card. */
const PODS_PER_CARD = 4;

/** The runtime class of pods that get a GPU. */
export function runtimeClass(): YamlObject {
  const object: IRuntimeClass = {
    apiVersion: 'node.k8s.io/v1',
    kind: 'RuntimeClass',
    metadata: { name: RUNTIME_CLASS },
    handler: 'nvidia',
  };
  return { object };
}

/** Configurations of NVIDIA's device plugin, one for each way to share; a node's label chooses. */
export function devicePluginConfigs(): YamlObject {
  const object: IConfigMap = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'nvidia-device-plugin-configs', namespace: 'nvidia-device-plugin' },
    data: {
      whole: config({ flags: { migStrategy: 'none' } }),
      'mig-single': config({ flags: { migStrategy: 'single' } }),
      'mig-mixed': config({ flags: { migStrategy: 'mixed' } }),
      'time-slicing': config({
        flags: { migStrategy: 'none' },
        sharing: {
          timeSlicing: {
            renameByDefault: true,
            failRequestsGreaterThanOne: true,
            resources: [{ name: GPU, replicas: PODS_PER_CARD }],
          },
        },
      }),
      mps: config({
        flags: { migStrategy: 'none' },
        sharing: {
          mps: { renameByDefault: true, resources: [{ name: GPU, replicas: PODS_PER_CARD }] },
        },
      }),
    },
  };
  const remark = (name: string, text: string) => ({ at: ['data', name], text });
  return {
    object,
    remarks: [
      remark('whole', 'One pod, one card: nvidia.com/gpu.'),
      remark('mig-single', 'All slices of a node are alike and are called nvidia.com/gpu.'),
      remark('mig-mixed', 'Each kind of slice has its name, such as nvidia.com/mig-1g.10gb.'),
      remark(
        'time-slicing',
        'Pods take turns on a card: nvidia.com/gpu.shared. Nothing keeps the video memory of one\nfrom the others.',
      ),
      remark(
        'mps',
        'Pods use a card at once: nvidia.com/gpu.shared. Each gets 1/replicas of its video memory.\nExperimental, and for whole cards only.',
      ),
    ],
  };
}

function config(content: object): string {
  return yamlText([{ object: { version: 'v1', ...content } }]);
}
