import type { FastifyInstance } from 'fastify';
import type { ServerContext } from './context.ts';

/** nginx's status for a client that left before its answer; it is never sent. */
const CLIENT_LEFT = 499;

/**
 * Counts and logs every request when its connection is done with it, answered or not, and returns
 * its id as `x-request-id`.
 */
export function observeRequests(fastify: FastifyInstance, { metrics }: ServerContext): void {
  fastify.addHook('onRequest', async (request, reply) => {
    const began = performance.now();
    metrics.began();
    reply.header('x-request-id', request.id);
    // Not Fastify's onResponse, which is not called when the client has left.
    reply.raw.once('close', () => {
      const status = reply.raw.writableFinished ? reply.statusCode : CLIENT_LEFT;
      const ms = Math.round((performance.now() - began) * 10) / 10;
      const { url, config } = request.routeOptions;
      // Only patterns, so that the number of time series stays bounded.
      const route = request.is404 || url === undefined ? 'unmatched' : url;
      metrics.ended(route, status, ms);
      const images = request.imageCount;
      const code = request.errorCode;
      const event = { route, status, ms, ...(images > 0 && { images }), ...(code && { code }) };
      if (config.quiet) request.log.debug(event, 'request');
      else request.log.info(event, 'request');
    });
  });
}
