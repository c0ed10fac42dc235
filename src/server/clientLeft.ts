import type { FastifyReply } from 'fastify';

/** A signal that tells when the connection of a request is done with, answered or not. */
export function clientLeft(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  if (reply.raw.destroyed) controller.abort();
  else reply.raw.once('close', () => controller.abort());
  return controller.signal;
}
