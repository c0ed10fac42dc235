import type { GpuState } from './gpuSnapshot.ts';

/** Somewhere that the state of the hardware can be read. */
export interface GpuSource {
  /**
   * Looks once; never called while an earlier look goes on. Whatever the hardware may do is a state,
   * not a rejection.
   */
  sample(): Promise<GpuState>;
  /** Nobody looks for a while: lets go of what keeps a card awake. A later sample takes it again. */
  rest(): Promise<void>;
}
