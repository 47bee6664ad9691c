import type { Exchange, HeaderField } from '../../http/exchange';

/**
 * Quotes a text as a shell word. A redacted secret becomes its variable, in double quotes; COOKIE is
 * what the response before it set.
 */
function quoteWord(text: string): string {
  if (text === '') return "''";
  return text
    .split(/(\[(?:API_TOKEN|FORBIDDEN_TOKEN|EXPIRED_TOKEN|COOKIE)\])/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\[([A-Z_]+_TOKEN|COOKIE)\]$/.test(part)
        ? `"$${part.slice(1, -1)}"`
        : `'${part.replaceAll("'", "'\\''")}'`,
    )
    .join('');
}

/** Fields that curl adds by itself, the second one with a body. `-H 'Name:'` removes one. */
const ADDED_BY_CURL = ['Accept', 'Content-Type'] as const;

const isAuthorization = ([name]: HeaderField) => name.toLowerCase() === 'authorization';

/** Returns the options for a field. curl sends `Name;` as a field without a value. */
function headerOption([name, value]: HeaderField): string {
  if (value === '') return `-H '${name};'`;
  return isAuthorization([name, value])
    ? `-H "${name}: ${value}"`
    : `-H ${quoteWord(`${name}: ${value}`)}`;
}

/** Returns the options of curl for a request, with $BASE_URL and $API_TOKEN for the shell. */
function curlOptions({ request }: Exchange): string {
  const { method, target, headers, body, httpVersion } = request;
  const names = headers.map(([name]) => name.toLowerCase());
  const added = ADDED_BY_CURL.filter((name) => !names.includes(name.toLowerCase()));
  const suppressed = body === undefined ? added.slice(0, 1) : added;
  const http2 = httpVersion === '2' ? ' --http2' : '';
  const parts = [
    `-sS -i -g --path-as-is${http2} -X ${method} "$BASE_URL"${quoteWord(target)}`,
    ...headers.filter(isAuthorization).map(headerOption),
    ...headers.filter((field) => !isAuthorization(field)).map(headerOption),
    ...suppressed.map((name) => `-H '${name}:'`),
    ...(body === undefined ? [] : [`--data-raw ${quoteWord(body)}`]),
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
