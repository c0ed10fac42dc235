import type { ModelStatement } from '../../project/yoloJson.ts';
import type { ModelErrorCode } from '../../vision/modelError.ts';
import type { ModelSpec, OnnxHeader } from '../../vision/types.ts';

/** What can be told about a model file without loading its weights. */
export interface ModelReport {
  readonly path: string;
  /** Base name. */
  readonly file: string;
  readonly bytes: number | undefined;
  readonly changed: Date | undefined;
  /** Present for ONNX models that can be read. */
  readonly header: OnnxHeader | undefined;
  /** What `yolo.json` states of the model, which wins over what its file says. */
  readonly stated: ModelStatement | undefined;
  /** Absent also where only running the model tells, since its file leaves shapes open. */
  readonly spec: ModelSpec | undefined;
  /** Why it cannot be used as it is: one sentence that begins with the file's name. */
  readonly problem: { readonly code: ModelErrorCode; readonly sentence: string } | undefined;
}

/** Whether a server can run the model, as far as its file tells. */
export function isUsable({ header, problem }: ModelReport): boolean {
  return header !== undefined && problem === undefined;
}
