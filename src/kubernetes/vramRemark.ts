import type { Workload } from './workload.ts';

/** The annotation that keeps a budget of video memory. */
const VRAM_ANNOTATION = 'yolo-dock.dev/vram-budget';

const UNENFORCED = `Kubernetes cannot enforce this: it hands out devices, not video memory. The budget is
passed on as YOLO_VRAM_LIMIT_MIB, to which only the Python server keeps, in what PyTorch and ONNX
Runtime allocate.`;
const UNENFORCED_SHARE =
  'Kubernetes cannot enforce this: it hands out devices, not video memory. It only tells people.';
const SLICE = `The slice bounds the memory, not this: what does not fit into it fails there. See that
it has this much.`;
const MPS = `Kubernetes cannot enforce this. MPS bounds each pod to its share of the card, which is
set by the number of replicas in the device plugin's configuration.`;

/** Annotations of a workload's pods, for their metadata; none without a budget. */
export function vramAnnotations({ entry }: Workload): { annotations?: Record<string, string> } {
  return entry.vram === undefined ? {} : { annotations: { [VRAM_ANNOTATION]: entry.vram } };
}

/** What a reader has to know of the budget, and where below the annotations it stands. */
export function vramRemark({ entry, gpu, vramMib }: Workload): { key: string; text: string }[] {
  if (entry.vram === undefined) return [];
  return [{ key: VRAM_ANNOTATION, text: textFor(gpu?.sharing, vramMib) }];
}

function textFor(sharing: string | undefined, vramMib: number | undefined): string {
  if (sharing === 'mig-single' || sharing === 'mig-mixed') return SLICE;
  if (sharing === 'mps') return MPS;
  return vramMib === undefined ? UNENFORCED_SHARE : UNENFORCED;
}
