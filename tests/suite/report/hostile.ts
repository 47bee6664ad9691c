import type { Exchange } from '../../../helpers/http/exchange';
import type { Finding, Report, RequirementResult } from '../../../helpers/report/report';

/** What a page must show, and must not take for its own; each sets `owned` if it acts. */
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

/** All of it, in one text. */
export const ALL = Object.values(HOSTILE).join(' | ');

function exchange(id: string, text: string): Exchange {
  return {
    id,
    request: {
      method: 'POST',
      target: `/customers/${text}`,
      headers: [
        ['Authorization', 'Bearer $API_TOKEN'],
        [text, text],
      ],
      body: text,
      bodyBytes: text.length,
    },
    response: {
      status: 200,
      headers: [
        ['X-Hostile', text],
        [text, text],
      ],
      body: JSON.stringify({ data: [{ id: 101, name: text, [text]: text }] }),
      bodyBytes: text.length,
    },
    failure: { kind: 'incomplete', message: text },
    startedAt: 0,
    durationMs: 1,
    note: text,
  };
}

export function findingOf(text: string, number = 1): Finding {
  return {
    signature: text,
    message: text,
    instances: 57,
    places: ['/data/0/name', `/data/0/${text.replaceAll('~', '~0').replaceAll('/', '~1')}`],
    difference: {
      attached: { ids: ['101'], count: 1 },
      missing: { ids: [text], count: 1 },
      tooMany: { ids: [text], count: 1 },
    },
    exchanges: [exchange(`0.${String(number)}`, text), exchange(`1.${String(number)}`, text)],
    others: [{ message: text, exchanges: [`0.${String(number)}`] }],
    reproduce: `curl ${text}`,
    waiver: { requirement: 'user.name', reason: text, owner: text, expires: text },
  };
}

/** A report in which every text that may come from elsewhere is one text. */
export function reportOf(real: Report, text: string): Report {
  const hostileId = text as RequirementResult['id'];
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
        findings: [findingOf(text)],
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
      file: text,
      sha256: 'a'.repeat(64),
      waivers: [
        {
          requirement: hostileId,
          property: text,
          signature: text,
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
      problems: [text],
    },
  };
}

/** As the run of a whole catalogue with many findings: 450 requests, bodies as large as they are kept. */
export function largeReport(real: Report, findings = 100, requests = 450): Report {
  const user = (id: number) =>
    `{"id":${String(id)},"name":"Jensen Parker","email":"user.${String(id)}@example.test","roles":["agent"],"permissions":["users.invite"],"created_at":"2021-11-21T21:47:54Z","updated_at":"2022-06-17T00:07:18Z"}`;
  const listed = Array.from({ length: 60 }, (_each, index) => user(101 + index)).join(',');
  const body = `${`{"data":[${listed}`.slice(0, 4000)}… (6200 more characters)`;
  const asked = `${`{"user_ids":[${'101,'.repeat(1200)}`.slice(0, 4000)}… (800 more characters)`;
  const large = (number: number): Finding => {
    const finding = findingOf(`sync ${String(number)}: expected users 101; got 102`, number);
    return {
      ...finding,
      places: ['/data/3/email', '/data/11/email'],
      exchanges: finding.exchanges.map((each) => ({
        ...each,
        request: { ...each.request, body: asked },
        response: { status: 200, headers: each.response?.headers ?? [], body, bodyBytes: 10_200 },
      })),
      reproduce: `curl --data-raw '${asked}' "$BASE_URL"`,
      others: Array.from({ length: 50 }, () => ({
        message: `sync to [${'101, '.repeat(40)}]: expected users 101; got nobody`,
        exchanges: ['0.1'],
      })),
    };
  };
  const each = Math.ceil(findings / 20);
  return {
    ...real,
    verdict: 'nonconformant',
    requests,
    requirements: real.requirements.map((requirement, index) =>
      index < 20
        ? {
            ...requirement,
            verdict: 'failed',
            checks: 60,
            failed: 57,
            findings: Array.from({ length: each }, (_each, number) => large(index * each + number)),
          }
        : { ...requirement, findings: [] },
    ),
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
