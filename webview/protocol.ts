import type { ImageResult } from '../src/contract/schema/predict.ts';
import type { SnapshotOf, ToHostOf, ToWebviewOf } from './wire.ts';

/**
 * What the detection panel's two sides say to each other. Hidden webviews drop messages, so the host
 * only ever pushes whole snapshots, and replays the newest of each when a webview says hello. The
 * document of a new webview carries the first ones itself.
 */

/** A picture in the panel's list. */
export interface PictureItem {
  /** Its URI. */
  readonly id: string;
  /** Name, with the folders below the one that was opened. */
  readonly name: string;
}

/** A target as the panel lists it. */
export interface TargetItem {
  readonly id: string;
  readonly label: string;
  readonly place: string;
  /** What its model does, where that is known before it is asked. */
  readonly task?: string | undefined;
}

/** Where the list came from; opaque to the webview, which keeps it so that a reload can restore it. */
export interface PictureSource {
  /** Pictures that were chosen one by one. */
  readonly pictures: readonly string[];
  /** Folders that are listed with all below them. */
  readonly folders: readonly string[];
  /** A folder of which only the pictures directly in it are listed. */
  readonly siblingsOf: string | null;
}

/** Hits and false alarms by confidence: bin i counts predictions of i/100 ≤ confidence < (i+1)/100. */
export interface ClassTally {
  /** Name of the class. */
  readonly name: string;
  readonly truths: number;
  readonly hits: readonly number[];
  readonly alarms: readonly number[];
}

/** How far a run over all pictures is, and what it has found. */
export interface RunSnapshot {
  readonly target: string;
  /** What was asked for; null for the target's own. */
  readonly iou: number | null;
  readonly state: 'running' | 'done' | 'cancelled' | 'failed';
  readonly done: number;
  readonly total: number;
  /** Pictures that could not be read or answered. */
  readonly failed: number;
  /** Pictures that have a label file. */
  readonly labelled: number;
  /** Lines of label files that are no labels, have no area, or are of classes that the model does not have. */
  readonly leftOut: number;
  /** Sum of the answers' milliseconds by stage. */
  readonly speed: {
    readonly preprocess: number;
    readonly inference: number;
    readonly postprocess: number;
  };
  readonly seconds: number;
  readonly tallies: readonly ClassTally[];
  /** Finished pictures by index in the list: objects at confidence ≥ 0.25, or −1 for a failed one. */
  readonly counts: readonly (readonly [index: number, objects: number])[];
  readonly failure: Failure | null;
}

/** The snapshots that the host pushes. */
export interface Snapshots {
  pictures: {
    readonly items: readonly PictureItem[];
    readonly complete: boolean;
    readonly source: PictureSource;
  };
  /** The picture that the host wants shown; a larger `revision` is a new wish. */
  show: { readonly picture: string | null; readonly revision: number };
  targets: {
    readonly items: readonly TargetItem[];
    /** What every panel was told to use last; a larger `revision` is a new choice. */
    readonly forAll: { readonly target: string; readonly revision: number } | null;
    /** What was chosen last where it is gone; the list begins with what takes its place. */
    readonly lost: Omit<TargetItem, 'place'> | null;
  };
  run: { readonly run: RunSnapshot | null };
  /** Changes on disk of the watched picture or its labels: a new revision is a new state of the file. */
  changed: { readonly picture: string; readonly revision: number };
}
export type Topic = keyof Snapshots;

/** What a person can do about a failure. */
export type Action = 'retry' | 'showLog' | 'selectModel' | 'openPicture';

/** A failure as a person reads it: one sentence, and what can be done. */
export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly actions: readonly Action[];
}

/** The bytes of a picture, and its YOLO labels where a label file exists. */
export interface PictureContent {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly labels: { readonly text: string; readonly name: string } | null;
}

