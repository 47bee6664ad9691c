import { readFileSync } from 'node:fs';
import type { JSONReport, JSONReportSuite } from '@playwright/test/reporter';
import { EVIDENCE_ATTACHMENT, type ScenarioEvidence } from '../../../helpers/checks/result';
import { requirements } from '../../../helpers/contract/requirements';
import { reportOf, resultOf, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

/** Requirements judged on every exchange, on every 200, or on every rejection. */
const EVERYWHERE =
  /^(response|user)\.|^http\.(completes|no-|encoding|error-json)|^(set\.no-duplicates|auth\.no-echo)$/;

interface Tagged {
  title: string;
  tags: string[];
  checked: string[];
  annotations: { type: string; description?: string }[];
}

function scenariosOf(suite: JSONReportSuite): Tagged[] {
  const own = suite.specs.flatMap(({ title, tags, tests }) =>
    tests.flatMap(({ annotations, results }) =>
      results
        .filter(({ status }) => status !== 'skipped')
        .map(({ attachments }) => {
          const body = attachments.find(({ name }) => name === EVIDENCE_ATTACHMENT)?.body ?? '';
          const { checks } = JSON.parse(
            Buffer.from(body, 'base64').toString('utf8'),
          ) as ScenarioEvidence;
          return { title, tags, annotations, checked: checks.map((each) => each.requirement) };
        }),
    ),
  );
  return [...own, ...(suite.suites ?? []).flatMap(scenariosOf)];
}

test('A scenario has the requirements that it checks as tags and annotations', async ({
  conformance,
}, testInfo) => {
  const file = testInfo.outputPath('results.json');
  const run = await conformance({ PLAYWRIGHT_JSON_OUTPUT_FILE: file }, '--reporter=json');
  expect(run.exitCode).toBe(0);
  const { suites } = JSON.parse(readFileSync(file, 'utf8')) as JSONReport;
  const scenarios = suites.flatMap(scenariosOf);
  for (const { title, tags, checked, annotations } of scenarios) {
    const expected = new Set(checked.filter((id) => !EVERYWHERE.test(id)));
    expect
      .soft(tags.filter((id) => !EVERYWHERE.test(id)).sort(), title)
      .toEqual([...expected].sort());
    expect.soft(checked, title).toEqual(expect.arrayContaining(tags));
    expect
      .soft(
        annotations.map(({ type }) => type),
        title,
      )
      .toEqual(tags);
  }
  const all = new Set(scenarios.flatMap(({ tags }) => tags));
  const untagged = requirements.filter(({ id }) => !all.has(id)).map(({ id }) => id);
  // The embedded server has no HTTP/2.
  expect(untagged).toEqual(['client.http2']);

  const [detach] = scenarios.filter(({ title }) => title.startsWith('users left out of the list'));
  expect(detach?.annotations).toMatchObject([
    {
      type: 'detach.unlisted',
      description:
        'A sync to a subset detaches the users left out of the list. schemas/openapi.yaml#L29',
    },
  ]);
});

for (const grep of ['detach.unlisted', '@detach.unlisted']) {
  test(`--grep ${grep} runs the scenarios of a requirement${grep.startsWith('@') ? ' @long' : ''}`, async ({
    reference,
    conformance,
  }) => {
    const server = await reference(fault('never-detaches'));
    const run = await conformance(targetOf(server), '--grep', grep);
    expect(run.stdout).toMatch(/^Sync Users conformance: 5 scenarios/m);
    expect(resultOf(reportOf(run), 'detach.unlisted').verdict).toBe('failed');
    expect(run.exitCode).toBe(1);
  });
}
