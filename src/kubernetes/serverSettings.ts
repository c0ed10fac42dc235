import { SERVER_PORT } from '../deployment/containerOptions.ts';
import { modelVariables } from '../deployment/modelVariables.ts';
import type { Workload } from './workload.ts';

/** The environment of a workload's servers. */
export function serverSettings({
  deployment,
  gpu,
  vramMib,
  model,
}: Workload): Record<string, string> {
  return {
    ...modelVariables(model),
    YOLO_DEPLOYMENT: deployment,
    YOLO_DEVICE: gpu ? 'auto' : 'cpu',
    YOLO_PORT: String(SERVER_PORT),
    YOLO_LOG_LEVEL: 'info',
    ...(gpu && vramMib !== undefined && { YOLO_VRAM_LIMIT_MIB: String(vramMib) }),
  };
}
