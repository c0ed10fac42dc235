/**
 * Short names for model files, by path: the base name without its extension, with as many folders
 * before it as tell it from the others, such as `exp2/weights/best`.
 */
export function distinctNames(paths: readonly string[]): Map<string, string> {
  const names = new Map<string, string>();
  let open = [...new Set(paths)];
  for (let count = 1; open.length > 0; count++) {
    const users = new Map<string, number>();
    for (const path of open) users.set(tail(path, count), (users.get(tail(path, count)) ?? 0) + 1);
    open = open.filter((path) => {
      const name = tail(path, count);
      if ((users.get(name) ?? 0) > 1 && segments(path).length > count) return true;
      names.set(path, name);
      return false;
    });
  }
  return names;
}

function tail(path: string, count: number): string {
  return segments(path).slice(-count).join('/');
}

function segments(path: string): string[] {
  return path.replace(/\.onnx$/i, '').split(/[\\/]/);
}
