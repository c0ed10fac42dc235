// The design's arrows. Each rule says what it protects; `npm run check` fails on any breach.

/** Folders of src that a folder may import from, besides itself. */
const arrows = {
  // Sentences that are not yet in anybody's language.
  text: [],
  contract: [],
  vision: [],
  project: ['text'],
  engine: ['text'],
  gpu: ['text'],
  // Runs in a container of its own.
  exporter: ['gpu'],
  kubernetes: ['text', 'project', 'deployment'],
  server: ['vision', 'contract'],
  deployment: ['text', 'contract', 'project', 'engine', 'gpu'],
  ui: ['text', 'contract', 'project', 'engine', 'gpu', 'deployment', 'kubernetes'],
};

/** Single files beyond that, each without a native package behind it. */
const exceptions = {
  // What the exporter is told of containers; one shape for who tells and who is told.
  deployment: ['^src/exporter/toldContainers'],
  // What a model file says of itself is read in the editor too, without running it; and both sides
  // of a panel share its protocol and its pure logic.
  ui: [
    '^src/vision/(onnx/|types|modelError)',
    '^webview/(protocol|monitorProtocol|wire)',
    '^webview/detect/(logic/|strings)',
    '^webview/monitor/strings',
  ],
};

/** Packages that only some folders may import, and which. */
const packages = {
  vscode: ['src/ui', 'src/extension.ts'],
  sharp: ['src/vision', 'src/server'],
  'onnxruntime-node': ['src/vision', 'src/server'],
  dockerode: ['src/engine'],
};

const folder = (name) => `^src/${name}/`;

/** @type {import('dependency-cruiser').IConfiguration} */
// biome-ignore lint/style/noDefaultExport: the tool reads the default export.
export default {
  forbidden: [
    ...Object.entries(arrows).map(([from, to]) => ({
      name: `arrows-of-${from}`,
      comment: `src/${from} may import from ${to.join(', ') || 'no other folder'} only.`,
      severity: 'error',
      from: { path: folder(from) },
      to: {
        path: '^(src|webview|test|scripts|bench)/',
        pathNot: [...[from, ...to].map(folder), ...(exceptions[from] ?? [])],
      },
    })),
    ...Object.entries(packages).map(([name, allowed]) => ({
      name: `only-here-${name}`,
      comment: `Only ${allowed.join(' and ')} may import ${name}.`,
      severity: 'error',
      from: { path: '^src/', pathNot: allowed.map((path) => `^${path}`) },
      to: {
        path: [`^${name}$`, `node_modules/(@types/)?${name}/`],
        dependencyTypesNot: ['type-only'],
      },
    })),
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
    {
      name: 'no-dev-packages-in-src',
      comment: 'What ships may not need what does not.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    // TypeScript 7 has no API for other tools to parse with.
    parser: 'swc',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
