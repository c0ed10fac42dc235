import type { Requests, Snapshots } from '../../protocol.ts';
import type { Channel } from '../../shared/channel.ts';

/** The detection panel's end of the protocol. */
export type DetectChannel = Channel<Snapshots, Requests>;
