/** A link in a message: clicking it runs a command. */
export interface MessageLink {
  readonly title: string;
  readonly command: string;
  readonly argument?: unknown;
}

/**
 * Text of unknown origin for a notification, which would take `[this](command:…)` for a link: a step
 * of a Dockerfile, or a file's name, runs no command.
 */
export function withoutLinks(text: string): string {
  return text.replaceAll('](', '] (');
}

/** A message that ends with a link. */
export function withLink(text: string, { title, command, argument }: MessageLink): string {
  const query = argument === undefined ? '' : `?${encodeURIComponent(JSON.stringify([argument]))}`;
  // A bracket would end the link.
  const escaped = query.replaceAll('(', '%28').replaceAll(')', '%29');
  return `${withoutLinks(text)} · [${title}](command:${command}${escaped} "${title}")`;
}
