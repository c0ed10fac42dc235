/** Type of the panel; the manifest names it in `onWebviewPanel:` so that a reload restores it. */
export const DETECT_VIEW_TYPE = 'yolo.detect';
