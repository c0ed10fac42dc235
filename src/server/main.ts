import type { FastifyBaseLogger } from 'fastify';
import { buildApp } from './app.ts';
import { ListenError, listen } from './listen.ts';
import { helpText } from './optionFlags.ts';
import { readCommand, type ServerOptions } from './options.ts';
import { OptionsError } from './optionsError.ts';
import { createPredictor } from './pool/createPredictor.ts';
import { endWhenAsked } from './shutdown.ts';
import { VERSION } from './version.ts';

/** Exit codes beside 0. */
const FAILED = 1;
const MISUSED = 2;

/**
 * Runs the server until it is asked to end.
 * @param script the file that worker threads are started from.
 */
export async function main(script: string): Promise<void> {
  // Read by ONNX Runtime when a worker loads it.
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
  const command = commandOrExit();
  switch (command.kind) {
    case 'help':
      process.stdout.write(helpText(VERSION));
      return;
    case 'version':
      process.stdout.write(`${VERSION}\n`);
      return;
    case 'serve':
      return serve(command.options, script);
  }
}

function commandOrExit(): ReturnType<typeof readCommand> {
  try {
    return readCommand(process.argv.slice(2), process.env);
  } catch (error) {
    if (!(error instanceof OptionsError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(MISUSED);
  }
}

/** Listens at once, so that health probes are answered while the model is still being loaded. */
async function serve(options: ServerOptions, script: string): Promise<void> {
  const predictor = createPredictor(options, script);
  const { fastify, context } = await buildApp(predictor, {
    limits: {
      bodyBytes: options.bodyBytes,
      images: options.maxImages,
      requestMs: options.requestMs,
    },
    logLevel: options.logLevel,
    deployment: options.deployment,
  });
  const { server } = fastify;
  const log = fastify.log.child({ request: null });
  exitOnUnforeseen(log);
  endWhenAsked({ server, context, log }, options.exitWithStdin);
  try {
    const address = await listen(server, options.listen);
    log.info({ address, pid: process.pid, version: VERSION }, 'listening');
  } catch (error) {
    if (!(error instanceof ListenError)) throw error;
    exitWith(error.message, log);
  }
  if (options.vramLimitMib !== undefined) {
    const vramLimitMib = options.vramLimitMib;
    log.info({ vramLimitMib }, 'video memory: a budget, not enforced by this server');
  }
  await predictor.settled;
  const { state } = predictor;
  if (state.phase === 'failed') {
    // Closing removes the socket file.
    server.close();
    exitWith(state.error.message, log);
  }
  if (state.phase !== 'ready') return;
  context.metrics.loaded(state.model);
  const { name: model, spec, provider, workers, threads, loadMs, warmupMs } = state.model;
  const { family, task } = spec;
  const ms = Date.now() - context.startedAt;
  log.info({ model, family, task, provider, workers, threads, loadMs, warmupMs, ms }, 'ready');
}

function exitWith(sentence: string, log: FastifyBaseLogger): never {
  log.fatal(sentence);
  process.stderr.write(`${sentence}\n`);
  process.exit(FAILED);
}

function exitOnUnforeseen(log: FastifyBaseLogger): void {
  process.on('uncaughtException', (err) => {
    log.fatal({ err }, 'unforeseen error');
    process.exit(FAILED);
  });
}
