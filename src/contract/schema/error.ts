import { type Static, Type } from 'typebox';
import { type ErrorCode, STATUS_OF } from '../errors.ts';

const ErrorDetail = Type.Object(
  {
    code: Type.Unsafe<ErrorCode>({
      type: 'string',
      enum: Object.keys(STATUS_OF),
      description: 'Stable code for programs.',
    }),
    message: Type.String({ description: 'One sentence for people: what is wrong and what to do.' }),
  },
  { description: 'Why something failed.' },
);
export type ErrorDetail = Static<typeof ErrorDetail>;

export const ErrorAnswer = Type.Object(
  { error: ErrorDetail },
  { description: 'Body of every answer that is not a success, outside `/v2`.' },
);
export type ErrorAnswer = Static<typeof ErrorAnswer>;
