/** Names and values of a URL's query, in order and with repetitions. */
export function queryPairs(url: string): [string, string][] {
  const mark = url.indexOf('?');
  return mark === -1 ? [] : [...new URLSearchParams(url.slice(mark + 1))];
}
