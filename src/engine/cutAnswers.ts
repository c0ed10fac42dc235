import type { Agent, ClientRequest, IncomingMessage } from 'node:http';

/** What Node calls for every request that goes by an agent; its types leave it out. */
interface AgentInside {
  addRequest(request: ClientRequest, ...rest: readonly unknown[]): void;
}

/**
 * Makes requests fail whose answer breaks off. The client library waits for an answer's end only,
 * which never comes when the engine is killed in the middle of one.
 */
export function failingWhenCut(agent: Agent): Agent {
  const inside = agent as unknown as AgentInside;
  const { addRequest } = inside;
  inside.addRequest = (request, ...rest) => {
    request.once('response', (answer: IncomingMessage) => {
      answer.once('close', () => {
        if (answer.complete) return;
        const error = Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' });
        // Of what is read as a stream, the stream itself tells its reader.
        request.emit('error', error);
      });
    });
    addRequest.call(agent, request, ...rest);
  };
  return agent;
}
