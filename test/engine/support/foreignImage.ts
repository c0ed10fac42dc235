import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import { contextTar } from '../../../src/engine/contextTar.ts';
import type { Engine } from '../../../src/engine/engine.ts';

/**
 * Gives an engine an image for another processor than its host has, whose program none can run.
 * @returns what a failure with it must say.
 */
export async function loadForeignImage(
  docker: Docker,
  engine: Engine,
  tag: string,
): Promise<RegExp> {
  const { os, architecture } = await engine.about();
  const other = architecture === 'arm64' ? 'amd64' : 'arm64';
  await text(await docker.loadImage(await foreignImage(tag, os, other)));
  return new RegExp(
    `Its image is made for ${os}/${other}, and the engine’s host is ${os}/${architecture}.*Build the image`,
  );
}

/** An archive of an image for another processor, whose program none can run. */
async function foreignImage(tag: string, os: string, architecture: string): Promise<Readable> {
  const json = (value: object): Buffer => Buffer.from(JSON.stringify(value));
  const program = { path: 'program', source: { content: Buffer.from('?') }, executable: true };
  const layer = await buffer(await contextTar([program]));
  const rootfs = {
    type: 'layers',
    diff_ids: [`sha256:${createHash('sha256').update(layer).digest('hex')}`],
  };
  const config = { architecture, os, config: { Entrypoint: ['/program'] }, rootfs };
  const manifest = [{ Config: 'config.json', RepoTags: [tag], Layers: ['layer.tar'] }];
  return contextTar([
    { path: 'manifest.json', source: { content: json(manifest) } },
    { path: 'config.json', source: { content: json(config) } },
    { path: 'layer.tar', source: { content: layer } },
  ]);
}
