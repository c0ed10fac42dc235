import { type Static, Type } from 'typebox';

export const LiveAnswer = Type.Object({ status: Type.Literal('live') });
export type LiveAnswer = Static<typeof LiveAnswer>;

export const ReadyAnswer = Type.Object({
  status: Type.Literal('ready'),
  model: Type.String({ description: 'Name of the model.' }),
});
export type ReadyAnswer = Static<typeof ReadyAnswer>;

export const IndexAnswer = Type.Object(
  {
    name: Type.String(),
    version: Type.String(),
    routes: Type.Array(Type.String(), { description: 'Method and path.' }),
  },
  { description: 'What this server is and where to look.' },
);
export type IndexAnswer = Static<typeof IndexAnswer>;
