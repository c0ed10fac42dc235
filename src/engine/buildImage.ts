import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import { sentence } from '../text/sentence.ts';
import type { ContextFile } from './buildContext.ts';
import type { BuildEvent } from './buildEvents.ts';
import { buildFailure } from './buildFailure.ts';
import { readBuild } from './buildStream.ts';
import { forClassicBuilder } from './classicDockerfile.ts';
import { contextTar } from './contextTar.ts';
import type { Engine } from './engine.ts';
import { EngineError } from './engineError.ts';

/** What to build. */
export interface BuildRequest {
  /** Path of the Dockerfile within the context. */
  readonly dockerfile: string;
  readonly context: readonly ContextFile[];
  /** Name and tag of the image. */
  readonly tag: string;
  readonly buildArgs?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  /** Stage to build; the last one when left out. */
  readonly target?: string;
  /** Asks registries for newer base images. */
  readonly pull?: boolean;
  readonly noCache?: boolean;
}

/** How a build is watched and stopped. */
export interface BuildOptions {
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: BuildEvent) => void;
}

/**
 * Builds an image, with BuildKit or, where the engine lacks it, with the classic builder. An abort
 * ends the build in the engine too.
 * @returns the image's id, `sha256:…`.
 * @throws BuildFailure when a step fails, EngineError when the engine does not build at all.
 */
export async function buildImage(
  engine: Engine,
  request: BuildRequest,
  { signal, onEvent = () => {} }: BuildOptions = {},
): Promise<string> {
  const { buildKit } = await engine.about();
  const dockerfile = await textOf(request);
  const context = buildKit
    ? request.context
    : withDockerfile(request, forClassicBuilder(dockerfile));
  const buildId = `yolo-dock-${randomUUID()}`;
  const tar = await contextTar(context);
  const options = {
    dockerfile: request.dockerfile,
    t: request.tag,
    buildid: buildId,
    rm: true,
    forcerm: true,
    ...(buildKit && { version: '2' as const }),
    ...(request.buildArgs && { buildargs: request.buildArgs }),
    ...(request.labels && { labels: request.labels }),
    ...(request.target && { target: request.target }),
    ...(request.pull && { pull: true }),
    ...(request.noCache && { nocache: true }),
  };
  let answer: Readable | undefined;
  const cancel = (): void => {
    answer?.destroy();
    tar.destroy();
    // The classic builder ends with its connection; BuildKit is also told.
    if (buildKit) void cancelBuild(engine, buildId);
  };
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const outcome = await engine.call(async (docker) => {
      answer = (await docker.buildImage(tar, options)) as unknown as Readable;
      signal?.throwIfAborted();
      return readBuild(answer, onEvent);
    }, signal);
    if (outcome.error !== undefined) throw await buildFailure(outcome, dockerfile);
    return outcome.imageId ?? (await imageIdOf(engine, request.tag));
  } finally {
    signal?.removeEventListener('abort', cancel);
    tar.destroy();
  }
}

async function textOf({ context, dockerfile }: BuildRequest): Promise<string> {
  const file = context.findLast(({ path }) => path === dockerfile);
  if (file === undefined) {
    throw new EngineError(
      'build',
      sentence('There is no {0} to build.', dockerfile),
      sentence('Scaffold the project, or check the name.'),
    );
  }
  if ('content' in file.source) return file.source.content.toString('utf8');
  const { readFile } = await import('node:fs/promises');
  return readFile(file.source.file, 'utf8');
}

function withDockerfile(request: BuildRequest, text: string): ContextFile[] {
  const content = Buffer.from(text);
  return [...request.context, { path: request.dockerfile, source: { content } }];
}

async function imageIdOf(engine: Engine, tag: string): Promise<string> {
  return (await engine.call((docker) => docker.getImage(tag).inspect())).Id;
}

/** Asks BuildKit to end a build; that it has ended already is no failure. */
async function cancelBuild(engine: Engine, id: string): Promise<void> {
  await engine
    .call(
      (docker) =>
        new Promise((resolve, reject) => {
          docker.modem.dial(
            {
              path: `/build/cancel?id=${encodeURIComponent(id)}&`,
              method: 'POST',
              statusCodes: { 200: true, 204: true, 404: true, 500: 'server error' },
            },
            (error: unknown, data: unknown) => (error ? reject(error) : resolve(data)),
          );
        }),
    )
    .catch(() => undefined);
}
