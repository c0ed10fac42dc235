import { filesNamedIn, type Manifest } from './manifest.ts';
import { nativeProblems } from './nativeFiles.ts';
import type { Target } from './target.ts';

/** What a package is judged by. */
export interface Expectation {
  readonly manifest: Manifest;
  readonly target: Target;
  /** The bundles, as paths in the package. */
  readonly bundles: readonly string[];
}

/** Languages besides English that the extension speaks. */
const LANGUAGES = ['zh-cn'];

/** Files that must be there, whatever the manifest says. */
const ALWAYS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['the manifest', /^package\.json$/],
  ['the README', /^readme\.md$/i],
  ['the changelog', /^changelog\.md$/i],
  ['the licence', /^license(\.\w+)?$/i],
  ['the licences of bundled packages', /^ThirdPartyNotices\.txt$/],
  ["the manifest's sentences", /^package\.nls\.json$/],
  ...LANGUAGES.flatMap((language): [string, RegExp][] => [
    [`the manifest's sentences in ${language}`, exactly(`package.nls.${language}.json`)],
    [`the sentences in ${language}`, exactly(`l10n/bundle.l10n.${language}.json`)],
  ]),
  ['a sample model', /^samples\/parts\/models\/.+\.onnx$/],
  ['a sample picture', /^samples\/parts\/images\/.+\.jpg$/],
  ['the schema of yolo.json', /^schemas\/yolo\.schema\.json$/],
  ...['Dockerfile', 'Dockerfile.cuda', '.dockerignore'].map((name): [string, RegExp] => [
    `the template ${name}`,
    exactly(`templates/onnx/${name}`),
  ]),
  ['the description of manifests', /^templates\/kubernetes\/README\.md$/],
  ...['server.js', 'package.json', 'package-lock.json'].map((name): [string, RegExp] => [
    `${name} of the server's image`,
    exactly(`dist/container/${name}`),
  ]),
  ...['exporter.js', 'nvmlWorker.js', 'package.json', 'package-lock.json'].map(
    (name): [string, RegExp] => [`${name} of the exporter`, exactly(`dist/exporter/${name}`)],
  ),
  ...['tsconfig.json', 'package.json', 'src/server/entry.ts'].map((name): [string, RegExp] => [
    `${name} of the server's sources`,
    exactly(`dist/debug/server/${name}`),
  ]),
  ['the program that outlives debugging', exactly('dist/afterDebug.cjs')],
  ['the Python server', exactly('templates/python/yolo_server/main.py')],
  ['the contract of the Python server', exactly('templates/python/yolo_server/openapi.json')],
  ['the template Dockerfile.pytorch', exactly('templates/pytorch/Dockerfile.pytorch')],
  ['the template Dockerfile.tensorrt', exactly('templates/tensorrt/Dockerfile.tensorrt')],
  ["the sample workspace's yolo.json", /^samples\/parts\/yolo\.json$/],
  ...['onnxruntime-node', 'onnxruntime-common', 'sharp', 'detect-libc', 'semver'].map(
    (name): [string, RegExp] => [
      `the package ${name}`,
      exactly(`node_modules/${name}/package.json`),
    ],
  ),
  ["the descriptions of BuildKit's messages", /^dist\/chunks\/proto\/.+\.proto$/],
  ['the package koffi', /^node_modules\/koffi\/src\/koffi\/indirect\.js$/],
];

/** Files that nobody needs at run time, or that nobody may have. */
const NEVER: readonly (readonly [what: string, pattern: RegExp])[] = [
  // But those that a workspace gets.
  [
    'a source file',
    /^(?!dist\/debug\/server\/src\/|templates\/python\/).*\.(ts|cts|mts|tsx|cc|h|gyp|py)$/,
  ],
  ['a source map', /\.map$/],
  ['a test', /(^|\/)tests?\//],
  ['a training script', /(^|\/)training\//],
  ['a tool of development', /^(src|webview|scripts|bench|docs|out|demo-out|shared)\//],
  [
    'a configuration of development',
    /^(?!dist\/debug\/server\/)(.*\/)?(tsconfig|knip|biome)[^/]*\.json$/,
  ],
  // Images are built with their own.
  ['a lock file', /^(?!dist\/(container|exporter)\/).*package-lock\.json$/],
  ['a package inside a package', /\.vsix$/],
  [
    'a file that is not for others',
    /(^|\/)(\.(?!dockerignore$)[^/]+|id_(rsa|ed25519)[^/]*|[^/]+\.(pem|key|p12|pfx))$/,
  ],
  ['a hidden folder', /(^|\/)\.[^/]+\//],
];

/**
 * What is wrong with the names of the files in a package, a sentence each; none when all is well.
 * Names are relative to the extension's folder.
 */
export function contentProblems(names: readonly string[], expected: Expectation): string[] {
  const { manifest, bundles, target } = expected;
  const present = new Set(names);
  const missing = ALWAYS.filter(([, pattern]) => !names.some((name) => pattern.test(name)));
  const absent = [...new Set([...bundles, ...filesNamedIn(manifest)])].filter(
    (name) => !present.has(name),
  );
  const unwanted = names.flatMap((name) =>
    NEVER.filter(([, pattern]) => pattern.test(name)).map(([what]) => `${name} is ${what}`),
  );
  return [
    ...missing.map(([what]) => `${what} is missing`),
    ...absent.map((name) => `${name} is missing`),
    ...unwanted,
    ...nativeProblems(names, target),
  ];
}

function exactly(name: string): RegExp {
  return new RegExp(`^${name.replaceAll('.', '\\.')}$`);
}
