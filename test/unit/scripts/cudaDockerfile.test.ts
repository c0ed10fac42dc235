import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { it } from 'node:test';
import { ROOT } from '../../../scripts/paths.ts';

/** What ONNX Runtime's install script is driven by. */
interface InstallMetadata {
  readonly requirements: Readonly<Record<string, readonly string[]>>;
  readonly manifests: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly feeds: Readonly<Record<string, { readonly index: string }>>;
}

it('Dockerfile.cuda relies on what ONNX Runtime’s install script does', () => {
  const dockerfile = readFileSync(join(ROOT, 'templates', 'onnx', 'Dockerfile.cuda'), 'utf8');
  const scripts = join(ROOT, 'node_modules', 'onnxruntime-node', 'script');
  const load = createRequire(import.meta.url);
  const metadata = load(join(scripts, 'install-metadata.js')) as InstallMetadata;
  const script = readFileSync(join(scripts, 'install.js'), 'utf8');
  const provider = /^ARG CUDA_PROVIDER=(\S+)$/m.exec(dockerfile)?.[1] ?? '';
  assert.ok(metadata.requirements['linux/x64']?.includes(provider), 'the variant has a name');
  // The mirror takes the place of this very address.
  const index = /^ARG NUGET_INDEX=(\S+)$/m.exec(dockerfile)?.[1] ?? '';
  assert.equal(metadata.feeds['nuget']?.index, index);
  const text = readFileSync(join(scripts, 'install-metadata.js'), 'utf8');
  assert.equal(text.split(index).length, 2, 'and stands there once');
  assert.ok(dockerfile.includes(`s|${index}|`));
  assert.match(script, /ONNXRUNTIME_NODE_INSTALL\b/);
  // Where the files go, of which one is removed again.
  const folder = /'\.\.', '(bin\/[^']+)', PLATFORM/.exec(script)?.[1];
  assert.match(String(folder), /^bin\/[^/]+$/);
  const files = Object.keys(metadata.manifests[`linux/x64:${provider}`] ?? {});
  assert.ok(files.includes('./libonnxruntime_providers_cuda.so'), files.join());
  assert.ok(files.includes('./libonnxruntime_providers_tensorrt.so'), files.join());
  assert.match(dockerfile, /bin\/\*\/linux\/x64\/libonnxruntime_providers_tensorrt\.so/);
});
