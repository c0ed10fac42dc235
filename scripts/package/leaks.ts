/** What must not leave this machine, by the texts that give it away. */
const SECRETS: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{16}/],
  ['a token of npm', /npm_[A-Za-z0-9]{36}/],
  ['a token of npm', /_authToken\s*=\s*[A-Za-z0-9-]{8}/],
  ['a token of GitHub', /gh[pousr]_[A-Za-z0-9]{36}|github_pat_\w{40}/],
  ['a key of Amazon', /\bAKIA[0-9A-Z]{16}\b/],
  ['a token of Slack', /xox[abprs]-[A-Za-z0-9-]{20}/],
];

/**
 * Secrets in a file of a package, and paths of the machine that it was made on, a sentence each.
 * @param folders the machine's own, which nothing in the package may name.
 */
export function leaks(name: string, text: string, folders: readonly string[]): string[] {
  return [
    ...SECRETS.filter(([, pattern]) => pattern.test(text)).map(
      ([what]) => `${name} contains ${what}`,
    ),
    ...folders
      .filter((folder) => text.includes(folder))
      .map((folder) => `${name} names ${folder}, a folder of this machine`),
  ];
}
