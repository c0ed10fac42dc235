import { type Sentence, sentence } from '../../text/sentence.ts';

/** Words that fill blanks of other sentences. */
export const PARTS: readonly Sentence[] = [
  sentence('a TensorFlow Lite model'),
  sentence('a Keras (HDF5) file'),
  sentence('a gzip archive'),
  sentence('a 7z archive'),
  sentence('a RAR archive'),
  sentence('a zip archive'),
  sentence('a NumPy array'),
  sentence('a PNG picture'),
  sentence('a JPEG picture'),
  sentence('a PDF document'),
  sentence('a HEIC picture'),
  sentence('a BMP picture'),
  sentence('a Photoshop document'),
  sentence('an ICO icon'),
  sentence('a JPEG XL picture'),
  sentence('a JPEG 2000 picture'),
  sentence('a video'),
  sentence('a BigTIFF picture'),
  sentence('an SVG drawing'),
  sentence('save it as JPEG that is not progressive'),
  sentence('save it without interlacing'),
  sentence('crop it'),
  sentence('save it as JPEG'),
  sentence('permission denied'),
  sentence('it is not a protobuf file'),
  sentence('it holds no graph'),
  sentence('use one of YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX'),
  sentence(
    'use one of YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX; if it is one, state its family and task (server: --family, --task; yolo.json: "family", "task")',
  ),
  sentence(
    'state its task and names (server: --task classify, --names; yolo.json: "task": "classify", "names")',
  ),
  sentence(
    'export it with a fixed size, or state its family (server: --family; yolo.json: "family")',
  ),
  sentence(
    'state another one, or use one of YOLO v3, v5, v7, v8 to v12, 26, end-to-end exports and YOLOX',
  ),
  sentence('leave that out, or state what fits'),
];
