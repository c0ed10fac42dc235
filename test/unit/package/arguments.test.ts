import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PackageUsageError, readPackageArguments } from '../../../scripts/package/arguments.ts';
import { hostName, TARGET_NAMES } from '../../../scripts/package/target.ts';

function names(...args: readonly string[]): string[] {
  const request = readPackageArguments(args);
  assert.ok(request !== 'help');
  return request.targets.map(({ name }) => name);
}

describe('arguments of npm run package', () => {
  it('take one platform, several, or all, each once', () => {
    assert.deepEqual(names('--target', 'win32-x64'), ['win32-x64']);
    assert.deepEqual(names('--target', 'win32-x64', '--target', 'linux-x64'), [
      'win32-x64',
      'linux-x64',
    ]);
    assert.deepEqual(names('--target', 'linux-x64', 'darwin-arm64'), ['linux-x64', 'darwin-arm64']);
    assert.deepEqual(names('--target', 'linux-x64,all'), [...TARGET_NAMES]);
    assert.equal(readPackageArguments(['--help']), 'help');
  });

  it('mean this machine when there are none', (context) => {
    const known: readonly string[] = TARGET_NAMES;
    if (!known.includes(hostName())) return context.skip(`no packages for ${hostName()}`);
    assert.deepEqual(names(), [hostName()]);
  });

  it('ask for a test of what runs on this machine only', (context) => {
    const known: readonly string[] = TARGET_NAMES;
    if (!known.includes(hostName())) return context.skip(`no packages for ${hostName()}`);
    const asked = (...args: string[]) => readPackageArguments(args) as { readonly test: boolean };
    assert.equal(asked().test, false);
    assert.equal(asked('--test').test, true);
    assert.equal(asked('--target', 'all', '--test').test, true);
    const other = TARGET_NAMES.find((name) => name !== hostName()) ?? '';
    assert.throws(() => asked('--target', other, '--test'), PackageUsageError);
  });

  it('name a platform that is known', () => {
    const wrong = [['--target', 'linux-x86'], ['linux-x64'], ['--targets', 'all'], ['--target']];
    for (const args of wrong) {
      assert.throws(() => readPackageArguments(args), PackageUsageError, args.join(' '));
    }
    assert.throws(
      () => readPackageArguments(['--target', 'beos']),
      /"beos"; --target takes linux-/,
    );
  });
});
