import type { Exchange } from '../../../helpers/http/exchange';
import { compare } from '../../../helpers/report/compare';
import { renderHtml } from '../../../helpers/report/html/page';
import type { Report } from '../../../helpers/report/report';
import { provenance } from '../../../helpers/report/run-metadata';
import {
  baseline,
  exchange,
  finding,
  minimalReport,
  requirementResult,
} from '../support/sample-report';
import { expect, openAll, test } from './fixtures';
import { waived } from './waived';

const body =
  '{"data":[{"id":101,"name":"Ann","email":"ann@example.test"},{"id":102,"name":"Bob","roles":[]}]}';
const response = { status: 200, headers: [['Content-Type', 'application/json'] as const], body };
const shown: Exchange = { ...exchange, response: { ...response, bodyBytes: body.length } };
const { request } = exchange;
const failure = { kind: 'timeout', message: 'No response within 2000 ms.' } as const;

const detach = finding('expected users `101`; got 101, 102 (102 is still attached)', {
  occurrences: 3,
  pointers: [],
  difference: {
    attached: { ids: ['101'], count: 1 },
    missing: { ids: [], count: 0 },
    tooMany: { ids: ['102'], count: 250 },
  },
  exchanges: [{ id: '0.1', request, startedAt: 0, durationMs: 1, failure, note: 'A note.' }, shown],
  others: [{ message: 'expected users 103; got nobody', exchanges: ['0.1'] }],
});
const email = finding('/data/0/email: expected integer or null, got string', {
  exchanges: [shown],
});

const after = minimalReport({
  verdict: 'nonconformant',
  notes: ['Another client attaches users to customer 7.'],
  contract: provenance().contract,
  requirements: [
    requirementResult('detach.unlisted', { verdict: 'failed', failed: 2, findings: [detach] }),
    requirementResult('user.email', { verdict: 'failed', failed: 1, findings: [email] }),
    requirementResult('auth.challenge', { verdict: 'warning', failed: 1 }),
    requirementResult('auth.expired', { verdict: 'untested', reason: 'waits for EXPIRED_TOKEN' }),
    requirementResult('attach.one'),
  ],
  observations: [
    { id: 'error-body', value: 'JSON', exchanges: ['0.1'] },
    { id: 'get', value: 'answered 200', exchanges: [] },
  ],
  waitedMs: 1200,
  scenarios: [
    {
      title: 'Detach: users left out of the list',
      waitedMs: 1200,
      exchanges: [
        { id: '0.1', atMs: 1, durationMs: 3, status: 200 },
        { id: '0.2', atMs: 9, durationMs: 5, status: 503 },
      ],
    },
    { title: 'Silent: waits for a setting', waitedMs: 0, exchanges: [] },
  ],
});
const before: Report = {
  ...after,
  failOn: 'should',
  requirements: after.requirements.map((each) => ({ ...each, verdict: 'passed' })),
  observations: [{ id: 'get', value: 'answered 404', exchanges: [] }],
  scenarios: [{ title: 'Detach', waitedMs: 0, exchanges: [{ id: '0.1', atMs: 1, durationMs: 2 }] }],
};

/** Golden files in `golden/` of all that a screen reader finds with everything open. */
test.describe('The page reads as', () => {
  for (const [file, report, previous] of [
    ['page', { ...after, baseline: baseline(['The pin of get changed.']) }, compare(before, after)],
    ['page-waived', waived({ ...after, waitedMs: 0, scenarios: [] }), undefined],
    ['page-inconclusive', minimalReport({ verdict: 'inconclusive', notes: ['Why.'] }), undefined],
  ] as const) {
    test(file, async ({ open }) => {
      const page = await open(renderHtml(report, previous));
      await openAll(page);
      expect(await page.locator('body').ariaSnapshot()).toMatchSnapshot(`${file}.txt`);
    });
  }
});
