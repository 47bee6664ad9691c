import type { Exchange } from '../../../helpers/http/exchange';
import type { Finding, Report } from '../../../helpers/report/report';
import type { Code, RequestKind, RequirementId } from '../../../helpers/contract/requirements';
import { baseline, exchange, finding } from '../support/sample-report';

/** Texts that the page has to show. Each sets `owned` if it acts. */
export const HOSTILE: Readonly<Record<string, string>> = {
  script: '<script>window.owned=1</script>',
  'the end of a style': '</style><img src=x onerror="window.owned=1">',
  'the end of a script': '</script><svg onload="window.owned=1">',
  'the end of an attribute': '" onclick="window.owned=1" autofocus onfocus="window.owned=1',
  'a link that acts': 'javascript:window.owned=1',
  markup: '<a href="javascript:window.owned=1">click</a><!-- <iframe src=//example.test>',
  entities: '&lt;b&gt; &#x3c;script&#x3e;',
  'an override to right-to-left': 'user\u202etxt.exe\u202c \u2066\u2067',
  'lone surrogates': 'a\ud800b\udc00c',
  controls: 'a\0b\x1b[31m\x07\x08\u0085\u200b\ufeff',
  'line ends': 'a\nb\r\nc\u2028d',
  backquotes: '`</code><script>window.owned=1</script>`',
};

/** All of them in one text. */
export const ALL = Object.values(HOSTILE).join(' | ');

function hostileExchange(id: string, text: string): Exchange {
  return {
    ...exchange,
    id,
    request: {
      ...exchange.request,
      target: `/customers/${text}`,
      headers: [[text, text]],
      body: text,
    },
    response: {
      status: 200,
      headers: [[text, text]],
      body: JSON.stringify({ data: [{ id: 101, name: text, [text]: text }] }),
      bodyBytes: text.length,
    },
    failure: { kind: 'incomplete', message: text },
    note: text,
  };
}

function hostileFinding(text: string, number = 1): Finding {
  const ids = [`0.${String(number)}`, `1.${String(number)}`];
  return finding(text, {
    occurrences: 57,
    pointers: ['/data/0/name', `/data/0/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`],
    difference: {
      attached: { ids: ['101'], count: 1 },
      missing: { ids: [text], count: 1 },
      tooMany: { ids: [text], count: 1 },
    },
    exchanges: ids.map((id) => hostileExchange(id, text)),
    others: [{ message: text, exchanges: ids.slice(0, 1) }],
    reproduce: `curl ${text}`,
    waiver: { requirement: 'user.name', code: 'number', reason: text, owner: text, expires: text },
  });
}

/** A report whose every text that may come from elsewhere is the given text. */
export function reportOf(real: Report, text: string): Report {
  const hostileId = text as RequirementId;
  const [first, second, ...others] = real.requirements;
  if (!first || !second) throw new Error('a report without requirements');
  return {
    ...real,
    notes: [text],
    suite: { name: text, version: text },
    contract: { ...real.contract, title: text, version: text },
    catalogue: { ...real.catalogue, edition: text },
    target: { ...real.target, baseUrl: `http://${text}`, customers: [text], users: [text] },
    requirements: [
      {
        ...first,
        id: hostileId,
        source: `#/${text}, RFC ${text}, ${text}`,
        statement: text,
        verdict: 'failed',
        findings: [hostileFinding(text)],
      },
      { ...second, id: hostileId, verdict: 'untested', reason: text, findings: [] },
      ...others,
    ],
    observations: [{ id: text, value: text, exchanges: ['0.1'] }],
    scenarios: [
      {
        title: text,
        waitedMs: 1200,
        exchanges: [
          { id: '0.1', atMs: 1, durationMs: 3, status: 429 },
          { id: '1.1', atMs: 2, durationMs: 0, failure: 'incomplete' },
        ],
      },
    ],
    waitedMs: 1200,
    baseline: {
      ...baseline([text]),
      file: text,
      waivers: [
        {
          requirement: hostileId,
          code: text as Code,
          request: text as RequestKind,
          property: text,
          reason: text,
          owner: text,
          expires: text,
          lines: [1, 2],
          state: 'used',
        },
      ],
      pins: [
        { observation: text, value: text, line: 3, observed: text, state: 'moved' },
        { observation: `${text}!`, value: text, line: 4, state: 'unobserved' },
      ],
    },
  };
}

/** A report of many findings, with bodies as large as they are kept. */
export function largeReport(real: Report, findings = 100, requests = 450): Report {
  const user = (_each: unknown, index: number) =>
    `{"id":${String(101 + index)},"name":"Jensen Parker","email":"user@example.test","roles":["agent"]}`;
  const truncate = (text: string) => `${text.slice(0, 4000)}… (6200 more characters)`;
  const body = truncate(`{"data":[${Array.from({ length: 60 }, user).join(',')}`);
  const sent = truncate(`{"user_ids":[${'101,'.repeat(1200)}`);
  const large = (number: number): Finding => {
    const hostile = hostileFinding(`sync ${String(number)}: expected users 101; got 102`, number);
    return {
      ...hostile,
      pointers: ['/data/3/email', '/data/11/email'],
      exchanges: hostile.exchanges.map((each) => ({
        ...each,
        request: { ...each.request, body: sent },
        response: { status: 200, headers: [], body, bodyBytes: 10_200 },
      })),
      reproduce: `curl --data-raw '${sent}' "$BASE_URL"`,
      others: Array.from({ length: 50 }, () => ({
        message: `sync to [${'101, '.repeat(40)}]: expected users 101; got nobody`,
        exchanges: ['0.1'],
      })),
    };
  };
  const perRequirement = Math.ceil(findings / 20);
  return {
    ...real,
    verdict: 'nonconformant',
    requests,
    requirements: real.requirements.map((requirement, index) => ({
      ...requirement,
      verdict: index < 20 ? 'failed' : requirement.verdict,
      findings: Array.from({ length: index < 20 ? perRequirement : 0 }, (_each, number) =>
        large(index * perRequirement + number),
      ),
    })),
    scenarios: Array.from({ length: 60 }, (_each, row) => ({
      title: `Scenario: number ${String(row)} of those that are run`,
      waitedMs: 0,
      exchanges: Array.from({ length: Math.ceil(requests / 60) }, (_exchange, number) => ({
        id: `${String(row)}.${String(number)}`,
        atMs: row * 40 + number * 5,
        durationMs: 1 + ((row * 7 + number * 13) % 40),
        status: 200,
      })),
    })),
  };
}
