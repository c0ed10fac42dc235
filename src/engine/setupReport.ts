import { statfs } from 'node:fs/promises';
import { type Sentence, sentence } from '../text/sentence.ts';
import { Engine } from './engine.ts';
import { describeAddress, type NamedAddress } from './engineAddress.ts';
import { EngineError } from './engineError.ts';

/** One thing that was checked. */
export interface SetupCheck {
  /** Stable, for programs. */
  readonly id: string;
  readonly name: Sentence;
  readonly state: 'ok' | 'warning' | 'failure';
  /** What was found. */
  readonly found: Sentence;
  /** What to do about it. */
  readonly fix?: Sentence | undefined;
}

/** What the engine's `info` is read for. */
interface Info {
  readonly OperatingSystem?: string;
  readonly DockerRootDir?: string;
  readonly Runtimes?: Readonly<Record<string, unknown>>;
  readonly CDISpecDirs?: readonly string[] | null;
  readonly DiscoveredDevices?: readonly { readonly ID?: string }[];
  readonly CgroupVersion?: string;
  readonly SecurityOptions?: readonly string[];
}

/** Free bytes under which a build is likely to fill the disk: CUDA images unpack to about 10 GB. */
const LITTLE_FREE = 12e9;
/** Free bytes under which even an image for the CPU does not fit. */
const NEXT_TO_NOTHING = 1e9;

/** Checks the engine: reachable, its version, its builder, its disk, and how it hands out GPUs. */
export async function checkEngine(named: NamedAddress): Promise<SetupCheck[]> {
  const engine = new Engine(named.address);
  const where = describeAddress(named.address);
  try {
    const { version, buildKit, podman, os, architecture } = await engine.about();
    const info = (await engine.call((docker) => docker.info())) as Info;
    return [
      {
        id: 'engine',
        name: sentence('Docker Engine'),
        state: 'ok',
        found: sentence('{0} at {1} ({2})', version, where, `${os}/${architecture}`),
      },
      podman ? podmansBuilder() : builder(buildKit),
      await disk(engine, info),
      handout(info),
    ];
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return [
      {
        id: 'engine',
        name: sentence('Docker Engine'),
        state: 'failure',
        found: error.what,
        fix: error.fix,
      },
    ];
  }
}

function builder(buildKit: boolean): SetupCheck {
  const common = { id: 'buildkit', name: sentence('BuildKit') };
  return buildKit
    ? { ...common, state: 'ok', found: sentence('The engine builds with BuildKit.') }
    : {
        ...common,
        state: 'warning',
        found: sentence(
          'The engine builds with its classic builder, without a cache for packages; the images without a name are its cache of steps.',
        ),
        fix: sentence('Upgrade Docker to version 23 or newer for faster builds.'),
      };
}

function podmansBuilder(): SetupCheck {
  return {
    id: 'buildkit',
    name: sentence('BuildKit'),
    state: 'ok',
    found: sentence('Podman builds in its own way, without a cache for packages.'),
  };
}

async function disk(engine: Engine, { DockerRootDir = '' }: Info): Promise<SetupCheck> {
  const common = { id: 'disk', name: sentence('Free disk') };
  const stats = engine.remote ? undefined : await statfs(DockerRootDir).catch(() => undefined);
  if (stats === undefined) {
    return {
      ...common,
      state: 'ok',
      found: sentence('Not visible from here: {0} is on the engine’s host.', DockerRootDir),
    };
  }
  const free = stats.bavail * stats.bsize;
  const found = sentence('{0} GB free at {1}', (free / 1e9).toFixed(1), DockerRootDir);
  if (free >= LITTLE_FREE) return { ...common, state: 'ok', found };
  return {
    ...common,
    state: free < NEXT_TO_NOTHING ? 'failure' : 'warning',
    found,
    fix: sentence('“docker system df” says what takes it; images with CUDA need about 10 GB.'),
  };
}

function handout({ Runtimes = {}, CDISpecDirs, DiscoveredDevices }: Info): SetupCheck {
  const common = { id: 'gpu-handout', name: sentence('GPUs in containers') };
  const devices = (DiscoveredDevices ?? []).filter(({ ID = '' }) => ID.startsWith('nvidia.com/'));
  if (devices.length > 0) {
    return { ...common, state: 'ok', found: sentence('CDI, {0} devices', devices.length) };
  }
  if (Object.hasOwn(Runtimes, 'nvidia')) {
    return {
      ...common,
      state: 'ok',
      found: sentence('NVIDIA Container Toolkit is configured as a runtime.'),
    };
  }
  const cdi = (CDISpecDirs ?? []).length > 0;
  return {
    ...common,
    state: 'warning',
    found: cdi
      ? sentence('CDI is switched on, but lists no NVIDIA device.')
      : sentence('The engine does not say whether it can hand out GPUs.'),
    fix: sentence(
      'Run the GPU probe, which starts a container with a GPU; if it fails, install nvidia-container-toolkit and restart Docker.',
    ),
  };
}
