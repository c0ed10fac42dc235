import { constants, type Stats } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { ModelError } from '../modelError.ts';
import type { OnnxHeader } from '../types.ts';
import { MalformedError } from './byteReader.ts';
import { checkExternalData } from './externalData.ts';
import { foreignFile, HEAD_BYTES } from './foreignFile.ts';
import { imageInput } from './imageInput.ts';
import { readOnnxHeader } from './readOnnxHeader.ts';

/** What ONNX Runtime 1.30 says that it supports ("till opset 26"). */
export const HIGHEST_OPSET = 26;
/** Likewise ("max supported IR version: 13"). */
export const HIGHEST_IR_VERSION = 13;

/**
 * Reads a model's header and refuses what cannot work, before ONNX Runtime sees the file. Takes
 * milliseconds and little memory, whatever the file holds.
 *
 * @throws {ModelError} one sentence that says what the file is and what to do.
 */
export async function inspectModel(path: string): Promise<OnnxHeader> {
  const file = basename(path);
  const bytes = await checkFile(path, file);
  const foreign = foreignFile(file, await readHead(path));
  if (foreign !== undefined) {
    throw new ModelError(
      foreign.code,
      `${file} ${foreign.what}, not an ONNX model: ${foreign.advice}.`,
    );
  }
  const header = await readOnnxHeader(path).catch((error: unknown) => {
    throw error instanceof MalformedError ? malformed(file, bytes, error) : error;
  });
  if (header.opset > HIGHEST_OPSET) {
    throw new ModelError(
      'opset-too-new',
      `${file} needs ONNX opset ${header.opset}, but ONNX Runtime supports opsets up to ${HIGHEST_OPSET}: export it again with a lower one, such as opset=17.`,
    );
  }
  if (header.irVersion > HIGHEST_IR_VERSION) {
    throw new ModelError(
      'opset-too-new',
      `${file} uses ONNX file format (IR) version ${header.irVersion}, but ONNX Runtime reads versions up to ${HIGHEST_IR_VERSION}: export it again with an older onnx package or a lower opset.`,
    );
  }
  imageInput(header);
  await checkExternalData(path, header);
  return header;
}

/** Returns the file's size in bytes. */
async function checkFile(path: string, file: string): Promise<number> {
  const stats: Stats = await stat(path).catch((error: unknown) => {
    throw unreachable(file, error);
  });
  if (stats.isDirectory()) {
    throw new ModelError('is-directory', `${file} is a folder: choose the .onnx file itself.`);
  }
  // Opening a pipe would wait for ever.
  if (!stats.isFile()) {
    throw new ModelError('unreadable', `${file} is not a regular file: choose an .onnx file.`);
  }
  await access(path, constants.R_OK).catch((error: unknown) => {
    throw unreachable(file, error);
  });
  if (stats.size === 0) {
    throw new ModelError('empty', `${file} is empty (0 bytes): download or export it again.`);
  }
  return stats.size;
}

function unreachable(file: string, cause: unknown): ModelError {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new ModelError('not-found', `${file} does not exist: check the path of the model.`, {
      cause,
    });
  }
  const why = code === 'EACCES' || code === 'EPERM' ? 'permission denied' : String(code ?? cause);
  return new ModelError(
    'unreadable',
    `${file} cannot be read (${why}): make it readable for the user who runs the server.`,
    { cause },
  );
}

async function readHead(path: string): Promise<Buffer> {
  const handle = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function malformed(file: string, bytes: number, cause: MalformedError): ModelError {
  if (cause.needs === undefined) {
    return new ModelError(
      'not-onnx',
      `${file} is not an ONNX model, or a damaged one (${cause.message}): download or export it again.`,
      { cause },
    );
  }
  const count = (n: number) => n.toLocaleString('en');
  return new ModelError(
    'truncated',
    `${file} is incomplete, as after an interrupted download: it should have at least ${count(cause.needs)} bytes, but has ${count(bytes)}; download it again.`,
    { cause },
  );
}
