import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Settings of the machine that VS Code's server runs on: where those that name hosts belong. In a
 * person's own settings they are dropped as soon as that file is written again.
 * @returns for the option `prepare` of a flow.
 */
export function machineSettings(
  settings: Readonly<Record<string, unknown>>,
): (workspace: string) => void {
  return (workspace) => {
    const file = join(workspace, '..', 'user-data', 'Machine', 'settings.json');
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, JSON.stringify(settings));
  };
}
