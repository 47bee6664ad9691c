import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import Ajv2020 from 'ajv/dist/2020';
import { stringify } from 'yaml';
import type { Fleet } from '../../../helpers/report/fleet';
import { environmentOf, readTargets } from '../../../helpers/cli/targets';
import { startReference, type Patch } from '../../../helpers/reference/server';
import { variants } from '../../../helpers/reference/catalogue';
import { expect, test } from '../report/fixtures';
import { conformance, ROOT, targetOf, type Environment } from '../support/run';
import { fault } from '../support/servers';
import { cli } from '../support/cli';

/** Enough for each of the faults to show. */
const SCENARIOS = '--grep=(attach|detach)[.]spec|an unknown customer|without credentials';

const FAULTS = [
  'subset-detaches-nobody',
  'never-detaches',
  'email-as-string',
  'unknown-customer-answered-500',
  'no-challenge',
] as const;

/** Twelve servers: what is altered, and which scenarios are run; `gone` is out of reach. */
const FLEET: readonly { name: string; patch?: Patch; args: string[]; gone?: boolean }[] = [
  { name: 'correct', args: [] },
  { name: 'waived', patch: fault('email-as-string'), args: [] },
  { name: 'gone', args: [], gone: true },
  ...FAULTS.map((name) => ({ name, patch: fault(name), args: [SCENARIOS] })),
  ...Object.entries(variants)
    .slice(0, 4)
    .map(([name, { patch }]) => ({ name, patch, args: [SCENARIOS] })),
];

/** How many are run at once. */
const AT_ONCE = 4;

const BASELINE = `waivers:
  - requirement: user.email
    code: string
    reason: It is to be corrected.
    owner: api-team@example.com
    expires: ${new Date(Date.now() + 86_400_000 * 30).toISOString().slice(0, 10)}
`;

test('Twelve targets make one page, the worst first', async ({ page }, testInfo) => {
  // Twelve runs, on whatever machine.
  test.setTimeout(360_000);
  expect(FLEET).toHaveLength(12);
  const servers = await Promise.all(FLEET.map(({ patch }) => startReference(patch && { patch })));
  const baseline = testInfo.outputPath('baseline.yaml');
  writeFileSync(baseline, BASELINE);
  const variableOf = (index: number) => `TOKEN_${String(index)}`;
  const tokens = Object.fromEntries(servers.map(({ token }, index) => [variableOf(index), token]));
  const file = testInfo.outputPath('targets.yaml');
  writeFileSync(
    file,
    stringify({
      targets: servers.map((server, index) => {
        const given = targetOf(server, { customers: 2, users: 8 });
        return {
          name: FLEET[index]?.name,
          baseUrl: given.BASE_URL,
          token: variableOf(index),
          customers: given.CUSTOMER_IDS,
          users: given.USER_IDS,
          readBackPath: given.READ_BACK_PATH,
          settings: { SEQUENCES: 2 },
          ...(FLEET[index]?.name === 'waived' && { baseline }),
        };
      }),
    }),
  );
  const targets = readTargets(file);
  const waiting = FLEET.map((each, index) => ({ ...each, server: servers[index] }));
  const codes: Record<string, number | null> = {};
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { name, args, gone, server } = next;
      if (gone === true) await server?.close();
      const REPORT_DIR = testInfo.outputPath('runs', name);
      const given = environmentOf(targets, name, { ...tokens, REPORT_DIR }) as Environment;
      codes[name] = (await conformance({ outputPath: () => REPORT_DIR }, given, ...args)).exitCode;
      if (gone !== true) await server?.close();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));

  const out = testInfo.outputPath('merged');
  const merged = cli(['merge', testInfo.outputPath('runs'), '--targets', file, '--out', out]);
  expect(merged.stderr).toBe('');
  expect(merged.status).toBe(1);
  const fleet = JSON.parse(readFileSync(path.join(out, 'fleet.json'), 'utf8')) as Fleet;

  expect(schemaProblems(fleet)).toEqual([]);
  expect(fleet.verdict).toBe('nonconformant');
  expect(fleet.targets.map(({ name }) => name).sort()).toEqual(
    FLEET.map(({ name }) => name).sort(),
  );
  for (const { name, exitCode } of fleet.targets) expect(exitCode, name).toBe(codes[name]);
  const order = fleet.targets.map(({ verdict }) => verdict);
  expect(order).toEqual([
    ...FAULTS.slice(1).map(() => 'nonconformant'),
    // Those of which a part was run, the one that only warns, and the one that is gone.
    ...Array.from({ length: 6 }, () => 'inconclusive'),
    'conformant with waivers',
    'conformant',
  ]);
  const gone = fleet.targets.find(({ name }) => name === 'gone');
  expect(gone).toMatchObject({ verdict: 'inconclusive', exitCode: 2 });
  expect(gone).not.toHaveProperty('report');
  const first = fleet.requirements.find(({ id }) => id === 'detach.unlisted');
  expect(first?.verdicts).toMatchObject({ 'subset-detaches-nobody': 'failed', correct: 'passed' });
  const warned = fleet.requirements.find(({ id }) => id === 'auth.challenge');
  expect(warned?.verdicts).toMatchObject({ 'no-challenge': 'warning', correct: 'passed' });

  const junit = readFileSync(path.join(out, 'junit.xml'), 'utf8');
  expect(junit.match(/<testsuite name="sync-users\./g)).toHaveLength(12);
  const summary = readFileSync(path.join(out, 'summary.md'), 'utf8');
  expect(summary).toMatch(/^## Sync Users conformance of a fleet: nonconformant$/m);
  expect(summary).toMatch(/^- \*\*inconclusive\*\* `gone`: .*never reported/m);

  await page.goto(pathToFileURL(path.join(out, 'index.html')).href);
  await expect(page.getByRole('heading', { level: 1 })).toContainText('nonconformant');
  const rows = page.locator('table.fleet').first().locator('tbody th');
  await expect(rows).toHaveText(fleet.targets.map(({ name }) => name));
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
    await page.screenshot({ path: testInfo.outputPath(`${colorScheme}.png`), fullPage: true });
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
