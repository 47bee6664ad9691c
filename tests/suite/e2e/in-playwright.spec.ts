import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect, type Browser } from '@playwright/test';
import { startPlaywright, TestServerClient } from '../support/playwright-server';
import { ROOT, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { test as base } from '../support/test';
import { formsOf } from '../support/written';

const DETACH = path.join(ROOT, 'tests', 'conformance', 'detach.spec.ts');

/** Returns the numbers of the lines of a scenario's file that contain a text. */
const linesWith = (text: string) =>
  readFileSync(DETACH, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.includes(text) ? [index + 1] : []));

const [CHECK = 0] = linesWith("check('detach.unlisted', several)");
const [SYNC = 0] = linesWith('await sync([bob, dee])');

const test = base.extend<{ chromium: Browser }>({
  chromium: async ({}, use) => {
    const { CHROMIUM_PATH: executablePath = '' } = process.env;
    const browser = await chromium.launch({ executablePath });
    await use(browser);
    await browser.close();
  },
});

interface Step {
  title: string;
  error?: { message?: string; location?: { file: string; line: number } };
  location?: { file: string; line: number };
}

test('The test server of editors shows requests and checks at their lines, in two runs', async ({
  reference,
}, testInfo) => {
  const server = await reference(fault('never-detaches'));
  const given = { ...targetOf(server), REPORT_DIR: testInfo.outputPath('report') };
  const playwright = await startPlaywright(given, 'test-server', '--port=0');
  const client = await TestServerClient.connect(playwright.url);
  await client.call('initialize', { interceptStdio: true });
  expect(await client.call('runGlobalSetup')).toMatchObject({ status: 'passed' });
  for (const run of ['first', 'second']) {
    client.events.length = 0;
    await client.call('runTests', { locations: [`${DETACH}:4`] });
    const ended = client.events.filter(({ method }) => method === 'onTestEnd');
    const [{ result, test: scenario } = {}] = ended.map(({ params }) => params) as {
      result: { status: string; errors: Step['error'][] };
      test: { annotations: unknown[] };
    }[];
    expect(ended, run).toHaveLength(1);
    expect(result?.status).toBe('failed');
    expect(result?.errors[0]?.location).toMatchObject({ file: DETACH, line: CHECK });
    expect(scenario?.annotations).toHaveLength(0);
    const steps = client.events
      .filter(({ method }) => method === 'onStepBegin')
      .map(({ params }) => params['step'] as Step);
    const failing = client.events
      .filter(({ method }) => method === 'onStepEnd')
      .map(({ params }) => (params['step'] as Step).error)
      .filter(Boolean);
    const sent = steps.find(({ location }) => location?.line === SYNC);
    expect(sent?.title).toMatch(/^POST \/customers\/\d+\/users \[\d+, \d+\] -> 200, \d+ users$/);
    expect(steps.find(({ location }) => location?.line === CHECK)?.title).toBe('detach.unlisted');
    expect(failing[0]?.message).toMatch(/Expected users: .*\nActual users: /);
    for (const form of formsOf(server.token)) {
      expect(JSON.stringify(client.events)).not.toContain(form);
    }
  }
  await client.call('runGlobalTeardown');
  client.close();
  await playwright.close();
});

test('The HTML report of Playwright shows a failure with its line, request and curl lines', async ({
  reference,
  conformance,
  chromium,
}, testInfo) => {
  const server = await reference(fault('never-detaches'));
  const folder = testInfo.outputPath('html');
  const given = { ...targetOf(server), PLAYWRIGHT_HTML_OUTPUT_DIR: folder };
  const run = await conformance(given, '--reporter=html', '--grep=detach.unlisted');
  expect(run.exitCode).toBe(1);
  const page = await chromium.newPage();
  await page.goto(pathToFileURL(path.join(folder, 'index.html')).href);
  await page.getByText('users left out of the list are detached').click();
  const body = page.locator('body');
  await expect(body).toContainText(
    'detach.unlisted: A sync to a subset detaches the users left out',
  );
  await expect(body).toContainText(new RegExp(`> ${String(CHECK)} \\| +check\\('detach.unlisted'`));
  await expect(body).toContainText(
    new RegExp(
      `POST /customers/\\d+/users \\[\\d+, \\d+\\] -> 200, \\d+ users— detach.spec.ts:${String(SYNC)}`,
    ),
  );
  await page.getByText(`detach.unlisted— detach.spec.ts:${String(CHECK)}`).click();
  await expect(body).toContainText(/Expected users: \d+, \d+\s+Actual users: \d+, /);
  await page.getByText('detach.unlisted.md').first().click();
  await expect(body).toContainText('curl -sS -i -g');
  for (const form of formsOf(server.token)) await expect(body).not.toContainText(form);
  await page.close();
});
