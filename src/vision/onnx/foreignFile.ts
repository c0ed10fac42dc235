import type { ModelErrorCode } from '../modelError.ts';

/** What a file is instead of an ONNX model, and what its owner should do; a sentence's two halves. */
export interface ForeignFile {
  readonly code: ModelErrorCode;
  readonly what: string;
  readonly advice: string;
}

/** Bytes of the beginning of a file that `foreignFile` wants. */
export const HEAD_BYTES = 1024;

/** Ultralytics refuses weights by their name, so a wrong one has to be mended first. */
function exportAdvice(file: string): string {
  if (PYTORCH.test(file)) {
    return `export it to ONNX first: ${exportCommand(file)}`;
  }
  const dot = file.lastIndexOf('.');
  const renamed = `${dot > 0 ? file.slice(0, dot) : file}.pt`;
  return `rename it to ${renamed} and export it to ONNX: ${exportCommand(renamed)}`;
}

function exportCommand(file: string): string {
  // A shell would take it apart.
  const argument = /^[\w.+@%-]+$/.test(file) ? file : JSON.stringify(file);
  return `yolo export model=${argument} format=onnx`;
}

const UNPACK = 'unpack it and choose the .onnx file in it';

/** Extensions whose files cannot be told by their first bytes alone. */
const ENGINE = /\.(engine|plan|trt)$/i;
const PYTORCH = /\.(pt|pth|ckpt|torchscript)$/i;

/** First bytes of other formats, as Latin-1, at the given offset. */
const MAGIC: readonly (readonly [offset: number, magic: string, what: string])[] = [
  [4, 'TFL3', 'a TensorFlow Lite model'],
  [0, '\x89HDF', 'a Keras (HDF5) file'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '7z\xbc\xaf', 'a 7z archive'],
  [0, 'Rar!', 'a RAR archive'],
  [0, '\x93NUMPY', 'a NumPy array'],
  [0, '\x89PNG', 'a PNG picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, '%PDF', 'a PDF document'],
];

/**
 * Recognises files that people mistake for ONNX models by their first bytes and name.
 *
 * @param head the first `HEAD_BYTES` bytes of the file, or all of it.
 * @returns `undefined` when nothing speaks against an ONNX model.
 */
export function foreignFile(file: string, head: Buffer): ForeignFile | undefined {
  const text = head.toString('latin1');
  if (text.startsWith('version https://git-lfs.github.com/spec/')) {
    const size = Number(/^size (\d+)$/m.exec(text)?.[1] ?? 0);
    const missing = size > 0 ? ` for a file of ${size.toLocaleString('en')} bytes` : '';
    return {
      code: 'lfs-pointer',
      what: `is only a git-LFS pointer${missing}`,
      advice: 'run "git lfs pull" in its repository or download the file itself',
    };
  }
  const start = text.replace(/^\xef\xbb\xbf/, '').trimStart();
  if (/^<(!doctype\s+html|html|head|body|!--)/i.test(start)) {
    return {
      code: 'html-page',
      what: 'is a web page (HTML)',
      advice: 'download the file itself, on GitHub with "Download raw file"',
    };
  }
  return pytorchOrEngine(file, text) ?? otherFormat(start, text);
}

function pytorchOrEngine(file: string, text: string): ForeignFile | undefined {
  const zip = text.startsWith('PK\x03\x04');
  // Ultralytics writes a length and JSON before the engine, TensorRT its own mark.
  const engine = /^(ftrt|ptrt)/.test(text) || /^.{4}\{"description": ?"Ultralytics/s.test(text);
  if (engine || ENGINE.test(file)) {
    return {
      code: 'tensorrt-engine',
      what: 'is a TensorRT engine, which works with one GPU model and version only',
      advice: 'use the ONNX model that it was built from',
    };
  }
  if (PYTORCH.test(file) || (zip && text.includes('data.pkl')) || isPickle(text)) {
    return { code: 'pytorch-weights', what: 'holds PyTorch weights', advice: exportAdvice(file) };
  }
  if (!zip) return undefined;
  return {
    code: 'not-onnx',
    what: 'is a zip archive',
    advice: UNPACK,
  };
}

/** Weights of PyTorch before 1.6 are a bare pickle: its opcode, then protocol 2 to 5. */
function isPickle(text: string): boolean {
  const protocol = text.charCodeAt(1);
  return text.startsWith('\x80') && protocol >= 2 && protocol <= 5;
}

function otherFormat(start: string, text: string): ForeignFile | undefined {
  const advice = 'choose a model in ONNX format';
  for (const [offset, magic, what] of MAGIC) {
    if (!text.startsWith(magic, offset)) continue;
    return {
      code: 'not-onnx',
      what: `is ${what}`,
      advice: what.includes('archive') ? UNPACK : advice,
    };
  }
  if (start.startsWith('<')) {
    return {
      code: 'not-onnx',
      what: 'is an XML file (an OpenVINO model, or the error message of a download)',
      advice,
    };
  }
  // An ONNX model holds a control character in its first bytes: the tag of its version.
  if (/^[\t\n\r\x20-\x7e\x80-\xff]+$/.test(text)) {
    const line = (start.split('\n')[0] ?? '').slice(0, 40).trim();
    return {
      code: 'not-onnx',
      what: `is a text file that begins with "${line}"`,
      advice: 'download the model again',
    };
  }
  return undefined;
}
