import { readFileSync } from 'node:fs';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { chromium, expect, type Browser } from '@playwright/test';
import { attachInstead } from '../../../helpers/reference/sync-patches';
import { union } from '../../../helpers/reference/user-sets';
import {
  startPlaywright,
  TestServerClient,
  type PlaywrightServer,
} from '../support/playwright-server';
import { attachedTo, ROOT, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { test as base } from '../support/test';
import { formsOf, unpacked, written } from '../support/written';

const DETACH = path.join(ROOT, 'tests', 'conformance', 'detach.spec.ts');

/** Returns the numbers of the lines of a scenario's file that contain a text. */
const linesWith = (text: string) =>
  readFileSync(DETACH, 'utf8')
    .split('\n')
    .flatMap((line, index) => (line.includes(text) ? [index + 1] : []));

const [CHECK = 0] = linesWith("check('detach.unlisted', several)");
const [SYNC = 0] = linesWith('await sync([bob, dee])');

interface Fixtures {
  chromium: Browser;
  /** Starts a server of Playwright that is stopped after the test. */
  playwrightServer: typeof startPlaywright;
}

const test = base.extend<Fixtures>({
  chromium: async ({}, use) => {
    const { CHROMIUM_PATH: executablePath = '' } = process.env;
    const browser = await chromium.launch({ executablePath });
    await use(browser);
    await browser.close();
  },
  playwrightServer: async ({}, use) => {
    const servers: PlaywrightServer[] = [];
    await use(async (...given) => {
      const server = await startPlaywright(...given);
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.close()));
  },
});

/** Assertions about the page of a server that compiles and runs scenarios on a busy machine. */
const expectSoon = expect.configure({ timeout: 120_000 });

interface Step {
  title: string;
  error?: { message?: string; location?: { file: string; line: number } };
  location?: { file: string; line: number };
}

test('The test server of editors shows requests and checks at their lines, in two runs', async ({
  reference,
  playwrightServer,
}, testInfo) => {
  const server = await reference(fault('never-detaches'));
  // A limit on a run does not end the server.
  const limit = { RUN_TIMEOUT_MS: '1000' };
  const given = { ...targetOf(server), ...limit, REPORT_DIR: testInfo.outputPath('report') };
  const { url } = await playwrightServer(given, 'test-server', '--port=0');
  const client = await TestServerClient.connect(url);
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
});

test(
  'The HTML report of Playwright shows a failure with its line, request and curl lines',
  { tag: '@long' },
  async ({ reference, conformance, chromium }, testInfo) => {
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
    await expect(body).toContainText(
      new RegExp(`> ${String(CHECK)} \\| +check\\('detach.unlisted'`),
    );
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
  },
);

test(
  'UI mode runs a tag twice, and shows requests, checks and attachments',
  { tag: '@long' },
  async ({ reference, chromium, playwrightServer }, testInfo) => {
    test.slow();
    let corrected = false;
    const server = await reference(
      attachInstead((listed, before) => (corrected ? listed : union(before, listed))),
    );
    const before = await attachedTo(server, '7');
    const given = { ...targetOf(server), REPORT_DIR: testInfo.outputPath('report') };
    const ui = await playwrightServer(given, 'test', '--ui-host=127.0.0.1', '--ui-port=0');
    const page = await chromium.newPage();
    const messages: string[] = [];
    page.on('websocket', (socket) => {
      socket.on('framereceived', ({ payload }) => messages.push(String(payload)));
    });
    const item = (name: string | RegExp) => page.getByRole('treeitem', { name });
    const body = page.locator('body');
    const status = page.getByTestId('status-line');
    const scenario = item('users left out of the list are detached');
    const shown: string[] = [];
    const open = async (tab: string, expected: string) => {
      await page.getByRole('tab', { name: tab }).click();
      await expectSoon(body).toContainText(expected);
      shown.push(await body.innerText());
    };

    await page.goto(ui.url);
    await expectSoon(item('attach.spec.ts')).toBeVisible();
    await page.getByPlaceholder('@tag').fill('@detach.unlisted');
    await expectSoon(item('attach.spec.ts')).toBeHidden();
    await page.getByRole('button', { name: 'Run all' }).click();
    await expectSoon(status).toHaveText(/^(\d+)\/\1 \(100%\) — \1 failed$/);
    await scenario.click();
    await expectSoon(
      item(/^POST \/customers\/\d+\/users \[\d+, \d+\] -> 200, \d+ users /),
    ).toBeVisible();
    // Without a click, the source is that of the scenario as well.
    await expectSoon(page.getByRole('tabpanel', { name: 'Source' })).toContainText(
      'detach.spec.ts',
    );
    const check = item(/^detach.unlisted /).first();
    await check.click();
    await open('Source', 'detach.spec.ts');
    await expectSoon(page.locator('.source-line-running')).toContainText(
      "check('detach.unlisted', several)",
    );
    await open('Errors', 'were left out of the list and are still attached');
    await open('Attachments', 'detach.unlisted.md');
    await page.getByRole('button', { name: 'detach.unlisted.md' }).first().click();
    await expectSoon(body).toContainText('Authorization: Bearer $API_TOKEN');
    shown.push(await body.innerText());
    const downloaded = page.waitForEvent('download');
    await page.getByRole('link', { name: 'download' }).nth(1).click();
    shown.push(await text(await (await downloaded).createReadStream()));
    expect(shown.at(-1)).toContain('curl -sS -i -g');

    corrected = true;
    await page.getByRole('button', { name: 'Run all' }).click();
    await expectSoon(status).toHaveText(/^(\d+)\/\1 \(100%\) — \1 passed$/);
    await expectSoon(item(/^POST \/customers\/\d+\/users \[\d+\] -> 200, 1 user /)).toBeVisible();
    shown.push(await body.innerText());
    expect(ui.process.exitCode).toBeNull();
    expect(await attachedTo(server, '7')).not.toEqual(before);
    await page.close();
    await ui.close();
    expect(await attachedTo(server, '7')).toEqual(before);
    expect(ui.process.exitCode).toBe(2);
    const files = written({ directory: given.REPORT_DIR, stdout: ui.output(), stderr: '' });
    for (const texts of [messages.flatMap(unpacked), files.flatMap(([, file]) => unpacked(file))]) {
      const all = [...shown, ...texts].join();
      expect(texts.join()).toContain('-> 200, 1 user');
      for (const form of formsOf(server.token)) expect(all).not.toContain(form);
    }
  },
);
