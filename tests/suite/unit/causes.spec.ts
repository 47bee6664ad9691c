import { expect, test } from '@playwright/test';
import type { Check } from '../../../helpers/checks/result';
import type { Waiver } from '../../../helpers/config/baseline';
import type { RequirementId, RequestKind } from '../../../helpers/contract/requirements';
import type { Exchange } from '../../../helpers/http/exchange';
import { groupByCause, linkConsequences } from '../../../helpers/report/causes';
import { findings } from '../../../helpers/report/findings';
import type { Finding, RequirementResult } from '../../../helpers/report/report';
import { exchange, finding, requirementResult } from '../support/sample-report';
import { readTables } from '../support/table';

/** "requirement code exchanges...": a failed check, by the numbers of its exchanges. */
const tables = readTables<{
  consequences: { title: string; failed: string[]; follow: Record<string, string> }[];
  situations: { title: string; sent: [scenario: string, request: string][]; found: string[] }[];
}>('unit/tables/causes.yaml');

type Code = Finding['code'];

function toCheck(text: string): Check & { code: Code } {
  const [requirement, code, ...exchanges] = text.split(' ') as [RequirementId, Code, ...string[]];
  const defects = [{ code, message: 'it is wrong', pointers: [] }];
  return { requirement, outcome: 'failed', exchanges, defects, code };
}

/** Returns a result with a finding for each code, whose evidence is that of its checks. */
function toResults(checks: readonly ReturnType<typeof toCheck>[]): RequirementResult[] {
  const ids = [...new Set(checks.map(({ requirement }) => requirement))];
  return ids.map((id) => {
    const own = checks.filter(({ requirement }) => requirement === id);
    const all = [...new Set(own.map(({ code }) => code))].map((code) => {
      const [first, ...others] = own.filter((check) => check.code === code);
      return finding('it is wrong', {
        code,
        exchanges: (first?.exchanges ?? []).map((each) => ({ ...exchange, id: each })),
        others: others.map(({ exchanges }) => ({ message: 'as well', exchanges })),
      });
    });
    return requirementResult(id, { verdict: 'failed', failed: own.length, findings: all });
  });
}

const linked = (checks: readonly ReturnType<typeof toCheck>[], results = toResults(checks)) =>
  linkConsequences(results, checks);

const follow = (results: readonly RequirementResult[]) =>
  Object.fromEntries(
    results.flatMap(({ id, findings: all }) =>
      all.flatMap(({ code, consequenceOf }) =>
        consequenceOf
          ? [[`${id} ${code}`, `${consequenceOf.requirement} ${consequenceOf.code}`]]
          : [],
      ),
    ),
  );

for (const { title, failed, follow: expected } of tables.consequences) {
  test(`Consequences: ${title}`, () => {
    expect(follow(linked(failed.map(toCheck)))).toEqual(expected);
  });
}

test('A failure follows from no waived one, unless it is waived as well', () => {
  const checks = ['http.no-5xx status-500 1', 'body.large server-error 1'].map(toCheck);
  const waiver: Waiver = {
    requirement: 'http.no-5xx',
    code: 'status-500',
    reason: 'r',
    owner: 'o',
    expires: '2027-01-31',
  };
  const waive = (result: RequirementResult) => ({
    ...result,
    findings: result.findings.map((each) => ({ ...each, waiver })),
  });
  const [cause, other] = toResults(checks);
  if (!cause || !other) throw new Error('there are two');
  expect(follow(linked(checks, [waive(cause), other]))).toEqual({});
  expect(follow(linked(checks, [waive(cause), waive(other)]))).not.toEqual({});
});

test('Requirements come the worst first, each with those that follow from it', () => {
  const results = linked(
    [
      'response.media-type missing 9',
      'attach.many rejected 4',
      'attach.one rejected 3',
      'http.no-5xx status-500 1',
      'ids.range server-error 1',
      'body.large server-error 1',
      'body.large not-attached 2',
    ].map(toCheck),
  );
  const passed = requirementResult('user.id');
  const groups = groupByCause([passed, ...results]).map(({ result, consequences }) =>
    [result, ...consequences].map(({ id }) => id),
  );
  expect(groups.flat().sort()).toEqual([passed, ...results].map(({ id }) => id).sort());
  expect(groups).toContainEqual(['attach.one', 'attach.many']);
  expect(groups).toContainEqual(['http.no-5xx', 'ids.range']);
  expect(groups).toContainEqual(['body.large']);
  expect(groups.at(-1)).toEqual(['user.id']);
});

test('A report whose findings follow from each other loses none of them', () => {
  const consequenceOf = (requirement: RequirementId) => ({
    findings: [finding('it is wrong', { consequenceOf: { requirement, code: 'accepted' } })],
  });
  const groups = groupByCause([
    requirementResult('ids.range', consequenceOf('ids.unknown')),
    requirementResult('ids.unknown', consequenceOf('ids.range')),
    requirementResult('ids.strict', consequenceOf('auth.missing')),
  ]);
  const all = groups.flatMap(({ result, consequences }) => [result, ...consequences]);
  expect(all.map(({ id }) => id).sort()).toEqual(['ids.range', 'ids.strict', 'ids.unknown']);
});

test('A finding shows evidence that recurs before a smaller one that does not', () => {
  const sent = ['1', '2'].map((id, index) => ({
    ...exchange,
    id,
    request: { ...exchange.request, bodyBytes: index * 100 },
  }));
  const [once, again] = sent.map(({ id }) => toCheck(`http.error-json not-json ${id}`));
  if (!once || !again) throw new Error('two checks are needed');
  const shownFirst = (first: Check) =>
    findings([first, again], [{ title: 'x', exchanges: sent }])[0]?.exchanges.map(({ id }) => id);
  expect(shownFirst(once)).toEqual(['1']);
  expect(shownFirst({ ...once, notRepeated: true })).toEqual(['2']);
});

for (const { title, sent, found } of tables.situations) {
  test(`Failures of any request are distinguished: ${title}`, () => {
    const exchanges = sent.map(([scenario, request], index) => {
      const kind = (request.startsWith('[') ? 'sync' : request) as RequestKind;
      const body = kind === 'sync' ? `{"user_ids":${request}}` : '{}';
      const headers = ['Accept: application/json', 'Authorization: Bearer $API_TOKEN']
        .concat('Content-Type: application/json')
        .map((line) => line.split(': ') as [string, string]);
      const answered: Exchange = {
        ...exchange,
        id: String(index),
        request: { ...exchange.request, kind, headers, body, bodyBytes: body.length },
        response: { status: 500, headers: [], body: '', bodyBytes: 0 },
      };
      return { scenario, answered };
    });
    const titles = [...new Set(sent.map(([scenario]) => scenario))];
    const checks = exchanges.map(({ answered: { id, request } }) => ({
      ...toCheck(`http.no-5xx status-500 ${id}`),
      request: request.kind === 'sync' ? ('sync' as const) : ('invalid-request' as const),
    }));
    const scenarios = titles.map((each) => ({
      title: each,
      exchanges: exchanges.flatMap(({ scenario, answered }) =>
        scenario === each ? [answered] : [],
      ),
    }));
    const all = findings(checks, scenarios);
    expect(
      all.map(({ message, occurrences }) => `${message} x${String(occurrences)}`).sort(),
    ).toEqual(found);
  });
}
