import type { Failure } from './protocol.ts';
import type { ToHostOf, ToWebviewOf } from './wire.ts';

/** What the charts of the GPUs and the extension say to each other. */

/** How many containers have colours of their own. */
export const COLOUR_COUNT = 8;

/** Who uses a card: a container, by its id, or those that are none. */
export interface ChartUser {
  readonly label: string;
  /** Place in the palette; none for who is no container. */
  readonly colour: number | 'other' | 'unattributed';
  /** Budget of video memory in bytes; null for none. */
  readonly budget: number | null;
}

/** A card, or a slice of one. */
export interface ChartPart {
  readonly uuid: string;
  readonly title: string;
  /** All its memory in bytes; null where the driver does not tell. */
  readonly total: number | null;
}

/** All that a chart shows besides figures. */
export interface Scene {
  readonly simulated: boolean;
  /** Why there are no figures, for people; null where there are some. */
  readonly problem: string | null;
  /** Share above which memory runs out, 0–1. */
  readonly warnAbove: number;
  /** A longer time than this between two frames is a gap, in milliseconds. */
  readonly gapMs: number;
  readonly parts: readonly ChartPart[];
  readonly users: Readonly<Record<string, ChartUser>>;
}

/** One user's figures: bytes, and share of the multiprocessors, 0–1; null where not told. */
export type UserFigures = readonly [user: string, vram: number | null, sm: number | null];

/** What one look at the cards has found. */
export interface Frame {
  /** Milliseconds since 1970. */
  readonly time: number;
  /** By the part's UUID. */
  readonly parts: Readonly<Record<string, readonly UserFigures[]>>;
}

/** The frames of the last minutes, oldest first. */
export interface History {
  /** Number of the newest frame. */
  readonly sequence: number;
  readonly frames: readonly Frame[];
}

/** The snapshots that the host pushes. */
export interface MonitorSnapshots {
  scene: Scene;
  /** One more frame; whoever missed the one before asks for all. */
  frame: { readonly sequence: number; readonly frame: Frame };
}

/** What the charts may ask for. */
export interface MonitorRequests {
  hello: { params: null; value: null };
  history: { params: null; value: History };
}

export type MonitorToHost = ToHostOf<MonitorRequests>;
export type MonitorToWebview = ToWebviewOf<MonitorSnapshots, MonitorRequests, Failure>;

/** What the charts remember by themselves, in VS Code's webview state. */
export interface MonitorState {
  readonly version: 1;
  /** UUIDs of the parts that are folded away. */
  readonly folded: readonly string[];
}
