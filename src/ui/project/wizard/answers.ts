import type { Device, StackTemplate } from '../../../project/scaffold/stacks.ts';
import type { YoloJson } from '../../../project/yoloJson.ts';

/** What the wizard has been told so far; a step that is come back to proposes what it holds. */
export interface Answers {
  /** Absolute path of the weights. */
  weights?: string;
  /** Folder that `yolo.json` stands in, or will. */
  folder?: string;
  /** What `yolo.json` says there already. */
  existing?: YoloJson | undefined;
  /** Name of the deployment. */
  name?: string;
  stack?: StackTemplate;
  device?: Device;
  /** Undefined for any free one. */
  port?: number | undefined;
}
