/** What a model does with a picture. The names are those of Ultralytics' export metadata. */
export type Task = 'detect' | 'segment' | 'pose' | 'obb' | 'classify';

/**
 * How a model's output tensor is laid out.
 *
 * - `v5`: `[1, N, 5 + nc]`, objectness times class score.
 * - `v8`: `[1, 4 + nc + extra, N]`, class scores only (v8, 11, 12 and other anchor-free heads).
 * - `end2end`: `[1, K, 6 + extra]`, already selected, no NMS (v10, 26, exports with NMS inside).
 * - `yolox`: `[1, N, 5 + nc]`, grid offsets and log sizes not yet decoded.
 * - `classify`: `[1, nc]`, one score a class.
 */
export type Family = 'v5' | 'v8' | 'end2end' | 'yolox' | 'classify';

/** Element types of tensors that detectors use as input. */
export type InputType = 'float32' | 'float16' | 'uint8';

/** Height and width in pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/** An input or output as the ONNX file declares it. A dimension that is not fixed is `undefined`. */
export interface TensorSpec {
  readonly name: string;
  /** ONNX element type in lower case: `float32`, `float16`, `uint8`, `int64` … */
  readonly type: string;
  readonly shape: readonly (number | undefined)[];
}

/** What can be read from an ONNX file without loading its weights. */
export interface OnnxHeader {
  /** Base name of the file, for messages. */
  readonly file: string;
  /** File size in bytes. */
  readonly bytes: number;
  readonly irVersion: number;
  /** Highest version of the default operator set that the file asks for. */
  readonly opset: number;
  readonly producer: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  /**
   * Quantisation step by output name, for outputs whose values all share one scale: such an output
   * holds multiples of its step only.
   */
  readonly outputSteps: ReadonlyMap<string, number>;
  /** Distinct operators of the main graph, with how often each occurs. */
  readonly operators: ReadonlyMap<string, number>;
  /** Number of weight elements, by the declared shapes of the initializers. */
  readonly parameters: number;
  /** Paths of external data files, as written in the file (relative to its folder). */
  readonly externalData: readonly string[];
  /** `metadata_props`, as text. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** What a user may state when a file does not say it, or says it wrongly. */
export interface ModelOverrides {
  readonly family?: Family;
  readonly task?: Task;
  /** Class names by class number. */
  readonly names?: readonly string[];
  readonly imgsz?: Size;
}

/** Everything that pre- and post-processing need to know of a model. */
export interface ModelSpec {
  readonly family: Family;
  readonly task: Task;
  /** Class names by class number; the number itself where the file has no names. */
  readonly names: readonly string[];
  /** Whether `names` came from the file or the user rather than being numbers. */
  readonly named: boolean;
  readonly input: {
    readonly name: string;
    readonly type: InputType;
    /** Input size in pixels that is used unless a request asks for another. */
    readonly size: Size;
    /** True when the graph takes other sizes (multiples of `stride`). */
    readonly dynamic: boolean;
    /** Number of channels, 3 (RGB) or 1 (grey). */
    readonly channels: 1 | 3;
  };
  /** Names of the output tensors in graph order. */
  readonly outputs: readonly string[];
  /** Largest stride of the network, in input pixels; input sizes are multiples of it. */
  readonly stride: number;
  /** Pose: number of keypoints and values per keypoint (2: x y; 3: x y visibility). */
  readonly keypoints?: { readonly count: number; readonly dims: 2 | 3 };
}

/** A point in pixels of the picture as a person sees it (EXIF orientation applied). */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Axis-aligned box in pixels of the picture as a person sees it; (x1, y1) is the top left corner. */
export interface Box {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** A keypoint in pixels of the picture; `visible` is a confidence in 0–1 where the model gives one. */
export interface Keypoint extends Point {
  readonly visible?: number;
}

/** One object found in a picture. */
export interface Detection {
  /** Class number, an index into `ModelSpec.names`. */
  readonly classId: number;
  readonly name: string;
  /** Score in 0–1. */
  readonly confidence: number;
  /** Absent for classification. For oriented boxes: the axis-aligned box around `polygon`. */
  readonly box?: Box;
  /** Oriented box: its four corners, in order around the box, in picture pixels. */
  readonly polygon?: readonly Point[];
  /** Segmentation: outline of the largest connected region of the mask, in picture pixels. */
  readonly segment?: readonly Point[];
  /** Segmentation: area of the whole mask in square picture pixels. */
  readonly maskArea?: number;
  readonly keypoints?: readonly Keypoint[];
}

/** Thresholds and sizes of one prediction. Defaults are Ultralytics' (see `defaults.ts`). */
export interface PredictOptions {
  /** Lowest confidence that is reported, exclusive, 0–1. */
  readonly conf: number;
  /** Largest overlap (IoU, 0–1) that two boxes of one class may have; unused by `end2end`. */
  readonly iou: number;
  /** Most detections per picture; with masks never more than `MAX_MASKS`. */
  readonly maxDet: number;
  /** Only these class numbers; all when absent. */
  readonly classes?: readonly number[];
  /** Input size in pixels for models whose size is dynamic; the model's own when absent. */
  readonly imgsz?: Size;
}

/** Milliseconds spent in each stage of one prediction. */
export interface StageTimes {
  /** Decoding, resizing and normalising the picture. */
  readonly preprocess: number;
  /** The network itself. */
  readonly inference: number;
  /** Decoding the output, NMS, mapping back to picture pixels. */
  readonly postprocess: number;
}

/** What one prediction returns. */
export interface Prediction {
  /** Size in pixels of the picture as a person sees it. */
  readonly size: Size;
  readonly detections: readonly Detection[];
  readonly speed: StageTimes;
}
