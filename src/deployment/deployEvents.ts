/** What deploying reports while it goes on. Replicas count from 0. */
export type DeployEvent =
  | { readonly kind: 'creating'; readonly replica: number }
  | { readonly kind: 'waiting'; readonly replica: number; readonly containerId: string }
  | {
      readonly kind: 'ready';
      readonly replica: number;
      readonly containerId: string;
      /** Port on the engine's host. */
      readonly port: number;
    }
  /** The new one is ready; the old one ends now. */
  | { readonly kind: 'replacing'; readonly replica: number }
  /** The new one failed after the old one had ended; the old one is started again. */
  | { readonly kind: 'restoring'; readonly replica: number };
