import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { ensurePythonTool } from './pythonTool.ts';

/** Carries the schemas that the Kubernetes project publishes, of every version in use. */
const PACKAGE = 'kubernetes-validate==1.37.0';
/** Versions that manifests must suit: the oldest and the newest that the README names. */
export const VERSIONS = ['1.31', '1.37'] as const;

/** Objects of these kinds have no schema there, because clusters learn of them later. */
const PROGRAM = `
import json, sys
import kubernetes_validate as kv
found = []
for item in json.load(sys.stdin):
    try:
        kv.validate(item["object"], item["version"], strict=True)
        found.append("ok")
    except kv.SchemaNotFoundError:
        found.append("no schema")
    except kv.ValidationError as error:
        path = ".".join(str(part) for part in error.path)
        found.append(f"{item['object']['kind']} {path}: {error.message}")
json.dump(found, sys.stdout)
`;

/**
 * What the official schemas, which allow no unknown key, say of objects: `ok`, `no schema`, or what
 * is wrong.
 * @throws MeansError when the schemas cannot be had.
 */
export async function officialVerdicts(
  objects: readonly object[],
  version: string,
): Promise<readonly string[]> {
  const { python, folder } = await ensurePythonTool(PACKAGE);
  const child = spawn(python, ['-c', PROGRAM], {
    env: { ...process.env, PYTHONPATH: folder },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.end(JSON.stringify(objects.map((object) => ({ object, version }))));
  return JSON.parse(await text(child.stdout)) as string[];
}
