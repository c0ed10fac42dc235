import { join } from 'node:path';
import { openApiDocument } from '../../src/contract/openApi.ts';
import { VERSION } from '../../src/server/version.ts';
import { PYTHON_SERVER } from './pythonMeans.ts';

/** Where the Python server has the contract's document. */
export const CONTRACT_FILE = join(PYTHON_SERVER, 'yolo_server', 'openapi.json');

/** The contract's document as the servers send it. */
export function contractText(): string {
  return `${JSON.stringify(openApiDocument(VERSION), null, 1)}\n`;
}
