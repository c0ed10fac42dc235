import type Docker from 'dockerode';
import { sentence } from '../text/sentence.ts';
import { dockerodeOptions } from './dockerodeOptions.ts';
import { describeAddress, type EngineAddress, isRemote } from './engineAddress.ts';
import { EngineError } from './engineError.ts';
import { explainFailure } from './explainFailure.ts';

/** What an engine says of itself. */
export interface EngineAbout {
  /** Such as `20.10.24`. */
  readonly version: string;
  readonly apiVersion: string;
  /** Such as `linux` and `amd64`. */
  readonly os: string;
  readonly architecture: string;
  /** Whether images are built by BuildKit. */
  readonly buildKit: boolean;
  /** Whether it is Podman, which speaks the engine's language and builds in its own way. */
  readonly podman: boolean;
}

/** The oldest API that is spoken: Docker 19.03, the first with device requests. */
const OLDEST_API = [1, 40] as const;
/** Milliseconds in which an engine has to say what it is; ssh gives up connecting earlier. */
const ANSWER_MS = 20_000;
/** The oldest API with which BuildKit is always there on Linux (Docker 18.09). */
const BUILDKIT_API = [1, 39] as const;

/**
 * One Docker Engine. Nothing is connected, nor the client library loaded, until the first call.
 * Every rejection is an `EngineError`, except aborts.
 */
export class Engine {
  readonly address: EngineAddress;
  readonly #answerMs: number;
  #docker: Promise<Docker> | undefined;
  #about: Promise<EngineAbout> | undefined;

  /** @param options.answerMs milliseconds in which it has to say what it is. */
  constructor(address: EngineAddress, { answerMs = ANSWER_MS }: { answerMs?: number } = {}) {
    this.address = address;
    this.#answerMs = answerMs;
  }

  /** Whether ports of its host are not reachable from this machine's loopback. */
  get remote(): boolean {
    return isRemote(this.address);
  }

  /**
   * Runs calls of the client library.
   * @throws EngineError with what the failure means; the abort's reason when `signal` is aborted.
   */
  async call<T>(work: (docker: Docker) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    try {
      this.#docker ??= this.#load();
      return await work(await this.#docker);
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = explainFailure(thrown, this.address);
      if (error.concernsEngine) this.#about = undefined;
      throw error;
    }
  }

  /** Version and kind; asked once, and again after the engine was away. */
  about(): Promise<EngineAbout> {
    const asked = this.#about ?? this.#ask();
    this.#about = asked;
    asked.catch(() => {
      if (this.#about === asked) this.#about = undefined;
    });
    return asked;
  }

  /** Whether the engine answers. */
  async ping(): Promise<void> {
    await this.call((docker) => docker.ping());
  }

  async #ask(): Promise<EngineAbout> {
    const said = await this.call((docker) => this.#version(docker));
    const api = said.ApiVersion;
    if (older(api, OLDEST_API)) {
      throw new EngineError(
        'too-old',
        sentence('Docker {0} is too old.', said.Version),
        sentence('Upgrade Docker to version 20.10 or newer.'),
      );
    }
    const podman = /podman/i.test(JSON.stringify(said.Components ?? []));
    return {
      version: said.Version,
      apiVersion: api,
      os: said.Os,
      architecture: said.Arch,
      buildKit: said.Os === 'linux' && !older(api, BUILDKIT_API) && !podman,
      podman,
    };
  }

  /** A network that swallows packets would otherwise be waited for over minutes. */
  async #version(docker: Docker): Promise<Docker.DockerVersion> {
    const late = AbortSignal.timeout(this.#answerMs);
    try {
      return await (docker.version as Version).call(docker, { abortSignal: late });
    } catch (error) {
      if (!late.aborted) throw error;
      throw new EngineError(
        'unreachable',
        sentence(
          '{0} has not answered for {1} s.',
          describeAddress(this.address),
          this.#answerMs / 1000,
        ),
        sentence('Check the network, a firewall in between, and that Docker is not overloaded.'),
      );
    }
  }

  async #load(): Promise<Docker> {
    const { default: Dockerode } = await import('dockerode');
    return new Dockerode(dockerodeOptions(this.address));
  }
}

/** What the library's types leave out. */
type Version = (options: { abortSignal: AbortSignal }) => Promise<Docker.DockerVersion>;

function older(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ours = 0, theirs = 0] = version.split('.').map(Number);
  return ours < major || (ours === major && theirs < minor);
}
