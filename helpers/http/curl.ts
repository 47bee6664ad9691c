import type { Exchange, HeaderField } from './exchange';
import { READ_BACK_COMMAND } from './read-command';

/**
 * Quotes a text as a shell word. A redacted secret becomes its variable, in double quotes; COOKIE has
 * the cookies that a response before it set, and EXTRA_HEADER_1 a value of EXTRA_HEADERS.
 */
function quoteWord(text: string): string {
  if (text === '') return "''";
  return text
    .split(/(\[(?:API_TOKEN|FORBIDDEN_TOKEN|EXPIRED_TOKEN|EXTRA_HEADER_\d+|COOKIE)\])/)
    .filter((part) => part !== '')
    .map((part) =>
      /^\[([A-Z_]+_TOKEN|EXTRA_HEADER_\d+|COOKIE)\]$/.test(part)
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

const inSeconds = (ms: number) => String(Math.max(1, Math.round(ms / 1000)));

/** Returns the options for a body. curl would ask for leave to send a megabyte: `Expect`. */
function dataOptions(body: string | undefined, script: string | undefined): string[] {
  if (script !== undefined) return ["-H 'Expect:'", '--data-binary @-'];
  return body === undefined ? [] : [`--data-raw ${quoteWord(body)}`];
}

/** Returns the line for a request. A body that cannot be in the line comes through a pipe. */
function curlLine(exchange: Exchange): string {
  const { bodyScript, method, target } = exchange.request;
  // The target is the variable with the customer.
  if (method === READ_BACK_COMMAND) return `${target} sh -c "$${READ_BACK_COMMAND}"`;
  const line = `curl ${curlOptions(exchange)}`;
  return bodyScript === undefined ? line : `${bodyScript} |\n  ${line}`;
}

/** Returns the options of curl for a request, with $BASE_URL and $API_TOKEN for the shell. */
function curlOptions({ request, failure, durationMs }: Exchange): string {
  const { method, target, headers, body, bodyScript, httpVersion, clientKey } = request;
  const names = headers.map(([name]) => name.toLowerCase());
  const added = ADDED_BY_CURL.filter((name) => !names.includes(name.toLowerCase()));
  const suppressed = body === undefined ? added.slice(0, 1) : added;
  const http2 = httpVersion === '2' ? ' --http2' : '';
  const passphrase = clientKey === 'encrypted' ? ' --pass "$CLIENT_KEY_PASSPHRASE"' : '';
  const certificate = clientKey ? [`--cert "$CLIENT_CERT" --key "$CLIENT_KEY"${passphrase}`] : [];
  // A request that is never answered ends as it did in the run.
  const limit = failure?.kind === 'timeout' ? ` --max-time ${inSeconds(durationMs)}` : '';
  const parts = [
    `-sS -i -g --path-as-is -w '\\n'${http2}${limit} -X ${method} "$BASE_URL"${quoteWord(target)}`,
    ...certificate,
    ...headers.filter(isAuthorization).map(headerOption),
    ...headers.filter((field) => !isAuthorization(field)).map(headerOption),
    ...suppressed.map((name) => `-H '${name}:'`),
    ...dataOptions(body, bodyScript),
  ];
  return parts.join(' \\\n  ');
}

/** Times are rounded to 0.01 ms. A smaller overlap may be due to rounding. */
const ROUNDING_MS = 0.05;

/**
 * Returns whether a request was sent before the response to the preceding one, and depends on that.
 * Others are sent at the same time to save time.
 */
function overlaps(exchange: Exchange, before: Exchange | undefined): boolean {
  return (
    before !== undefined &&
    [exchange, before].every(({ request }) => request.kind === 'overlapping') &&
    exchange.startedAt < before.startedAt + before.durationMs - ROUNDING_MS
  );
}

const hasField = (headers: readonly HeaderField[] | undefined, field: string) =>
  headers?.some(([name]) => name.toLowerCase() === field) ?? false;

/** Returns a line that shows a response, and keeps its cookies in COOKIE. */
const keepCookies = (line: string) =>
  `COOKIE=$(${line} | tee /dev/stderr |
  tr -d '\\r' | grep -i '^set-cookie:' | cut -d: -f2- | cut -d';' -f1 | paste -sd';' -)`;

/** Returns the index of the response whose cookies the requests after it send; -1 if there is none. */
function cookieSource(exchanges: readonly Exchange[]): number {
  const sent = exchanges.findIndex(({ request }) =>
    request.headers.some(([, value]) => value === '[COOKIE]'),
  );
  return exchanges
    .slice(0, Math.max(0, sent))
    .findLastIndex(({ response }) => hasField(response?.headers, 'set-cookie'));
}

/** Returns curl lines in order. Overlapping requests run in the background together. */
function inOrder(exchanges: readonly Exchange[]): string {
  const source = cookieSource(exchanges);
  const lines = exchanges.map((exchange, index) => {
    const next = exchanges[index + 1];
    const first = overlaps(exchange, exchanges[index - 1]);
    const follows = next !== undefined && overlaps(next, exchange);
    const line = index === source ? keepCookies(curlLine(exchange)) : curlLine(exchange);
    if (!first && !follows) return line;
    return follows ? `${line} &` : `${line} &\nwait`;
  });
  return lines.join('\n');
}

/**
 * Returns a shell script that sends the same requests with curl; `undefined` if a request was not
 * recorded completely.
 *
 * @param oneConnection whether the requests must share one connection, whatever the last one is
 */
export function reproduce(
  exchanges: readonly Exchange[],
  { oneConnection = false } = {},
): string | undefined {
  const complete = exchanges.every(({ request }) => request.partial !== true);
  if (!complete || exchanges.length === 0) return undefined;
  const isOne = oneConnection || exchanges.at(-1)?.request.kind === 'behind-mistake';
  // One curl reads one body from its standard input.
  if (isOne && exchanges.some(({ request }) => request.bodyScript !== undefined)) {
    return undefined;
  }
  return isOne ? `curl ${exchanges.map(curlOptions).join(' \\\n  --next ')}` : inOrder(exchanges);
}
