import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contentProblems } from '../../../scripts/package/contents.ts';
import { filesNamedIn, type Manifest } from '../../../scripts/package/manifest.ts';
import { TARGET_NAMES, type TargetName, targetNamed } from '../../../scripts/package/target.ts';

const manifest: Manifest = {
  name: 'yolo-dock',
  version: '1.0.0',
  dependencies: {},
  main: './dist/extension.js',
  icon: 'media/icon.png',
};

const bundles = [
  'dist/extension.js',
  'dist/chunks/detectObjects-A1.js',
  'dist/server.js',
  'dist/webview/detect.js',
];

const COMMON = [
  ...bundles,
  'dist/chunks/proto/types.proto',
  'package.json',
  'package.nls.json',
  'package.nls.zh-cn.json',
  'l10n/bundle.l10n.zh-cn.json',
  'README.md',
  'CHANGELOG.md',
  'LICENSE.txt',
  'ThirdPartyNotices.txt',
  'media/icon.png',
  'schemas/yolo.schema.json',
  ...['server.js', 'package.json', 'package-lock.json'].map((name) => `dist/container/${name}`),
  ...['tsconfig.json', 'package.json', 'src/server/entry.ts'].map(
    (name) => `dist/debug/server/${name}`,
  ),
  ...['Dockerfile', 'Dockerfile.cuda', '.dockerignore'].map((name) => `templates/onnx/${name}`),
  'dist/afterDebug.cjs',
  'templates/kubernetes/README.md',
  ...['main.py', 'openapi.json'].map((name) => `templates/python/yolo_server/${name}`),
  ...['pytorch', 'tensorrt'].map((name) => `templates/${name}/Dockerfile.${name}`),
  ...['server.js', 'package.json', 'package-lock.json'].map((name) => `dist/container/${name}`),
  ...['exporter.js', 'nvmlWorker.js', 'package.json', 'package-lock.json'].map(
    (name) => `dist/exporter/${name}`,
  ),
  'samples/parts/yolo.json',
  'samples/parts/images/line-01.jpg',
  'samples/parts/models/parts-v10.onnx',
  ...['onnxruntime-node', 'onnxruntime-common', 'sharp', 'detect-libc', 'semver'].map(
    (name) => `node_modules/${name}/package.json`,
  ),
  'node_modules/koffi/src/koffi/indirect.js',
];

const onnx = (platform: string, ...files: readonly string[]): string[] =>
  files.map((file) => `node_modules/onnxruntime-node/bin/napi-v6/${platform}/${file}`);

const BINDING = 'onnxruntime_binding.node';
const NATIVE: Readonly<Record<TargetName, readonly string[]>> = {
  'linux-x64': [
    ...onnx('linux/x64', BINDING, 'libonnxruntime.so.1'),
    'node_modules/@img/sharp-linux-x64/lib/sharp-linux-x64-0.35.5.node',
    'node_modules/@koromix/koffi-linux-x64/native/koffi.node',
    'node_modules/@img/sharp-libvips-linux-x64/lib/libvips-cpp.so.8.18.7',
  ],
  'linux-arm64': [
    ...onnx('linux/arm64', BINDING, 'libonnxruntime.so.1'),
    'node_modules/@img/sharp-linux-arm64/lib/sharp-linux-arm64-0.35.5.node',
    'node_modules/@koromix/koffi-linux-arm64/native/koffi.node',
    'node_modules/@img/sharp-libvips-linux-arm64/lib/libvips-cpp.so.8.18.7',
  ],
  'darwin-arm64': [
    ...onnx('darwin/arm64', BINDING, 'libonnxruntime.1.dylib'),
    'node_modules/@img/sharp-darwin-arm64/lib/sharp-darwin-arm64-0.35.5.node',
    'node_modules/@koromix/koffi-darwin-arm64/native/koffi.node',
    'node_modules/@img/sharp-libvips-darwin-arm64/lib/libvips-cpp.8.18.7.dylib',
  ],
  'win32-x64': [
    ...onnx('win32/x64', BINDING, 'onnxruntime.dll', 'DirectML.dll'),
    'node_modules/@img/sharp-win32-x64/lib/sharp-win32-x64-0.35.5.node',
    'node_modules/@koromix/koffi-win32-x64/native/koffi.node',
    'node_modules/@img/sharp-win32-x64/lib/libvips-42.dll',
  ],
};

