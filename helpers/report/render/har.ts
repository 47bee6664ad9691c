import type { Entry, Header, Log, Page, Request, Response } from 'har-format';
import type { ScenarioEvidence } from '../../checks/result';
import { MAX_EVIDENCE_CHARACTERS, type Exchange, type HeaderField } from '../../http/exchange';
import { READ_BACK_COMMAND } from '../../http/read-command';
import { compareBy } from '../order';
import type { Report } from '../report';

/** Length of the file, in bytes. */
export const MAX_HAR_BYTES = 16 * 2 ** 20;

/** Space for the comment at the end of the file. */
const COMMENT_BYTES = 2_000;

/** One scenario, and all that it sent. */
type Scenario = Pick<ScenarioEvidence, 'title' | 'exchanges' | 'unjudged'>;

/** An exchange with the page of its scenario. */
interface Sent {
  exchange: Exchange;
  page: Page;
}

const count = (items: number, noun: string) =>
  `${items.toLocaleString('en-GB')} ${noun}${items === 1 ? '' : 's'}`;

const toDate = (ms: number) => new Date(ms).toISOString();

const toHeaders = (fields: readonly HeaderField[]): Header[] =>
  fields.map(([name, value]) => ({ name, value }));

function valueOf(fields: readonly HeaderField[], wanted: string): string {
  return fields.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? '';
}

