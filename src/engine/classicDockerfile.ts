/**
 * The Dockerfile without what only BuildKit reads: `RUN --mount=…` loses its mounts, which only
 * cache, and `COPY --link` its flag. Line numbers stay.
 */
export function forClassicBuilder(dockerfile: string): string {
  return dockerfile
    .replace(/(--mount=type=(?:cache|tmpfs)\S*)[ \t]*/g, '')
    .replace(/^(\s*(?:COPY|ADD)\b[^\n]*?)\s--link(?:=\S+)?/gim, '$1');
}
