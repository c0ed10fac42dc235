import { viewablePicture } from '../vision/image/viewable.ts';

/** What the process that started this one asks for. */
interface Order {
  readonly id: number;
  readonly bytes: Uint8Array;
  readonly longest: number;
}

/**
 * Makes pictures viewable for the process that started this one, until it disconnects or ends.
 * Decoders read what strangers made, so they run in no process that has anything else to lose.
 */
export function serveConversions(): void {
  process.on('message', async ({ id, bytes, longest }: Order) => {
    const send = (answer: object): void => {
      if (process.connected) process.send?.({ id, ...answer });
    };
    try {
      const { bytes: jpeg, size } = await viewablePicture(bytes, longest);
      send({ bytes: jpeg, size });
    } catch (error) {
      send({ message: error instanceof Error ? error.message : String(error) });
    }
  });
  process.once('disconnect', () => process.exit());
}
