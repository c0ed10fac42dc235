import { chmodSync, copyFileSync, cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { loadPytorchBase } from '../../../scripts/engine/pytorchBase.ts';
import { ROOT, SAMPLES } from '../../../scripts/paths.ts';
import { MeansError } from '../../../scripts/vscode/meansError.ts';
import { type ImageRecipe, imageRecipe } from '../../../src/deployment/imageRecipe.ts';
import { buildImage } from '../../../src/engine/buildImage.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Stack } from '../../../src/project/yoloJson.ts';

/** An image of the stack pytorch with parts-v8 as ONNX. */
export const PYTORCH = 'parts:pytorch';

/** How a program ended, and what it wrote. */
interface Ended {
  readonly code: number;
  readonly output: string;
}

/** What the Python stacks are tried with. */
export interface PytorchLab {
  /** Folder with checkpoints (`support/checkpoints.py`), seen by containers as /data. */
  readonly data: string;
  /** What an image of a stack is made of; on the CPU where it can. */
  recipe(stack: Stack, image: string, path: string): Promise<ImageRecipe>;
  build(stack: Stack, image: string, path: string): Promise<void>;
  /** Runs a program of the image to its end. */
  once(command: readonly string[], how?: OnceOptions): Promise<Ended>;
}

interface OnceOptions {
  readonly env?: readonly string[];
  readonly user?: string;
}

/**
 * Gives an engine the base images, builds {@link PYTORCH} and makes the checkpoints.
 * @returns why it cannot be, where the means are missing.
 */
export async function pytorchLab(docker: Docker, engine: Engine): Promise<PytorchLab | string> {
  const data = mkdtempSync(join(tmpdir(), 'yolo-checkpoints-'));
  chmodSync(data, 0o777);
  try {
    await loadPytorchBase(docker);
  } catch (error) {
    if (error instanceof MeansError) return error.message;
    throw error;
  }
  const recipe: PytorchLab['recipe'] = (stack, image, path) => {
    const gpu = stack === 'tensorrt';
    return imageRecipe(
      {
        image,
        stack,
        device: gpu ? 'gpu' : 'cpu',
        model: { path },
        folder: undefined,
        ...(gpu && { buildArgs: { ONNXRUNTIME: 'onnxruntime' } }),
      },
      { templates: join(ROOT, 'templates'), server: data },
    );
  };
  const build: PytorchLab['build'] = async (...wanted) => {
    await buildImage(engine, (await recipe(...wanted)).request);
  };
  const once: PytorchLab['once'] = async (command, { env = [], user = '10001:10001' } = {}) => {
    const container = await docker.createContainer({
      Image: PYTORCH,
      Entrypoint: [...command],
      User: user,
      Env: [...env],
      HostConfig: {
        Binds: [`${data}:/data`],
        NetworkMode: 'none',
        ReadonlyRootfs: true,
        Tmpfs: { '/tmp': '' },
      },
    });
    try {
      await container.start();
      const { StatusCode } = await container.wait();
      const log = await container.logs({ stdout: true, stderr: true });
      return { code: StatusCode, output: log.toString('utf8') };
    } finally {
      await container.remove({ force: true });
    }
  };
  await build('pytorch', PYTORCH, join(SAMPLES, 'models', 'parts-v8.onnx'));
  const script = join(import.meta.dirname, 'checkpoints.py');
  copyFileSync(script, join(data, 'checkpoints.py'));
  cpSync(join(SAMPLES, 'images'), join(data, 'images'), { recursive: true });
  const made = await once(['python3', '/data/checkpoints.py', '/data'], { user: '0:0' });
  if (made.code !== 0) throw new Error(made.output);
  return { data, recipe, build, once };
}
