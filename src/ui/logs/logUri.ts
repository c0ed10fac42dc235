import * as vscode from 'vscode';
import type { LogSubject } from './logFollower.ts';

/** Scheme of documents that show a container's log; the manifest's menus name it. */
export const LOG_SCHEME = 'yolo-log';

/** The document of a container's log. */
export function logUri({ project, deployment, replica, containerId }: LogSubject): vscode.Uri {
  const folder = [project, deployment, String(replica)].map(encodeURIComponent).join('/');
  // What stands in a tab is the last part.
  const name = `${encodeURIComponent(deployment)}-${replica}.log`;
  return vscode.Uri.from({
    scheme: LOG_SCHEME,
    path: `/${folder}/${name}`,
    query: containerId ?? '',
  });
}

/** Whose log a document shows; undefined when its address is not one of ours. */
export function logSubject({ path, query }: vscode.Uri): LogSubject | undefined {
  const [, ...names] = path.split('/');
  try {
    const [project, deployment, replica] = names.map(decodeURIComponent);
    if (!project || !deployment || names.length !== 4 || !/^\d+$/.test(replica ?? '')) {
      return undefined;
    }
    const containerId = query === '' ? undefined : query;
    return { project, deployment, replica: Number(replica), containerId };
  } catch {
    return undefined;
  }
}
