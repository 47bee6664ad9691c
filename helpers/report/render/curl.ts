import type { Exchange } from '../../http/exchange';

/** A single-quoted shell word; a secret's place in it is its variable, in double quotes. */
function word(text: string): string {
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

/** One request as curl takes it, with $BASE_URL and $API_TOKEN for the shell to fill in. */
function curlOptions({ request }: Exchange): string {
  const authorization = request.headers.find(([name]) => name === 'Authorization')?.[1];
  const typed = request.headers.some(([name]) => name === 'Content-Type');
  const parts = [
    `-sS -i -g --path-as-is -X ${request.method} "$BASE_URL"${word(request.target)}`,
    // `Name;` is how curl sends a header without a value.
    ...(authorization === undefined
      ? []
      : [authorization === '' ? "-H 'Authorization;'" : `-H "Authorization: ${authorization}"`]),
    ...request.headers
      .filter(([name]) => name !== 'Authorization')
      .map(([name, value]) => `-H ${word(`${name}: ${value}`)}`),
    ...(request.body === undefined
      ? []
      : [...(typed ? [] : ["-H 'Content-Type:'"]), `--data-raw ${word(request.body)}`]),
  ];
  return parts.join(' \\\n  ');
}

/** Clocks are read to the hundredth of a millisecond: so much is no overlap. */
const ROUNDING_MS = 0.05;

/** Whether a request was sent before the one in front of it was answered. */
function overlaps(exchange: Exchange, before: Exchange | undefined): boolean {
  return (
    before !== undefined && exchange.startedAt < before.startedAt + before.durationMs - ROUNDING_MS
  );
}

/** Lines one after the other; those of requests that overlapped do so again. */
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
 * A few lines of shell that send the same requests without the suite; `undefined` where a body was
 * too large to be kept, or its bytes are no text.
 *
 * @param oneConnection whether all of them go over one connection, and show nothing otherwise
 */
export function reproduce(
  exchanges: readonly Exchange[],
  { oneConnection = false } = {},
): string | undefined {
  const whole = exchanges.every(({ request }) => request.partial !== true);
  if (!whole || exchanges.length === 0) return undefined;
  return oneConnection
    ? `curl ${exchanges.map(curlOptions).join(' \\\n  --next ')}`
    : inOrder(exchanges);
}
