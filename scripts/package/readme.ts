const LINK = /(?<!!)\[([^\]]+)\]\((?!\w+:|#)([^)]+)\)/g;
const PICTURE = /!\[[^\]]*\]\((?!\w+:)([^)]+)\)/g;

/**
 * The README as it ships while the project has no public address to complete relative links with.
 * In an editor such a link leads nowhere, so its text stays. Pictures come with the package.
 */
export function shippedReadme(readme: string): string {
  return readme.replace(LINK, '$1');
}

/** Paths of the pictures that a README shows out of its own package. */
export function picturesOf(readme: string): string[] {
  return [...readme.matchAll(PICTURE)].map(([, path = '']) => path);
}
