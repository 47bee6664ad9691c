import type { Exchange } from '../../http/exchange';

/** Quotes a text as a shell word. A redacted secret becomes its variable, in double quotes. */
function quoteWord(text: string): string {
  if (text === '') return "''";
  return text
    .split(/(\[(?:API_TOKEN|FORBIDDEN_TOKEN|EXPIRED_TOKEN)\])/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\[[A-Z_]+_TOKEN\]$/.test(part)
        ? `"$${part.slice(1, -1)}"`
        : `'${part.replaceAll("'", "'\\''")}'`,
    )
    .join('');
}

/** Returns the options of curl for a request, with $BASE_URL and $API_TOKEN for the shell. */
function curlOptions({ request }: Exchange): string {
  const authorization = request.headers.find(([name]) => name === 'Authorization')?.[1];
  const typed = request.headers.some(([name]) => name === 'Content-Type');
  const parts = [
    `-sS -i -g --path-as-is -X ${request.method} "$BASE_URL"${quoteWord(request.target)}`,
    // curl sends `Name;` as a header without a value.
    ...(authorization === undefined
      ? []
      : [authorization === '' ? "-H 'Authorization;'" : `-H "Authorization: ${authorization}"`]),
    ...request.headers
      .filter(([name]) => name !== 'Authorization')
      .map(([name, value]) => `-H ${quoteWord(`${name}: ${value}`)}`),
    ...(request.body === undefined
      ? []
      : [...(typed ? [] : ["-H 'Content-Type:'"]), `--data-raw ${quoteWord(request.body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** Times are rounded to 0.01 ms. A smaller overlap may be due to rounding. */
const ROUNDING_MS = 0.05;

/** Returns whether a request was sent before the response to the preceding one. */
function overlaps(exchange: Exchange, before: Exchange | undefined): boolean {
  return (
    before !== undefined && exchange.startedAt < before.startedAt + before.durationMs - ROUNDING_MS
  );
}

/** Returns curl lines in order. Overlapping requests run in the background together. */
function inOrder(exchanges: readonly Exchange[]): string {
  const lines = exchanges.map((exchange, index) => {
    const next = exchanges[index + 1];
    const first = overlaps(exchange, exchanges[index - 1]);
    const follows = next !== undefined && overlaps(next, exchange);
    const line = `curl ${curlOptions(exchange)}`;
    if (!first && !follows) return line;
    return follows ? `${line} &` : `${line} &\nwait`;
  });
  return lines.join('\n');
}

/**
 * Returns a shell script that sends the same requests with curl; `undefined` if a request was not
 * recorded completely.
 *
 * @param oneConnection whether the requests must share one connection
 */
export function reproduce(
  exchanges: readonly Exchange[],
  { oneConnection = false } = {},
): string | undefined {
  const complete = exchanges.every(({ request }) => request.partial !== true);
  if (!complete || exchanges.length === 0) return undefined;
  return oneConnection
    ? `curl ${exchanges.map(curlOptions).join(' \\\n  --next ')}`
    : inOrder(exchanges);
}
