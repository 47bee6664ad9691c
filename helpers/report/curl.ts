import type { Exchange } from '../exchange';

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

/** One request as a curl command, with $BASE_URL and $API_TOKEN for the shell to fill in. */
function curlLine({ request }: Exchange): string {
  const authorization = request.headers.find(([name]) => name === 'Authorization')?.[1];
  const typed = request.headers.some(([name]) => name === 'Content-Type');
  const parts = [
    `curl -sS -i -g --path-as-is -X ${request.method} "$BASE_URL"${word(request.target)}`,
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

/**
 * A few lines of shell that send the same requests without the suite; `undefined` where a body was
 * too large to be kept, or its bytes are no text.
 */
export function reproduce(exchanges: readonly Exchange[]): string | undefined {
  const whole = exchanges.every(({ request }) => request.partial !== true);
  return whole && exchanges.length > 0 ? exchanges.map(curlLine).join('\n') : undefined;
}
