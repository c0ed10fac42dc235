import { win32 } from 'node:path';

/**
 * Where the driver's library may be, the likeliest first. The unversioned name belongs to the
 * development package and may be absent.
 */
export function libraryFiles(
  platform: NodeJS.Platform = process.platform,
  env: Readonly<Record<string, string | undefined>> = process.env,
): string[] {
  if (platform === 'linux') {
    return [
      'libnvidia-ml.so.1',
      // WSL2, where the Windows driver brings it.
      '/usr/lib/wsl/lib/libnvidia-ml.so.1',
      // NixOS.
      '/run/opengl-driver/lib/libnvidia-ml.so.1',
    ];
  }
  if (platform !== 'win32') return [];
  // Whole paths only: a bare name might be found in the folder that is open.
  const system = env['SystemRoot'] ?? 'C:\\Windows';
  const programs = env['ProgramFiles'] ?? 'C:\\Program Files';
  return [
    win32.join(system, 'System32', 'nvml.dll'),
    win32.join(programs, 'NVIDIA Corporation', 'NVSMI', 'nvml.dll'),
  ];
}
