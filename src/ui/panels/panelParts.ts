import type * as vscode from 'vscode';
import type { PictureConverter } from '../../deployment/local/pictureConverter.ts';
import type { CurrentTargets } from '../target.ts';
import type { WebviewCode } from '../webviews/webviewDocument.ts';
import type { Detector } from './detector.ts';
import type { PictureList } from './pictureList.ts';
import type { RunControl } from './runControl.ts';
import type { TargetItems } from './targetItems.ts';

/** What all panels share. */
export interface PanelParts {
  readonly extension: vscode.Uri;
  readonly storage: vscode.Uri;
  readonly targets: CurrentTargets;
  readonly detector: Detector;
  readonly converter: PictureConverter;
  readonly targetItems: TargetItems;
  readonly log: vscode.LogOutputChannel;
  /** The webview's script and style; read once. */
  code(): Promise<WebviewCode>;
}

/** What the requests of a webview do to its panel. */
export interface PanelActions {
  readonly parts: PanelParts;
  readonly pictures: PictureList;
  readonly run: RunControl;
  /** Shows a picture of the list. */
  show(picture: string | null): void;
  /** Takes note of the picture that a person looks at. */
  lookAt(picture: vscode.Uri): void;
  /** Tells which targets there are now. */
  tellTargets(): Promise<void>;
}
