import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import Ajv2020 from 'ajv/dist/2020';
import { stringify } from 'yaml';
import { merge } from '../../../helpers/cli/merge-command';
import { requirements, type RequirementId } from '../../../helpers/contract/requirements';
import type { Fleet } from '../../../helpers/report/fleet';
import type { RequirementVerdict, RunVerdict } from '../../../helpers/report/report';
import { expect, test } from '../report/fixtures';
import { ROOT } from '../support/run';
import { finding, minimalReport, requirementResult } from '../support/sample-report';

type Special = Partial<Record<RequirementId, RequirementVerdict>>;

/** Twelve targets in the order of the page, with the requirements that did not pass. */
const FLEET: readonly (readonly [name: string, verdict: RunVerdict, special: Special])[] = [
  ['two', 'nonconformant', { 'detach.unlisted': 'failed', 'user.email': 'failed' }],
  ['one-and-a-warning', 'nonconformant', { 'user.email': 'failed', 'auth.challenge': 'warning' }],
  ['a-one', 'nonconformant', { 'detach.unlisted': 'failed' }],
  ['b-one', 'nonconformant', { 'detach.unlisted': 'failed' }],
  [
    'part-with-a-warning',
    'inconclusive',
    { 'auth.challenge': 'warning', 'auth.first': 'untested' },
  ],
  ['gone', 'inconclusive', {}],
  ['part-a', 'inconclusive', { 'auth.challenge': 'untested' }],
  ['part-b', 'inconclusive', { 'detach.unlisted': 'untested' }],
  ['waived', 'conformant with waivers', { 'user.email': 'waived' }],
  ['warned', 'conformant', { 'auth.challenge': 'warning' }],
  ['a-correct', 'conformant', {}],
  ['b-correct', 'conformant', {}],
];

/** Writes the reports of all targets except `gone`; returns the list of targets. */
function writeRuns(directory: string): string {
  const urlOf = (name: string) => `https://${name}.example.com/v1`;
  for (const [name, verdict, special] of FLEET.filter(([each]) => each !== 'gone')) {
    const target = { ...minimalReport().target, baseUrl: urlOf(name) };
    const results = requirements.map(({ id }) => {
      const own = special[id];
      if (own === undefined) return requirementResult(id);
      if (own === 'untested')
        return requirementResult(id, { verdict: own, reason: own, checks: 0 });
      return requirementResult(id, { verdict: own, failed: 1, findings: [finding(name)] });
    });
    const report = minimalReport({ verdict, target, requirements: results });
    mkdirSync(path.join(directory, name), { recursive: true });
    writeFileSync(path.join(directory, name, 'conformance.json'), JSON.stringify(report));
  }
  const file = path.join(directory, 'targets.yaml');
  const targets = FLEET.toReversed().map(([name]) => ({
    name,
    baseUrl: urlOf(name),
    token: 'TOKEN',
    customers: '7',
    users: '101-104',
    restoreUsers: 'none',
  }));
  writeFileSync(file, stringify({ targets }));
  return file;
}

test('Twelve targets make one page, the worst first', async ({ page }, testInfo) => {
  const [runs, out] = [testInfo.outputPath('runs'), testInfo.outputPath('merged')];
  const { exitCode } = await merge([runs], { targets: writeRuns(runs), out });
  expect(exitCode).toBe(1);
  const fleet = JSON.parse(readFileSync(path.join(out, 'fleet.json'), 'utf8')) as Fleet;
  const names = FLEET.map(([name]) => name);

  expect(schemaProblems(fleet)).toEqual([]);
  expect(fleet.verdict).toBe('nonconformant');
  expect(fleet.targets.map(({ name, verdict }) => [name, verdict])).toEqual(
    FLEET.map(([name, verdict]) => [name, verdict]),
  );
  expect(fleet.targets.map((target) => target.exitCode)).toEqual([
    1, 1, 1, 1, 2, 2, 2, 2, 0, 0, 0, 0,
  ]);
  expect(fleet.targets.find(({ name }) => name === 'gone')).not.toHaveProperty('report');
  const verdictsOf = (id: string) => fleet.requirements.find((each) => each.id === id)?.verdicts;
  expect(fleet.requirements[0]?.id).toBe('detach.unlisted');
  expect(verdictsOf('detach.unlisted')).toMatchObject({ two: 'failed', warned: 'passed' });
  expect(verdictsOf('auth.challenge')).toMatchObject({ warned: 'warning', two: 'passed' });

  const junit = readFileSync(path.join(out, 'junit.xml'), 'utf8');
  expect(junit.match(/<testsuite name="sync-users\./g)).toHaveLength(12);
  const summary = readFileSync(path.join(out, 'summary.md'), 'utf8');
  expect(summary).toMatch(/^## Sync Users conformance of a fleet: nonconformant$/m);
  expect(summary).toMatch(/^- \*\*inconclusive\*\* `gone`: .*never reported/m);

  await page.goto(pathToFileURL(path.join(out, 'index.html')).href);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('nonconformant');
  await expect(page.locator('table.fleet').first().locator('tbody th')).toHaveText(names);
  const links = await page
    .locator('a')
    .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  expect(links.length).toBeGreaterThan(20);
  for (const link of links) {
    expect(link).toMatch(/^[a-z0-9-]+\/index\.html(#[a-z0-9.-]+)?$/);
    expect(existsSync(path.join(out, link.split('#')[0] ?? '')), link).toBe(true);
  }
  for (const [colorScheme, width] of [
    ['light', 1280],
    ['dark', 390],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    await page.setViewportSize({ width, height: 900 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    // Tables scroll in themselves; the page does not.
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBe(0);
  }
  await page.locator('td.failed a').first().click();
  await expect(page).toHaveURL(/\/index\.html#[a-z0-9.-]+$/);
  await expect(page.locator('details.requirement[open]').first()).toBeVisible();
});

function schemaProblems(fleet: unknown): string[] {
  const schema = readFileSync(path.join(ROOT, 'schemas', 'fleet.schema.json'), 'utf8');
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema) as object);
  validate(fleet);
  return (validate.errors ?? []).map(
    ({ instancePath, message = '' }) => `${instancePath} ${message}`,
  );
}
