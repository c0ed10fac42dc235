import type { GpuChoice } from './gpuSharing.ts';

/** What `yolo.json` does not say of a cluster. */
export interface ManifestOptions {
  readonly gpu: GpuChoice;
  /** Name in `yolo.json` of the deployment that gets a tenth of the requests, for a trial. */
  readonly trial?: string;
  /** Registry, with a path where it has one, that the cluster pulls images from. */
  readonly registry?: string;
}
