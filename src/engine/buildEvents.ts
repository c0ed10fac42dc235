/** What a build reports while it runs. */
export type BuildEvent =
  | {
      readonly kind: 'step';
      /** Stable within one build. */
      readonly id: string;
      /** As the builder writes it, such as `[runtime 2/5] COPY server.js .`. */
      readonly name: string;
      readonly state: 'running' | 'done' | 'cached' | 'failed';
    }
  | { readonly kind: 'output'; readonly step: string; readonly text: string }
  | {
      readonly kind: 'progress';
      readonly step: string;
      /** What is fetched or written, such as a layer. */
      readonly name: string;
      /** Bytes done and in all; `total` is 0 where that is not known. */
      readonly current: number;
      readonly total: number;
    };

/** What a builder says of itself, its own chores, is not a step of the Dockerfile. */
export function isInternalStep(name: string): boolean {
  return (
    name.startsWith('[internal]') ||
    name === '' ||
    /^(exporting|writing|naming|docker-image:|resolve image)/.test(name)
  );
}