/** What one target says about one picture. */
export interface Detection {
  readonly image: ImageResult;
  readonly target: TargetItem;
  readonly model: {
    readonly name: string;
    readonly family: string;
    readonly task: string;
    readonly labels: readonly string[];
    /** Pose: how many keypoints an object has. */
    readonly keypoints?: { readonly count: number } | undefined;
    readonly input: readonly [height: number, width: number];
    readonly provider: string;
  };
  /** Milliseconds from the question to the answer, as the extension saw them. */
  readonly roundTripMs: number;
  /** Whether an earlier answer to the same question is shown again. */
  readonly cached: boolean;
}

/** What to detect; everything that changes the answer. */
export interface Question {
  readonly picture: string;
  readonly target: string;
  /** Overlap for NMS; null leaves it to the deployment. */
  readonly iou: number | null;
  /** Whether to ask again even where the answer is known. */
  readonly fresh: boolean;
}

/** What a panel can save of a picture. */
export type SaveKind = 'picture' | 'json' | 'labels';

/** Everything that the webview may ask for: parameters and the value of the reply. */
export interface Requests {
  hello: { params: null; value: null };
  /** Tells which picture a person looks at: its changes are followed, and its name is the panel's title. */
  lookAt: { params: { readonly picture: string }; value: null };
  picture: { params: { readonly picture: string }; value: PictureContent };
  thumbnail: {
    params: { readonly picture: string };
    value: { readonly bytes: Uint8Array<ArrayBuffer> };
  };
  /** A picture that the webview could not decode, as a JPEG file. */
  viewable: {
    params: { readonly picture: string; readonly longest: number };
    value: {
      readonly bytes: Uint8Array<ArrayBuffer>;
      /** Of the original, as a person sees it. */
      readonly size: { readonly width: number; readonly height: number };
    };
  };
  detect: { params: Question; value: Detection };
  /** A person has chosen another target in this panel: what is opened later begins with it too. */
  useTarget: { params: { readonly target: string }; value: null };
  startRun: { params: { readonly target: string; readonly iou: number | null }; value: null };
  cancelRun: { params: null; value: null };
  addPicture: {
    params: { readonly name: string; readonly bytes: Uint8Array<ArrayBuffer> };
    value: null;
  };
  openUris: { params: { readonly uris: readonly string[] }; value: null };
  openDialog: { params: null; value: null };
  /**
   * Asks the person where to save. The value's token stands for the chosen file, so that a webview
   * never names a path itself; null where the person gave up.
   */
  chooseFile: {
    params: { readonly kind: SaveKind; readonly picture: string };
    value: { readonly token: number; readonly name: string } | null;
  };
  writeFile: {
    params: { readonly token: number; readonly content: Uint8Array<ArrayBuffer> | string };
    value: null;
  };
  copy: { params: { readonly text: string }; value: null };
  copyCurl: {
    params: {
      readonly picture: string;
      readonly target: string;
      readonly iou: number | null;
      readonly conf: number;
    };
    value: null;
  };
  act: { params: { readonly action: Action; readonly picture: string | null }; value: null };
}
export type Method = keyof Requests;

/** Messages of the webview. */
export type ToHost = ToHostOf<Requests>;

/** A snapshot on its way. */
export type SnapshotMessage = SnapshotOf<Snapshots>;

/** Messages of the host. */
export type ToWebview = ToWebviewOf<Snapshots, Requests, Failure>;

/** What the panel remembers by itself, in VS Code's webview state. */
export interface SavedState {
  readonly version: 1;
  readonly source: PictureSource | null;
  readonly picture: string | null;
  /** Revision of the host's last wish that was followed, so that its replay moves nobody back. */
  readonly wish: number;
  /** Revision of the newest choice for all panels that this one knows of; absent in older states. */
  readonly forAll?: number | null;
  /** The target whose place another one takes while it cannot be used. */
  readonly lost?: { readonly id: string; readonly label: string } | null;
  readonly target: string | null;
  readonly other: string | null;
  readonly layout: 'side' | 'blend';
  /** Absent in states from before one target could be faded into the other. */
  readonly fade?: number;
  readonly conf: number;
  readonly iou: number | null;
  /** Names; older versions have left numbers, which are not followed. */
  readonly hiddenClasses: readonly (string | number)[];
  readonly truth: boolean;
  readonly zoom: { readonly scale: number; readonly x: number; readonly y: number } | null;
}
