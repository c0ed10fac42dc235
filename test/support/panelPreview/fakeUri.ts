import { posix } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** `vscode.Uri` for files. */
export class Uri {
  readonly scheme: string;
  readonly path: string;

  constructor(scheme: string, path: string) {
    this.scheme = scheme;
    this.path = path;
  }

  static file(path: string): Uri {
    return new Uri('file', path);
  }

  static parse(text: string): Uri {
    return new Uri('file', fileURLToPath(text));
  }

  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...parts) });
  }

  get fsPath(): string {
    return this.path;
  }

  with({ path }: { readonly path?: string }): Uri {
    return new Uri(this.scheme, path ?? this.path);
  }

  toString(): string {
    return pathToFileURL(this.path).href;
  }
}
