/**
 * Stands in for the desktop program of VS Code where there is none: understands the arguments that
 * `@vscode/test-electron` passes, runs the tests in the extension host of VS Code's server with a
 * browser without a display, and exits with their code.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './chromium.ts';
import { ensureServer } from './installServer.ts';
import { runInExtensionHost } from './runInExtensionHost.ts';
import { SuiteOutput } from './suiteOutput.ts';
import { temporaryFolder } from './temporaryFolder.ts';
import { writeSettings } from './userSettings.ts';

const { values, positionals } = parseArgs({
  // Arguments that only mean something to a desktop program are passed over.
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
    'disable-workspace-trust': { type: 'boolean' },
  },
});
const path = (value: unknown) => (typeof value === 'string' ? resolve(value) : undefined);

// Who started this may be killed without a word to its children.
const parent = process.ppid;
setInterval(() => process.ppid === parent || process.exit(1), 250).unref();

await ensureChromium();
await ensureServer();
const userData = path(values['user-data-dir']) ?? temporaryFolder('user-data');
writeSettings(userData);
const output = new SuiteOutput();
try {
  process.exitCode = await runInExtensionHost({
    userData,
    extensions: path(values['extensions-dir']) ?? temporaryFolder('extensions'),
    restricted: values['disable-workspace-trust'] !== true,
    folder: path(positionals[0]),
    development: path(values.extensionDevelopmentPath),
    tests: path(values.extensionTestsPath),
    print: output.print,
  });
} finally {
  output.explain();
}
