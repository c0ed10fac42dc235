/** What npm and Node call a platform, and what its shared libraries look like. */
export interface Target {
  readonly name: TargetName;
  readonly os: 'linux' | 'darwin' | 'win32';
  readonly cpu: 'x64' | 'arm64';
  /** The C library that its binaries are linked to, where there is a choice. */
  readonly libc?: 'glibc';
  /** ONNX Runtime itself, which lies beside its binding. */
  readonly runtimeLibrary: string;
  /** libvips: the package it comes in and its file, versions left open. */
  readonly vips: RegExp;
}

/** The names by which VS Code knows platforms. */
export const TARGET_NAMES = ['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64'] as const;
export type TargetName = (typeof TARGET_NAMES)[number];

const linux = (cpu: Target['cpu']): Target => ({
  name: `linux-${cpu}` as TargetName,
  os: 'linux',
  cpu,
  libc: 'glibc',
  runtimeLibrary: 'libonnxruntime.so.1',
  vips: new RegExp(`^@img/sharp-libvips-linux-${cpu}/lib/libvips-cpp\\.so\\.[\\d.]+$`),
});

const TARGETS: Readonly<Record<TargetName, Target>> = {
  'linux-x64': linux('x64'),
  'linux-arm64': linux('arm64'),
  'darwin-arm64': {
    name: 'darwin-arm64',
    os: 'darwin',
    cpu: 'arm64',
    runtimeLibrary: 'libonnxruntime.1.dylib',
    vips: /^@img\/sharp-libvips-darwin-arm64\/lib\/libvips-cpp\.[\d.]+\.dylib$/,
  },
  'win32-x64': {
    name: 'win32-x64',
    os: 'win32',
    cpu: 'x64',
    runtimeLibrary: 'onnxruntime.dll',
    vips: /^@img\/sharp-win32-x64\/lib\/libvips-42\.dll$/,
  },
};

/** The platform of that name; undefined when packages are not made for it. */
export function targetNamed(name: string): Target | undefined {
  return Object.values(TARGETS).find((target) => target.name === name);
}

/** What VS Code calls the machine that this runs on, whether packages are made for it or not. */
export function hostName(): string {
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  const musl = process.platform === 'linux' && header.glibcVersionRuntime === undefined;
  return `${musl ? 'alpine' : process.platform}-${process.arch}`;
}
