import { requirementOf, type RequirementId } from '../../../helpers/contract/requirements';
import { combine } from '../../../helpers/reference/patches';
import type { Patch } from '../../../helpers/reference/server';
import type { Report } from '../../../helpers/report/report';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { cli } from '../support/cli';
import { harProblems, readHar } from '../support/har';
import { having, reportOf, resultOf, schemaProblems, targetOf } from '../support/run';
import { fault, listening } from '../support/servers';
import { expect, test } from '../support/test';

/** Returns whether a requirement is judged on every exchange: each shard has a preflight of its own. */
const isJudgedOnAll = (id: RequirementId) =>
  ['response', 'http'].includes(requirementOf(id).chapter) || id === 'set.no-duplicates';

/** The scenario that has each customer: in a shard, those of the shard. */
const EACH = 'each customer detaches users';

/** Returns whether that scenario names a requirement; its failed set-ups are those of others too. */
const isCheckedForEach = (id: RequirementId) =>
  [
    'detach.unlisted',
    'auth.missing',
    'auth.invalid',
    'auth.forbidden',
    'auth.expired',
    'auth.no-echo',
    'readback.persisted',
  ].includes(id);

/** Returns how often a requirement was checked, and failed, without a part of the run. */
function countsWithout(part: Report, { id, checks, failed }: Report['requirements'][number]) {
  const of = isJudgedOnAll(id) || isCheckedForEach(id) ? resultOf(part, id) : undefined;
  return [checks - (of?.checks ?? 0), failed - (of?.failed ?? 0)] as const;
}

/**
 * Returns the part of a report that depends neither on time nor on who got which customer.
 *
 * @param each the report of the scenario that has each customer
 */
function substance(report: Report, each: Report) {
  const { verdict, target, requirements, observations, scenarios, notes } = report;
  return {
    verdict,
    target,
    // A shard does not know how many scenarios the others have.
    notes: notes.filter((note) => !note.includes('selected by --grep')),
    requirements: requirements.map((result) => ({
      id: result.id,
      verdict: result.verdict,
      counts: isJudgedOnAll(result.id) || countsWithout(each, result),
      reason: result.reason,
      findings: result.findings.map(({ code, request, property, message, occurrences }) => [
        code,
        request,
        property,
        // Which exchanges overlapped depends on the time that each took.
        message.replace(/; in progress at the same time: .*/s, ''),
        isJudgedOnAll(result.id) || occurrences,
      ]),
    })),
    observations: observations.flatMap(({ id, value }) => (id === 'latency' ? [] : [[id, value]])),
    scenarios: [...new Set(scenarios.map(({ title }) => title))].sort(),
  };
}

// None of a server that answers by who was attached before: a scenario is judged by what the one
// before it left, and which that was hangs on which worker was faster.
const FAULTY = combine(
  fault('drops-the-last-of-many'),
  fault('email-as-string'),
  fault('unknown-customer-answered-500'),
);
/** Enough for each of the faults to show, and for what needs two customers. */
const SCENARIOS = '--grep=(attach|detach|isolation)[.]spec|an unknown customer';

test.describe('The merge of all shards is the report of the whole', () => {
  for (const [what, patch, code, total, customers, ...args] of [
    ['a conforming server', undefined, 0, 3, 4],
    ['a server with faults', FAULTY, 1, 2, 3, SCENARIOS],
  ] satisfies [string, Patch | undefined, number, number, number, ...string[]][]) {
    test(
      `of ${what}, ${String(total)} on ${String(customers)} customers`,
      { tag: '@long' },
      async ({ reference, conformance }, testInfo) => {
        test.slow();
        const asked = new Set<string | undefined>();
        const noting = listening(({ customer }) => asked.add(customer));
        const server = await reference(patch ? combine(noting, patch) : noting);
        const all = server.customers.slice(0, customers);
        // A restore to nobody succeeds on each.
        const given = { ...targetOf(server, { customers, users: 8 }), RESTORE_USER_IDS: 'none' };
        const whole = await conformance(given, ...args);
        const codes = [];
        const lent: string[][] = [];
        let exchanges = 0;
        for (let current = 1; current <= total; current++) {
          asked.clear();
          const shard = `${String(current)}/${String(total)}`;
          const REPORT_DIR = testInfo.outputPath('shards', String(current));
          const run = await conformance({ ...given, REPORT_DIR }, `--shard=${shard}`, ...args);
          expect(run.stdout).toContain(`Shard ${shard}: `);
          codes.push(run.exitCode);
          const own = reportOf(run).target.customers;
          expect(all.filter((customer) => asked.has(customer))).toEqual(own);
          lent.push(own);
          exchanges += readHar(run.directory).log.entries.length;
        }
        expect(lent.flat().sort()).toEqual(all.toSorted());

        const out = testInfo.outputPath('merged');
        const merged = cli(['merge', testInfo.outputPath('shards'), '--out', out]);
        expect(merged.stderr).toBe('');
        expect([whole.exitCode, Math.max(...codes.map(Number)), merged.status]).toEqual([
          code,
          code,
          code,
        ]);
        const text = readFileSync(path.join(out, 'conformance.json'), 'utf8');
        const report = JSON.parse(text) as Report;
        expect(schemaProblems(report)).toEqual([]);
        const har = readHar(out);
        expect(harProblems(har)).toEqual([]);
        expect(har.log.entries).toHaveLength(exchanges);
        const eachOf = async (ids: readonly string[]) =>
          reportOf(
            await conformance({ ...given, CUSTOMER_IDS: ids.join() }, ...args, `--grep=${EACH}`),
          );
        const [ofShard, ofAll] = [await eachOf(lent[0] ?? []), await eachOf(all)];
        expect(substance(report, ofShard)).toEqual(substance(reportOf(whole), ofAll));
        for (const result of reportOf(whole).requirements) {
          const [checks, failed] = countsWithout(ofAll, result);
          const own = countsWithout(ofShard, resultOf(report, result.id));
          expect(own[0], result.id).toBeGreaterThanOrEqual(checks);
          expect(own[1], result.id).toBeGreaterThanOrEqual(failed);
        }
        expect(having(report, 'failed').length > 0).toBe(code === 1);
      },
    );
  }
});
