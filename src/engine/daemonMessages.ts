import { type Sentence, sentence } from '../text/sentence.ts';
import type { EngineReason } from './engineError.ts';

/** What a text of the daemon means. */
export interface Meaning {
  readonly reason: EngineReason;
  readonly what: Sentence;
  readonly fix: Sentence;
}

const restartAfterToolkit = sentence(
  'Install nvidia-container-toolkit on the host of the engine, run “sudo nvidia-ctk runtime configure --runtime=docker” and “sudo systemctl restart docker”. Docker from a snap cannot use GPUs.',
);

/**
 * What the daemon, runc and NVIDIA's hook say when a container cannot be made or started, each with
 * its cause and fix. The texts are those that the programs have; the first match counts.
 */
const MEANINGS: readonly (readonly [RegExp, (match: RegExpExecArray) => Meaning])[] = [
  [
    /could not select device driver "cdi"/,
    () => ({
      reason: 'gpu',
      what: sentence('The engine has CDI switched off, so it cannot hand out GPUs that way.'),
      fix: sentence(
        'Set "features": {"cdi": true} in /etc/docker/daemon.json and restart Docker, or upgrade to Docker 28.2 or newer.',
      ),
    }),
  ],
  [
    /could not select device driver/,
    () => ({
      reason: 'gpu',
      what: sentence('The engine knows no GPU driver: NVIDIA Container Toolkit is missing there.'),
      fix: restartAfterToolkit,
    }),
  ],
  [
    /CDI device injection failed|unresolvable CDI devices/,
    () => ({
      reason: 'gpu',
      what: sentence('The engine’s list of GPUs (CDI specification) is missing or out of date.'),
      fix: sentence(
        'Run “sudo nvidia-ctk cdi generate --output=/etc/cdi/nvidia.yaml” on its host. Under WSL 2 that list has only the device “all”.',
      ),
    }),
  ],
  [
    /device error: ([^:\n]+): unknown device|unknown device id: (\S+)/,
    (match) => ({
      reason: 'gpu',
      what: sentence('The engine’s host has no GPU {0}.', (match[1] ?? match[2] ?? '').trim()),
      fix: sentence('Choose another GPU, in yolo.json or when deploying.'),
    }),
  ],
  [
    /load library failed: libnvidia-ml|nvml error: driver not loaded|driver not loaded/,
    () => ({
      reason: 'gpu',
      what: sentence('The NVIDIA driver is missing, or not loaded, on the engine’s host.'),
      fix: sentence(
        'Install it there (“nvidia-smi” must work on the host), then restart Docker; or deploy to the CPU.',
      ),
    }),
  ],
  [
    /invoking the NVIDIA Container Runtime Hook directly/,
    () => ({
      reason: 'gpu',
      what: sentence('NVIDIA Container Toolkit is not in legacy mode, which this way needs.'),
      fix: sentence(
        'Run “sudo nvidia-ctk runtime configure --runtime=docker --set-as-default” and restart Docker, or switch CDI on.',
      ),
    }),
  ],
  [
    /Failed to initialize NVML: Insufficient Permissions/,
    () => ({
      reason: 'gpu',
      what: sentence('The container may not open the GPU; SELinux forbids it.'),
      fix: sentence(
        'Allow it on the host, for example with “setsebool -P container_use_devices on”.',
      ),
    }),
  ],
  [
    /Failed to initialize NVML: Driver\/library version mismatch|nvml error: .*mismatch/,
    () => ({
      reason: 'gpu',
      what: sentence('The NVIDIA driver was upgraded while the system ran.'),
      fix: sentence('Restart the host of the engine.'),
    }),
  ],
  [
    /Failed to initialize NVML: Unknown Error/,
    () => ({
      reason: 'gpu',
      what: sentence('The container has lost its GPU, as happens when systemd reloads its units.'),
      fix: sentence(
        'Deploy it again. To end it for good use CDI, or "exec-opts": ["native.cgroupdriver=cgroupfs"] in /etc/docker/daemon.json.',
      ),
    }),
  ],
  [
    /exec format error|no matching manifest for|does not match the detected host platform/,
    () => ({
      reason: 'wrong-architecture',
      what: sentence('The image is made for another processor than the engine’s host has.'),
      fix: sentence('Build the image on this engine.'),
    }),
  ],
  [
    /no space left on device|not enough space|disk quota exceeded/i,
    () => ({
      reason: 'disk-full',
      what: sentence('The disk of the engine is full.'),
      fix: sentence(
        'Free space there: “docker system df” says what takes it, “docker image prune” and “docker builder prune” remove what is unused.',
      ),
    }),
  ],
  [
    /Bind for [^ ]*?:(\d+) failed: port is already allocated|listen tcp[46]? [^ ]*?:(\d+): bind: address already in use|ports are not available: [^\n]*?:(\d+)/,
    (match) => ({
      reason: 'port-in-use',
      what: sentence('Port {0} is in use.', match[1] ?? match[2] ?? match[3] ?? ''),
      fix: sentence('Choose another port, or end what uses it.'),
    }),
  ],
  [
    /container name "?\/?([^" ]+)"? is already in use/,
    (match) => ({
      reason: 'name-in-use',
      what: sentence('There is another container named {0}.', match[1] ?? ''),
      fix: sentence('Remove or rename it, or give the deployment another name.'),
    }),
  ],
  [
    /client version [\d.]+ is too (old|new)/,
    (match) => ({
      reason: 'too-old',
      what: sentence('The engine and YOLO Dock have no version of Docker’s API in common.'),
      fix:
        match[1] === 'old'
          ? sentence('Update YOLO Dock.')
          : sentence('Upgrade Docker to version 20.10 or newer.'),
    }),
  ],
  [
    /NewConnectionError|NameResolutionError|ConnectTimeoutError|Temporary failure (?:in name resolution|resolving)|Could not resolve|getaddrinfo (?:EAI_AGAIN|ENOTFOUND)|dial tcp[^\n]*(?:no such host|i\/o timeout|connection refused|network is unreachable|server misbehaving)/i,
    () => ({
      reason: 'no-network',
      what: sentence('What is to be downloaded cannot be reached from the engine’s host.'),
      fix: sentence(
        'Check the network and the proxy of the engine’s host, or take a mirror, by the build arguments at the head of the Dockerfile.',
      ),
    }),
  ],
  [
    /no such image|pull access denied|manifest unknown|repository does not exist/i,
    () => ({
      reason: 'no-image',
      what: sentence('An image is missing, on the engine and in its registry.'),
      fix: sentence(
        'Check its name, sign in to its registry with “docker login”, or build it first.',
      ),
    }),
  ],
];

/** What a text of the daemon means; undefined when it is none that is known. */
export function meaningOf(text: string): Meaning | undefined {
  for (const [pattern, meaning] of MEANINGS) {
    const match = pattern.exec(text);
    if (match) return meaning(match);
  }
  return undefined;
}
