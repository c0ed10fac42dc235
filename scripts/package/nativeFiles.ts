import type { Target } from './target.ts';

const NATIVE = /\.(node|so|dylib|dll|exe)(\.[\d.]+)?$/;

/** ONNX Runtime's libraries for NVIDIA GPUs: hundreds of megabytes that only containers need. */
const GPU_PROVIDER = /onnxruntime_providers_(cuda|tensorrt)/;

/** Whether a file of this name holds native code. */
export function isNative(name: string): boolean {
  return NATIVE.test(name);
}

/** What is wrong with the native files among these names for a platform, a sentence each. */
export function nativeProblems(names: readonly string[], target: Target): string[] {
  const { name: platform, os, cpu, runtimeLibrary, vips } = target;
  const packaged = names
    .filter((name) => name.startsWith('node_modules/'))
    .map((name) => name.slice('node_modules/'.length));
  const onnx = new RegExp(`^onnxruntime-node/bin/napi-v\\d+/${os}/${cpu}/`);
  const sharp = new RegExp(`^@img/sharp-${platform}/lib/`);
  const koffi = new RegExp(`^@koromix/koffi-${platform}/`);
  const required: [string, (name: string) => boolean][] = [
    ["ONNX Runtime's binding", (name) => onnx.test(name) && name.endsWith('_binding.node')],
    ['ONNX Runtime', (name) => onnx.test(name) && name.endsWith(`/${runtimeLibrary}`)],
    ["sharp's binding", (name) => sharp.test(name) && name.endsWith('.node')],
    ['libvips', (name) => vips.test(name)],
    ["koffi's binding", (name) => koffi.test(name) && name.endsWith('.node')],
  ];
  const missing = required.filter(([, is]) => !packaged.some(is));
  const ours = (name: string): boolean =>
    onnx.test(name) ||
    sharp.test(name) ||
    koffi.test(name) ||
    name.startsWith(`@img/sharp-libvips-${platform}/lib/`);
  const foreign = [
    ...names.filter((name) => !name.startsWith('node_modules/')).filter(isNative),
    ...packaged
      .filter((name) => !ours(name))
      .filter((name) => isNative(name) || isOfOnePlatform(name, platform)),
  ];
  const gpu = packaged.filter((name) => GPU_PROVIDER.test(name));
  return [
    ...missing.map(([what]) => `${what} for ${platform} is missing`),
    ...foreign.map((name) => `${name} is not for ${platform}`),
    ...gpu.map((name) => `${name} is for NVIDIA GPUs, which the local server does not use`),
  ];
}

/** Whether a file belongs to a package or folder of one platform, and not of this one. */
function isOfOnePlatform(name: string, platform: string): boolean {
  const sharp = /^@img\/sharp-(?:libvips-)?([^/]+)\//.exec(name)?.[1];
  if (sharp !== undefined) return sharp !== platform;
  return name.startsWith('onnxruntime-node/bin/');
}
