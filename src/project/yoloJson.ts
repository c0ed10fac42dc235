/** Folder of templates that a deployment's image is made from. */
export type Stack = 'onnx' | 'pytorch' | 'tensorrt';

/** What `yolo.json` says of a model. What is left out comes from the weights file itself. */
export interface ModelEntry {
  /** Path of the weights, relative to the folder of `yolo.json`, with forward slashes. */
  readonly weights: string;
  readonly family?: string;
  readonly task?: string;
  /** Labels, by class number. */
  readonly names?: readonly string[];
  /** Input size in pixels: one number for a square, or [height, width]. */
  readonly imgsz?: number | readonly [number, number];
}

/** What is stated of a model beside where it is; it wins over what the file itself says. */
export type ModelStatement = Omit<ModelEntry, 'weights'>;

/** What `yolo.json` says of a deployment. */
export interface DeploymentEntry {
  /** Key of the model in `models`. */
  readonly model: string;
  readonly stack: Stack;
  /** Name and tag of the image, such as `yolo:v8-prod`. */
  readonly image: string;
  /** Index, UUID of a GPU or of a MIG instance, `auto`, `spread`, `pack` or `cpu`; `auto` when left out. */
  readonly gpu?: number | string;
  /** Budget of video memory: `4GiB`, `512MiB`, or a share of the card such as `40%`. */
  readonly vram?: string;
  /** Port on the host of the first replica; the next ones follow. Chosen freely when left out. */
  readonly port?: number;
  /** Containers of this deployment; 1 when left out. */
  readonly replicas?: number;
  /** Which life the deployment leads: `dev` when left out. A debugger is never on in `prod`. */
  readonly stage?: 'dev' | 'beta' | 'prod';
}

/** The content of a valid `yolo.json`. */
export interface YoloJson {
  readonly name: string;
  readonly models: Readonly<Record<string, ModelEntry>>;
  readonly deployments: Readonly<Record<string, DeploymentEntry>>;
}
