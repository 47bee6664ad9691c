import type { Waiver } from '../../../helpers/config/baseline';
import type { Exchange } from '../../../helpers/http/exchange';
import type {
  BaselineResult,
  Finding,
  Report,
  RequirementResult,
} from '../../../helpers/report/report';
import { requirements, type RequirementId } from '../../../helpers/contract/requirements';

/** A text from a target with every kind of markup, and with characters that are none. */
export const HOSTILE = [
  '<script>alert(1)</script><img src=x onerror=alert(1)>',
  '![picture](http://127.0.0.1/p.png) [click](javascript:alert(1)) <http://127.0.0.1/auto>',
  'http://127.0.0.1/bare www.example.com a@example.com @octocat #1 GH-1',
  '`code` ``more`` **bold** ~~gone~~ | a | b | &lt; \\` $x$',
  ']]> --> <!-- <![CDATA[ &amp; &#0; " \'',
  '\u0000\u0001\u0008\u000b\u001b[31m\u007f\u0085\u2028\u202e\ufffe\uffff\ud800',
].join(' ');

/** Lines that begin commands, headings and lists where they are not escaped. */
export const LINES =
  'one\r\n::set-output name=a::b\n##[error]no\n##vso[task.complete]\n# Heading\n- item\n> quote\n```\nfence\n---\n<div>\n\n    code';

/** An exchange whose response is hostile. */
export const exchange: Exchange = {
  id: '0.1',
  request: {
    method: 'POST',
    target: '/customers/7/users',
    headers: [['Authorization', 'Bearer $API_TOKEN']],
    body: '{"user_ids":[101]}',
    bodyBytes: 18,
  },
  response: { status: 422, headers: [['X-Hostile', HOSTILE]], body: HOSTILE, bodyBytes: 99 },
  startedAt: 1_700_000_000_000,
  durationMs: 1,
};

export function finding(message: string, more: Partial<Finding> = {}): Finding {
  return {
    code: 'still-attached',
    message,
    occurrences: 2,
    pointers: ['/data/0/email'],
    exchanges: [exchange],
    others: [],
    reproduce: 'curl -sS -i \\\n  --data-raw \'{"user_ids":[101]}\'',
    ...more,
  };
}

/** A baseline without waivers that is out of date, or not. */
export function baseline(problems: string[] = []): BaselineResult {
  return { file: 'b.yaml', sha256: 'c'.repeat(64), waivers: [], pins: [], problems };
}

const waiver: Waiver = {
  requirement: 'user.email',
  code: 'string',
  reason: `clients cope ${HOSTILE}`,
  owner: '@team/users',
  expires: '2027-01-31',
};

/** Requirements of each verdict, the waived ones with and without other findings. */
const SAMPLE: Partial<Record<RequirementId, Partial<RequirementResult>>> = {
  'detach.unlisted': {
    verdict: 'failed',
    failed: 2,
    findings: [
      finding(HOSTILE),
      finding(LINES, { code: 'lost' }),
      finding('a third', { code: 'unrequested', waiver }),
    ],
  },
  'user.email': { verdict: 'waived', failed: 1, findings: [finding(LINES, { waiver })] },
  'auth.status': { verdict: 'warning', failed: 1, findings: [finding(LINES + HOSTILE)] },
  'auth.expired': { verdict: 'untested', checks: 0, reason: `waits for ${HOSTILE}${LINES}` },
  'attach.one': {},
  'http.no-leak': {},
};

/** A requirement of the catalogue that passed. */
export function requirementResult(
  id: RequirementId,
  more: Partial<RequirementResult> = {},
): RequirementResult {
  const found = requirements.find((requirement) => requirement.id === id);
  if (!found) throw new Error(`no requirement ${id}`);
  const { level, basis, statement, source } = found;
  return {
    id,
    level,
    basis,
    statement,
    source: source.join(', '),
    verdict: 'passed',
    checks: 3,
    failed: 0,
    findings: [],
    ...more,
  };
}

/** A report without requirements. */
export function minimalReport(more: Partial<Report> = {}): Report {
  return {
    verdict: 'conformant',
    scope: {
      customers: 1,
      longestList: 4,
      readBack: false,
      description: '1 customer, lists up to 4 users; nothing read back',
    },
    notes: [],
    suite: { name: 'sync-users-conformance', version: '0.1.0' },
    contract: { title: 'Client API', version: '0.1.0', sha256: 'a'.repeat(64) },
    catalogue: { edition: '1.0', sha256: 'b'.repeat(64) },
    target: {
      baseUrl: 'https://staging.example.com/*v1*_@a_&b',
      embedded: false,
      customers: ['7'],
      users: ['101', '102', '103', '104'],
    },
    startedAt: '2023-01-01T12:00:00.250Z',
    durationMs: 1500,
    requests: 1,
    waitedMs: 0,
    seed: 1,
    failOn: 'must',
    requirements: [],
    observations: [],
    scenarios: [],
    ...more,
  };
}

/** A report of some requirements whose target tries to be taken for something else. */
export function sampleReport(more: Partial<Report> = {}): Report {
  return minimalReport({
    verdict: 'nonconformant',
    notes: [HOSTILE, LINES],
    requirements: requirements
      .filter(({ id }) => id in SAMPLE)
      .map(({ id }) => requirementResult(id, SAMPLE[id])),
    observations: [{ id: 'error-body', value: HOSTILE + LINES, exchanges: ['0.1'] }],
    ...more,
  });
}
