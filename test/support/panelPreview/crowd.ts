import type { Target } from '../../../src/ui/target.ts';

const COLUMNS = 50;
const CLASSES = 10;

/** A target that finds boxes in rows all over a picture, without a server. */
export function crowd(count: number, width: number, height: number): Target {
  const cell = { width: width / COLUMNS, height: height / Math.ceil(count / COLUMNS) };
  const results = Array.from({ length: count }, (_, i) => {
    const x1 = (i % COLUMNS) * cell.width;
    const y1 = Math.floor(i / COLUMNS) * cell.height;
    const box = { x1, y1, x2: x1 + cell.width * 0.9, y2: y1 + cell.height * 0.9 };
    const index = i % CLASSES;
    return { class: index, name: `class ${index}`, confidence: 0.95 - i / 10_000, box };
  });
  const speed = { preprocess: 1, inference: 1, postprocess: 1 };
  const client = {
    predict: async () => ({ images: [{ shape: [height, width], results, speed }] }),
    model: async () => ({
      name: 'crowd',
      family: 'v8',
      task: 'detect',
      labels: [],
      input: { height: 640, width: 640 },
      provider: 'cpu',
    }),
  };
  // Answers are remembered by the target's id. The panel asks for nothing else.
  return {
    id: `crowd-${count}`,
    label: 'crowd',
    place: 'nowhere',
    connect: async () => client as never,
  };
}
