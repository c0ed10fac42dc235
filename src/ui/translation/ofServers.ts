import { type Sentence, sentence } from '../../text/sentence.ts';

/** What servers, and clients of them, say of themselves. */
export const OF_SERVERS: readonly Sentence[] = [
  sentence('The body is larger than this server takes ({0} MiB).'),
  sentence('The server is shutting down.'),
  sentence('The server is stopping.'),
  sentence('The model is still loading.'),
  sentence('The model is being loaded, since {0} s.'),
  sentence('{0} pictures are waiting already, the most that this server lets wait.'),
  sentence('The server is busy: {0} pictures are already waiting. Try again later.'),
  sentence('The requests that are being received fill the memory set aside for them.'),
  sentence('The worker that had this picture ended unexpectedly and was replaced. Try again.'),
  sentence('The picture took longer than {0} s and was given up.'),
  sentence(
    'The request was not done within {0} s and was given up; send fewer pictures at once, or later.',
  ),
  sentence('The server failed in a way that was not foreseen.'),
  sentence('No server answers at {0}: {1}'),
  sentence('{0} gave no answer within {1} ms.'),
  sentence('{0} answered with more than {1} MiB and was cut off.'),
  sentence('{0} is no YOLO server: {1} answered with status {2} and a body of another kind.'),
  sentence('The request was cancelled.'),
  sentence("No folder can be made for the server's socket: {0}."),
  sentence("The server's process could not be started: {0}."),
];
