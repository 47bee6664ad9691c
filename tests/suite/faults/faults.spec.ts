import { expect } from '@playwright/test';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from '../../../helpers/fixtures';
import { startReference, type ReferenceServer } from '../../../helpers/reference/server';
import { curlExemption } from './curl-exemptions';
import { reproduce } from './reproduction';
import { RESULT, type MatrixResult } from './result';
import { openSubject, reportOf, targetOf } from './session';
import { subjects, type Subject } from './subjects';

const SCENARIOS = path.join(__dirname, '..', '..', 'conformance');

/** Needs two customers that no scenario has used: some faults answer by the customer before. */
const FIRST = 'isolation.spec.ts';

/** Declares all scenarios in the current describe: each file is loaded again. */
function declareScenarios(): void {
  const files = readdirSync(SCENARIOS).filter((name) => name.endsWith('.spec.ts'));
  for (const file of [FIRST, ...files.filter((name) => name !== FIRST)]) {
    const module = path.join(SCENARIOS, file);
    Reflect.deleteProperty(require.cache, module);
    // oxlint-disable-next-line typescript/no-require-imports -- an import would be cached
    require(module);
  }
}

async function resultOf(subject: Subject): Promise<MatrixResult> {
  const report = reportOf(await openSubject(subject));
  const withVerdict = (verdict: string) =>
    report.requirements.filter((result) => result.verdict === verdict).map(({ id }) => id);
  return {
    subject: subject.name,
    kind: subject.kind,
    why: subject.why,
    declared: { failed: [...subject.fails], warning: [...subject.warns] },
    failed: withVerdict('failed'),
    warning: withVerdict('warning'),
    untested: withVerdict('untested'),
    verdict: report.verdict,
    notes: report.notes,
    requests: report.requests,
    durationMs: report.durationMs,
    messages: Object.fromEntries(
      report.requirements.flatMap(({ id, findings: [first], reason = first?.message }) =>
        reason === undefined ? [] : [[id, reason]],
      ),
    ),
  };
}

let correct: Promise<ReferenceServer> | undefined;

/** A correct server for each worker: lines that show a defect on it are worthless. */
test.afterAll(async () => {
  await (await correct)?.close();
  correct = undefined;
});

const sorted = (ids: readonly string[]) => [...ids].sort();

function judge(subject: Subject): void {
  test.describe(subject.name, () => {
    test.use({
      session: [
        async ({}, use) => {
          const { session } = await openSubject(subject);
          await use(session);
        },
        { scope: 'test', box: 'self' },
      ],
    });

    declareScenarios();

    test(`is judged as declared`, async ({}, testInfo) => {
      const result = await resultOf(subject);
      await testInfo.attach(RESULT, {
        contentType: 'application/json',
        body: JSON.stringify(result),
      });

      expect
        .soft(sorted(result.failed), 'MUST requirements that fail')
        .toEqual(sorted(subject.fails));
      expect
        .soft(sorted(result.warning), 'SHOULD requirements that warn')
        .toEqual(sorted(subject.warns));
      expect(result.verdict).toBe(
        subject.kind === 'variant' || subject.fails.length === 0 ? 'conformant' : 'nonconformant',
      );
    });

    if (!subject.reproduced) return;

    test('is reproduced by the curl lines of its report', async () => {
      const open = await openSubject(subject);
      correct ??= startReference();
      const control = targetOf(await correct, subject);
      const { charged, unseen } = await reproduce(reportOf(open), open.session.target, control);
      const exemption = (id: string) => curlExemption(subject.name, id);
      expect(unseen.filter((id) => !exemption(id))).toEqual([]);
      const never = charged.filter((id) => exemption(id)?.never === true);
      expect(never.filter((id) => !unseen.includes(id))).toEqual([]);
    });
  });
}

/** Playwright binds all tests again for each group that a worker takes. */
const GROUP = 6;

const all = subjects(process.env);
for (let next = 0; next < all.length; next += GROUP) {
  test.describe(() => {
    test.describe.configure({ mode: 'default' });
    all.slice(next, next + GROUP).forEach(judge);
  });
}
