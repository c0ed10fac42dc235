import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import { ROOT } from '../paths.ts';

interface PackageManifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  /** As npm had it in its first years; some packages never changed it. */
  readonly licenses?: readonly { readonly type: string }[];
  readonly author?: string | { readonly name: string };
  readonly repository?: string | { readonly url: string };
}

const HEAD =
  'YOLO Dock contains the packages below. Their licences follow; those of packages that are not\n' +
  'bundled lie beside them in node_modules.';

/** Modules that a plugin of the bundler makes up have a word with a colon before their names. */
const PACKAGE = /^(?![\w-]+:).*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** The folders of the packages that went into bundles. */
function bundledPackages(metafiles: readonly Metafile[]): string[] {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((input) => PACKAGE.exec(input)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Names and licences of the packages that went into bundles, which their licences ask to be said. */
export function thirdPartyNotices(metafiles: readonly Metafile[]): string {
  const notices = bundledPackages(metafiles).map((folder) => noticeOf(join(ROOT, folder)));
  // One package may be there twice, below two others.
  return `${[HEAD, ...new Set(notices)].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** @throws Error when a package does not say what its licence is. */
function noticeOf(folder: string): string {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as PackageManifest;
  const { name, version, licenses, author, repository } = manifest;
  const license = manifest.license ?? licenses?.map(({ type }) => type).join(' or ');
  if (!license) throw new Error(`${file} names no licence.`);
  const [text] = readdirSync(folder).filter((entry) => /^licen[cs]e/i.test(entry));
  const own = text === undefined ? '' : readFileSync(join(folder, text), 'utf8').trim();
  const by = typeof author === 'string' ? author : author?.name;
  const from = typeof repository === 'string' ? repository : repository?.url;
  const said = own || [by && `Copyright ${by}`, from].filter(Boolean).join('\n');
  return `${name} ${version} (${license})\n\n${said.replaceAll('\r\n', '\n')}`;
}
