import { expect } from '@playwright/test';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { test } from '../../../helpers/fixtures';
import { startReference, type ReferenceServer } from '../../../helpers/reference/server';
import { whyNotByCurl } from './not-by-curl';
import { RESULT, type MatrixResult } from './result';
import { byCurl } from './shown';
import { reportOf, sessionOf, targetOf } from './subject-bench';
import { subjects, type Subject } from './subjects';

const SCENARIOS = path.join(__dirname, '..', '..', 'conformance');

/** Declares all scenarios once more, below the describe that is open: each file is loaded anew. */
function declareScenarios(): void {
  for (const file of readdirSync(SCENARIOS).filter((name) => name.endsWith('.spec.ts'))) {
    const module = path.join(SCENARIOS, file);
    Reflect.deleteProperty(require.cache, module);
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- an import would be cached
    require(module);
  }
}

async function resultOf(subject: Subject): Promise<MatrixResult> {
  const report = reportOf(await sessionOf(subject));
  const having = (verdict: string) =>
    report.requirements.filter((result) => result.verdict === verdict).map(({ id }) => id);
  return {
    subject: subject.name,
    kind: subject.kind,
    why: subject.why,
    declared: { failed: [...subject.fails], warning: [...subject.warns] },
    failed: having('failed'),
    warning: having('warning'),
    untested: having('untested'),
    verdict: report.verdict,
    notes: report.notes,
    requests: report.requests,
    durationMs: report.durationMs,
    messages: Object.fromEntries(
      report.requirements.flatMap(({ id, findings: [first] }) =>
        first ? [[id, first.message]] : [],
      ),
    ),
  };
}

let correct: Promise<ReferenceServer> | undefined;

/** A server without a defect, one for each worker: lines that show something there show nothing. */
test.afterAll(async () => {
  await (await correct)?.close();
  correct = undefined;
});

for (const subject of subjects(process.env)) {
  test.describe(subject.name, () => {
    test.describe.configure({ mode: 'default' });
    test.use({
      session: async ({}, use) => {
        const { session } = await sessionOf(subject);
        await use(session);
      },
    });

    declareScenarios();

    test(`is judged as declared`, async ({}, testInfo) => {
      const result = await resultOf(subject);
      await testInfo.attach(RESULT, {
        contentType: 'application/json',
        body: JSON.stringify(result),
      });

      expect
        .soft(result.failed, 'MUST requirements that fail')
        .toEqual(inOrder(subject.fails, result.failed));
      expect
        .soft(result.warning, 'SHOULD requirements that warn')
        .toEqual(inOrder(subject.warns, result.warning));
      expect(result.verdict).toBe(
        subject.kind === 'variant' || subject.fails.length === 0 ? 'conformant' : 'nonconformant',
      );
    });

    if (subject.kind === 'variant') return;

    test('shows by the curl lines of its report', async () => {
      const open = await sessionOf(subject);
      correct ??= startReference();
      const faulty = open.session.target;
      const { charged, unseen } = await byCurl(
        reportOf(open),
        faulty,
        targetOf(await correct, subject),
      );
      const excused = (id: string) => whyNotByCurl(subject.name, id);
      expect(unseen.filter((id) => !excused(id))).toEqual([]);
      // What is listed as never shown, and is.
      const never = charged.filter((id) => excused(id)?.never === true);
      expect(never.filter((id) => !unseen.includes(id))).toEqual([]);
    });
  });
}

/** Ids in the order in which others stand, those that are not among them at the end. */
function inOrder(ids: readonly string[], others: readonly string[]): string[] {
  const place = (id: string) => (others.includes(id) ? others.indexOf(id) : others.length);
  return [...ids].sort((a, b) => place(a) - place(b));
}
