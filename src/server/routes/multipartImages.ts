import type { FastifyRequest } from 'fastify';
import { type BodyMeter, readAll } from '../bodyReader.ts';
import { ServerError } from '../serverError.ts';

/** What a multipart body brought. */
export interface MultipartImages {
  readonly images: readonly Uint8Array[];
  readonly fields: readonly (readonly [string, string])[];
}

/** Fields of a form that are read at most; there are seven parameters, and lists may be repeated. */
const MOST_FIELDS = 1000;

/**
 * Reads the pictures and parameters of a multipart body.
 * @throws ServerError with code `bad_request` (malformed or cut short), `too_large` or
 * `bad_parameter` (a file under another name than `file`).
 */
export async function readMultipart(
  request: FastifyRequest,
  meter: BodyMeter,
  mostImages: number,
): Promise<MultipartImages> {
  const images: Uint8Array[] = [];
  const fields: [string, string][] = [];
  const limits = { files: mostImages, fields: MOST_FIELDS, parts: mostImages + MOST_FIELDS };
  try {
    for await (const part of request.parts({ limits: { ...limits, fieldSize: 65_536 } })) {
      if (part.type === 'field' && part.fieldname === 'file') {
        throw new ServerError('bad_parameter', 'file is text; send it as a file, with a filename.');
      } else if (part.type === 'field') {
        meter.count(String(part.value).length);
        fields.push([part.fieldname, String(part.value)]);
      } else if (part.fieldname === 'file') {
        images.push(await readAll(part.file, meter));
      } else {
        throw wrongField(part.fieldname);
      }
    }
  } catch (thrown) {
    request.raw.resume();
    throw asMultipartError(thrown, mostImages);
  }
  return { images, fields };
}

function wrongField(name: string): ServerError {
  const shown = JSON.stringify(name.slice(0, 40));
  const message = `There is a file in the field ${shown}; files go into the field "file", which may be repeated.`;
  return new ServerError('bad_parameter', message);
}

function asMultipartError(thrown: unknown, mostImages: number): ServerError {
  if (thrown instanceof ServerError) return thrown;
  const { code, message } = thrown as { code?: string; message: string };
  const cause = { cause: thrown };
  switch (code) {
    case 'FST_FILES_LIMIT':
      return new ServerError(
        'too_large',
        `A request takes at most ${mostImages} files; send the others in a further request.`,
        cause,
      );
    case 'FST_PARTS_LIMIT':
    case 'FST_FIELDS_LIMIT':
      return new ServerError('too_large', 'The form has too many fields.', cause);
    case 'FST_MP_PREMATURE_CLOSE':
      return new ServerError('bad_request', 'The body ended before all of it was sent.', cause);
    default: {
      // A part without a name is not foreseen by what reads the form.
      const why = thrown instanceof TypeError ? 'a part has no name' : message;
      return new ServerError('bad_request', `The multipart body is malformed: ${why}.`, cause);
    }
  }
}
