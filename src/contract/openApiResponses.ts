/** JSON body that is the named schema of `components.schemas`. */
export function jsonContent(schema: string): object {
  return { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } };
}

/** A successful answer with a JSON body. */
export function ok(description: string, schema: string): object {
  return { description, content: jsonContent(schema), headers: { 'x-request-id': REQUEST_ID } };
}

/** What each status means wherever it occurs. */
const REASONS: Readonly<Record<string, string>> = {
  '400': 'Not an image, or a malformed request.',
  '404': 'Unknown model.',
  '408': 'The request did not arrive in time.',
  '413': 'The body, or the picture in it, is larger than this server takes.',
  '414': 'The URL is too long.',
  '415': 'Not a picture format that this server reads.',
  '417': 'The Expect header asks for something else than 100-continue.',
  '422': 'A parameter is unknown or out of range; the message names it.',
  '431': 'The headers are too large.',
  '500': 'The server failed; the request may be tried again.',
  '503': 'Starting, stopping, or too busy: try again after Retry-After.',
  '504': 'The picture took longer than this server allows.',
};

const REQUEST_ID = {
  description: 'The request’s own `x-request-id`, or one made here; also in the log.',
  schema: { type: 'string' },
};

const RETRY_AFTER = {
  description: 'Seconds after which trying again makes sense.',
  schema: { type: 'integer', minimum: 1 },
};

/** Error answers of an operation, by status. */
export function errors(schema: 'ErrorAnswer' | 'V2Error', ...statuses: string[]): object {
  return Object.fromEntries(
    [...statuses, '408', '417', '431', '500'].sort().map((status) => [
      status,
      {
        description: REASONS[status] ?? status,
        content: jsonContent(schema),
        ...(status === '503' ? { headers: { 'Retry-After': RETRY_AFTER } } : {}),
      },
    ]),
  );
}
