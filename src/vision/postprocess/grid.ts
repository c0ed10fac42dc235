/** A float output tensor as the session returns it, float16 already widened. */
export interface OutputTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** A view of an output as `count` predictions of `channels` values, whichever axis comes first. */
export interface Grid {
  readonly data: Float32Array;
  readonly count: number;
  readonly channels: number;
  /** Distance between the same channel of two predictions, in elements. */
  readonly step: number;
  /** Distance between two channels of one prediction, in elements. */
  readonly channelStep: number;
}

/** Views `[1, count, channels]`. */
export function rowGrid(output: OutputTensor): Grid {
  const [, count = 0, channels = 0] = output.shape;
  return { data: output.data, count, channels, step: channels, channelStep: 1 };
}

/** Views `[1, channels, count]`. */
export function columnGrid(output: OutputTensor): Grid {
  const [, channels = 0, count = 0] = output.shape;
  return { data: output.data, count, channels, step: 1, channelStep: count };
}

/** `length` consecutive channels of one prediction. */
export function channelsOf(grid: Grid, index: number, from: number, length: number): Float32Array {
  const values = new Float32Array(length);
  for (let k = 0; k < length; k++) {
    values[k] = grid.data[index * grid.step + (from + k) * grid.channelStep] ?? 0;
  }
  return values;
}