function problems(names: readonly string[], platform: TargetName = 'linux-x64'): string[] {
  const target = targetNamed(platform);
  assert.ok(target);
  return contentProblems(names, { manifest, target, bundles });
}

const whole = (platform: TargetName): string[] => [...COMMON, ...NATIVE[platform]];

describe('contents of a package', () => {
  for (const platform of TARGET_NAMES) {
    it(`has nothing to say against a whole one for ${platform}`, () => {
      assert.deepEqual(problems(whole(platform), platform), []);
    });

    it(`misses every single file of one for ${platform}`, () => {
      for (const name of whole(platform)) {
        if (name.endsWith('DirectML.dll')) continue;
        const rest = whole(platform).filter((other) => other !== name);
        assert.equal(problems(rest, platform).length, 1, name);
      }
    });

    it(`takes no other platform's native files for those of ${platform}`, () => {
      for (const other of TARGET_NAMES) {
        if (other === platform) continue;
        const found = problems([...whole(platform), ...NATIVE[other]], platform);
        assert.equal(found.length, NATIVE[other].length, `${other}: ${found.join('; ')}`);
        assert.ok(problems([...COMMON, ...NATIVE[other]], platform).length >= 7);
      }
    });
  }

  it('refuses what only development needs', () => {
    const files = [
      'src/extension.ts',
      'dist/extension.js.map',
      'node_modules/semver/index.d.ts',
      'node_modules/sharp/src/sharp.cc',
      'node_modules/semver/test/index.js',
      'samples/parts/training/train.py',
      'docs/testing.md',
      'package-lock.json',
      'out/yolo-dock.vsix',
    ];
    for (const file of files) {
      assert.match(problems([...whole('linux-x64'), file]).join(), new RegExp(`${file} is a`));
    }
  });

  it('refuses what is not for others', () => {
    for (const file of ['.env', '.npmrc', 'media/key.pem', 'id_rsa', '.git/config', '.cache/a']) {
      assert.notDeepEqual(problems([...whole('linux-x64'), file]), [], file);
    }
  });

  it('refuses native files in places of their own, other C libraries, and GPU libraries', () => {
    const files = [
      'dist/addon.node',
      'node_modules/semver/lib.so.1',
      'node_modules/@img/sharp-linuxmusl-x64/index.cjs',
      'node_modules/@img/sharp-wasm32/lib/sharp-wasm32.node.wasm',
      ...onnx('linux/x64', 'libonnxruntime_providers_cuda.so'),
      ...onnx('linux/arm64', 'readme.txt'),
    ];
    for (const file of files) {
      assert.equal(problems([...whole('linux-x64'), file]).length, 1, file);
    }
  });

  it('says what is missing', () => {
    const rest = whole('linux-x64').filter((name) => !/icon|libonnx|zh-cn/.test(name));
    assert.deepEqual(problems(rest), [
      "the manifest's sentences in zh-cn is missing",
      'the sentences in zh-cn is missing',
      'media/icon.png is missing',
      'ONNX Runtime for linux-x64 is missing',
    ]);
  });
});

describe('files named in a manifest', () => {
  it('are found wherever they are', () => {
    const contributes = {
      commands: [{ title: 'Detect', icon: { light: 'media/a.svg', dark: 'media/b.svg' } }],
      menus: [{ when: 'resourceExtname =~ /^\\.png$/i' }],
      view: { icon: '$(info)', when: 'a.b', link: 'https://example.com/a.png' },
    };
    const found = filesNamedIn({ main: './dist/extension.js', contributes });
    assert.deepEqual(found, ['dist/extension.js', 'media/a.svg', 'media/b.svg']);
  });
});
