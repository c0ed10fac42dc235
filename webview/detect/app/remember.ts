import type { SavedState } from '../../protocol.ts';
import type { View } from '../canvas/view.ts';
import type { Session } from './session.ts';

const DELAY_MS = 200;

/** Writes what the panel is set to into VS Code's webview state, a moment after the last change. */
export function remember(
  session: Session,
  view: View,
  save: (state: SavedState) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const write = (): void => {
    const { preferences, source, current } = session;
    const { scale, x, y } = view.viewport;
    save({
      version: 1,
      ...preferences,
      hiddenClasses: [...preferences.hiddenClasses],
      source,
      picture: current,
      wish: session.wish,
      forAll: session.forAll,
      lost: session.lost,
      zoom: view.fitted ? null : { scale, x, y },
    });
  };
  return () => {
    clearTimeout(timer);
    // Before the list is there, an older state knows more than we do.
    if (session.source !== null) timer = setTimeout(write, DELAY_MS);
  };
}