/** Returns the URL of a request. The marks of redacted secrets have brackets, which no path has. */
function urlOf(baseUrl: string, { request }: Exchange): string {
  return (baseUrl + request.target).replace(/[^\x21-\x7e]|["<>[\\\]^`{|}]/g, encodeURIComponent);
}

function requestOf(exchange: Exchange, baseUrl: string): Request {
  const { method, headers, httpVersion, body, bodyBytes, bodyScript, partial } = exchange.request;
  const url = urlOf(baseUrl, exchange);
  const query = URL.canParse(url) ? [...new URL(url).searchParams] : [];
  return {
    method,
    url,
    httpVersion: httpVersion === '2' ? 'HTTP/2' : 'HTTP/1.1',
    cookies: [],
    headers: toHeaders(headers),
    queryString: query.map(([name, value]) => ({ name, value })),
    ...(body !== undefined && {
      postData: {
        mimeType: valueOf(headers, 'content-type'),
        text: body,
        ...(bodyScript !== undefined && {
          comment: `The text is not the whole body. A command for a shell that prints it: ${bodyScript}`,
        }),
      },
    }),
    headersSize: -1,
    bodySize: bodyBytes,
    ...(partial && { comment: 'Not recorded in full: truncated, or with a redacted secret.' }),
  };
}

/** Returns a response. Without a status line its status is 0, as in browsers. */
function responseOf({ request, response, failure }: Exchange): Response {
  const { status = 0, headers = [], body, bodyBytes = 0 } = response ?? {};
  return {
    status,
    statusText: '',
    httpVersion: request.httpVersion === '2' ? 'HTTP/2' : 'HTTP/1.1',
    cookies: [],
    headers: toHeaders(headers),
    content: {
      size: bodyBytes,
      mimeType: valueOf(headers, 'content-type') || 'x-unknown',
      ...(body !== undefined && { text: body }),
    },
    redirectURL: valueOf(headers, 'location'),
    headersSize: -1,
    // Content codings are removed, so the length on the wire is not known.
    bodySize: -1,
    ...(failure && { comment: `${failure.kind}: ${failure.message}` }),
  };
}

function entryOf({ exchange, page }: Sent, baseUrl: string, shows: readonly string[]): Entry {
  const { id, startedAt, durationMs, note } = exchange;
  const comment = [
    `${page.title}, exchange ${id}`,
    ...(shows.length > 0 ? [`shows ${shows.join(', ')}`] : []),
    note ?? [],
  ].flat();
  return {
    pageref: page.id,
    startedDateTime: toDate(startedAt),
    time: durationMs,
    request: requestOf(exchange, baseUrl),
    response: responseOf(exchange),
    cache: {},
    // Only the whole is measured.
    timings: { send: 0, wait: durationMs, receive: 0 },
    comment: comment.join('; '),
  };
}

/** Returns the findings that each exchange shows, by its id: requirement and code. */
function findingsByExchange({ requirements }: Pick<Report, 'requirements'>) {
  const shows = new Map<string, Set<string>>();
  for (const { id, findings } of requirements) {
    for (const { code, exchanges, others } of findings) {
      const shown = [exchanges, ...others.map((other) => other.exchanges)].flatMap(
        (each) => each.at(-1) ?? [],
      );
      for (const each of shown) {
        const exchange = typeof each === 'string' ? each : each.id;
        shows.set(exchange, (shows.get(exchange) ?? new Set()).add(`${id} ${code}`));
      }
    }
  }
  return shows;
}

/**
 * Renders `exchanges.har`, HTTP Archive 1.2, in parts: all exchanges of a run in the order they were
 * sent, each scenario as a page. Over the limit, those that show a finding are kept first.
 *
 * @param max limit in bytes
 */
export function* renderHar(
  report: Pick<Report, 'suite' | 'target' | 'requirements' | 'requests'>,
  scenarios: readonly Scenario[],
  max = MAX_HAR_BYTES,
): Generator<string, void> {
  const { suite, target, requests } = report;
  const sent = scenarios
    .flatMap(({ title, exchanges, unjudged = [] }, index) => {
      const all = [...exchanges, ...unjudged].filter(
        ({ request }) => request.method !== READ_BACK_COMMAND,
      );
      const began = Math.min(...all.map(({ startedAt }) => startedAt));
      const page = (): Page => ({
        startedDateTime: toDate(began),
        id: `scenario-${String(index + 1)}`,
        title,
        pageTimings: {},
      });
      const own = all.length === 0 ? undefined : page();
      return own ? all.map((exchange): Sent => ({ exchange, page: own })) : [];
    })
    .sort(compareBy(({ exchange }) => exchange.startedAt));
  const shows = findingsByExchange(report);
  const write = (each: Sent) =>
    JSON.stringify(entryOf(each, target.baseUrl, [...(shows.get(each.exchange.id) ?? [])]));
  const sizeOf = (text: string) => Buffer.byteLength(text) + 2;

  const pages = [...new Set(sent.map(({ page }) => page))];
  const creator = { name: suite.name, version: suite.version };
  const head: Pick<Log, 'version' | 'creator' | 'pages'> = { version: '1.2', creator, pages };
  const begin = `{"log":${JSON.stringify(head).slice(0, -1)},"entries":[`;
  const space = max - sizeOf(begin) - COMMENT_BYTES;
  const isCited = ({ exchange }: Sent) => shows.has(exchange.id);
  const reserved = sent.filter(isCited).reduce((sum, each) => sum + sizeOf(write(each)), 0);
  let [cited, others] = [space, space - reserved];

  yield begin;
  let written = 0;
  for (const each of sent) {
    const entry = write(each);
    const size = sizeOf(entry);
    if (size > (isCited(each) ? cited : others)) continue;
    if (isCited(each)) cited -= size;
    else others -= size;
    yield `${written === 0 ? '' : ','}\n${entry}`;
    written++;
  }
  const left = Math.max(sent.length, requests) - written;
  const comment = [
    `${count(written, 'exchange')} with ${target.baseUrl}, ${left === 0 ? 'all of the run' : `without ${String(left)} of the run, which are over a limit`}.`,
    `The file has at most ${count(max, 'byte')}. A body has at most ${count(MAX_EVIDENCE_CHARACTERS, 'character')}, with a note behind a longer one.`,
    'Secrets are redacted: $API_TOKEN stands for the token.',
  ];
  yield `\n],"comment":${JSON.stringify(comment.join(' '))}}}\n`;
}
