import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { CONTRACT_FILE } from '../../../helpers/contract/contract';
import { renderHtml } from '../../../helpers/report/html/page';
import { having, resultOf } from '../support/run';
import { expect, test } from './fixtures';

const rows = (page: Page) => page.locator('#requirement-list > li:visible');
const details = (page: Page, id: string) => page.locator(`details[id="${id}"]`);
const line = (page: Page, number: number) => page.locator(`#contract-${String(number)}`);

const published = readFileSync(CONTRACT_FILE, 'utf8').split('\n');
/** Returns the number of the line that begins so, behind one that begins with `after`. */
const lineOf = (text: string, after = '') => {
  const begins = (start: string) => (each: string) => each.trim().startsWith(start);
  const from = published.findIndex(begins(after));
  return from + published.slice(from).findIndex(begins(text)) + 1;
};
const EMAIL = lineOf('type:', 'email:');
const ID = lineOf('type:', 'id:');
const USER_IDS = lineOf('description:', 'user_ids:');
const SERVER = lineOf('- url:');

const verdictsShown = async (page: Page) => [
  ...new Set(
    await rows(page)
      .locator('> details')
      .evaluateAll((all) => all.map((each) => each.getAttribute('data-verdict'))),
  ),
];

test.describe('Requirements', () => {
  test('are ordered by verdict, and filtered by verdict, level, basis and text', async ({
    faultyPage: page,
    faulty,
  }) => {
    const status = page.getByRole('status');
    const total = faulty.requirements.length;
    const shown = (count: number) => `${String(count)} of ${String(total)} requirements shown`;
    await expect(status).toHaveText(shown(total));
    await expect(rows(page)).toHaveCount(total);
    expect(await verdictsShown(page)).toEqual(['failed', 'warning', 'untested', 'passed']);

    await page.getByRole('checkbox', { name: /failed/ }).check();
    expect(await verdictsShown(page)).toEqual(['failed']);
    const failed = having(faulty, 'failed').length;
    await expect(status).toHaveText(shown(failed));
    await page.getByRole('checkbox', { name: /warning/ }).check();
    expect(await verdictsShown(page)).toEqual(['failed', 'warning']);

    await page.getByRole('button', { name: 'Clear' }).click();
    await expect(status).toHaveText(shown(total));
    await page.getByLabel('Level').selectOption('SHOULD');
    await page.getByLabel('Basis').selectOption('safety');
    const both = faulty.requirements.filter(
      ({ level, basis }) => level === 'SHOULD' && basis === 'safety',
    );
    await expect(rows(page)).toHaveCount(both.length);

    // The tallies filter by their verdict, and clear other filters.
    await page.locator('.tallies a[data-show=warning]').click();
    expect(await verdictsShown(page)).toEqual(['warning']);

    await page.getByRole('button', { name: 'Clear' }).click();
    await page.getByLabel('Text').fill('LEFT OUT subset');
    await expect(rows(page)).toHaveCount(1);
    await expect(rows(page)).toContainText('detach.unlisted');
    await page.getByLabel('Text').fill('no such words');
    await expect(status).toHaveText(shown(0));
  });

  test('are reached by their ids, open, whatever the filter', async ({ read, faulty }) => {
    const page = await read(faulty, '#user.email');
    await expect(details(page, 'user.email')).toHaveAttribute('open');
    await expect(details(page, 'user.email')).toBeInViewport();

    await page.getByRole('checkbox', { name: /passed/ }).check();
    await expect(details(page, 'user.email')).toBeHidden();
    await page.locator('.failures').getByRole('link', { name: 'user.email' }).click();
    await expect(details(page, 'user.email')).toBeInViewport();
  });
});

test('The commands of a finding can be copied', async ({ read, faulty, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const page = await read(faulty, '#detach.unlisted');
  const reproduce = details(page, 'detach.unlisted--1').locator('.reproduce');
  await reproduce.getByRole('button', { name: 'Copy' }).click();
  await expect(reproduce.getByRole('button')).toHaveText('Copied');
  const [{ reproduce: script } = {}] = resultOf(faulty, 'detach.unlisted').findings;
  expect(script).toContain('curl ');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(script);
});

test('A finding names its scenarios, and the command that replays it', async ({ read, faulty }) => {
  const page = await read(faulty, '#detach.unlisted');
  const shown = resultOf(faulty, 'detach.unlisted').findings[0]?.exchanges.at(-1)?.id;
  const { title = '' } =
    faulty.scenarios.find(({ exchanges }) => exchanges.some(({ id }) => id === shown)) ?? {};
  const replay = details(page, 'detach.unlisted--1').locator('.replay');
  await expect(replay).toContainText(`“${title}”`);
  await expect(replay.locator('code')).toHaveText(/ replay detach\.unlisted --report conformance/);
});

test.describe('The contract', () => {
  test('is there as published, line by line', async ({ faultyPage: page }) => {
    const shown = await page.locator('.contract .row > code').allTextContents();
    expect(shown.map((text) => text.trimEnd())).toEqual(published.slice(0, shown.length));
    expect(published.slice(shown.length).join('')).toBe('');
  });

  test('has each line in the colour of its verdict', async ({ faultyPage: page }) => {
    // email: type, the description of user_ids, servers, the id of a user.
    await expect(line(page, EMAIL)).toHaveClass('line failed direct');
    await expect(line(page, USER_IDS)).toHaveClass('line failed direct');
    await expect(line(page, SERVER)).toHaveClass('line');
    await expect(line(page, ID)).toHaveClass('line passed direct');
  });

  test('is reached from a requirement, and the line opens', async ({ read, faulty }) => {
    const page = await read(faulty, '#user.email');
    const email = details(page, 'user.email');
    await email.getByRole('link', { name: `openapi.yaml, line ${String(EMAIL)}` }).click();
    await expect(line(page, EMAIL).locator('.line-details')).toBeInViewport();
  });

  test('is not shown if the run used another one', async ({ read, faulty }) => {
    const other = { ...faulty, contract: { ...faulty.contract, sha256: 'f'.repeat(64) } };
    const page = await read(other);
    await expect(page.locator('.contract')).toHaveCount(0);
    await expect(page.locator('.warning-box')).toContainText('another contract');
    await expect(page.getByRole('link', { name: /openapi\.yaml, line/ })).toHaveCount(0);
  });
});

test.describe('The page works', () => {
  test('by keyboard: past the navigation, to a line, to a finding', async ({
    faultyPage: page,
  }) => {
    const focused = () => page.evaluate(() => document.activeElement?.textContent ?? '');
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('Skip');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await focused()).toContain('failed');
    await line(page, EMAIL).locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect(line(page, EMAIL).locator('.line-details')).toBeVisible();
    await page.keyboard.press('Tab');
    expect(await focused()).toBe('user.email');
    await page.keyboard.press('Enter');
    await expect(details(page, 'user.email')).toBeInViewport();
    // The target of a link has the focus: the next key works there.
    expect(await focused()).toContain('user.email');
    await page.keyboard.press('Enter');
    await expect(details(page, 'user.email')).not.toHaveAttribute('open');
  });

  test('on paper, where everything is open', async ({ faultyPage: page, faulty }) => {
    const body = page.locator('details[id="user.email--1"] .exchange .body').last();
    const hidden = page.locator('details[id="user.email"] .facts');
    await expect(hidden).toBeHidden();
    await page.emulateMedia({ media: 'print' });
    await expect(hidden).toBeVisible();
    await expect(page.getByRole('navigation')).toBeHidden();
    await expect(body).toBeHidden();
    // The three lines of one text have their details once.
    await expect(line(page, USER_IDS).locator('.line-details')).toBeVisible();
    await expect(line(page, USER_IDS + 1).locator('.line-details')).toBeHidden();
    expect((await page.pdf()).length).toBeGreaterThan(50_000);
    // The passed requirements are rows of one table.
    const passed = having(faulty, 'passed');
    await expect(details(page, passed[0] ?? '')).toBeHidden();
    await expect(page.locator('.passed-table tbody tr:visible')).toHaveCount(passed.length);
  });

  for (const width of [320, 390]) {
    test(`on a screen of ${String(width)} px, without scrolling sideways`, async ({
      read,
      faulty,
    }) => {
      // As over the internet: most exchanges take 20 to 40 ms, and every sixth takes 70 ms.
      const scenarios = faulty.scenarios.map((scenario) => ({
        ...scenario,
        exchanges: scenario.exchanges.map((exchange, index) => ({
          ...exchange,
          durationMs: index % 6 === 5 ? 70 : 20 + 5 * (index % 6),
        })),
      }));
      const page = await read({ ...faulty, scenarios }, '#user.email');
      await page.setViewportSize({ width, height: 800 });
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
      expect(await wide()).toBe(width);
      const small = await page
        .locator('summary:visible, nav a:visible, .tallies a, button:visible, select:visible')
        .evaluateAll((all) =>
          all
            .filter((each) => each.getBoundingClientRect().height < 44)
            .map((each) => each.textContent),
        );
      expect(small).toEqual([]);
      // Nothing of the navigation is cut, and most points are in sight.
      const rights = (selector: string) =>
        page
          .locator(selector)
          .evaluateAll((all) => all.map((each) => each.getBoundingClientRect().right));
      expect(Math.max(...(await rights('nav a')))).toBeLessThanOrEqual(width);
      const points = await rights('figure:last-of-type .dot-answered > *');
      expect(points.filter((right) => right < width).length).toBeGreaterThan(points.length / 2);
    });
  }

  test('with plots whose labels are whole', async ({ read, faulty }) => {
    const [first, ...others] = faulty.scenarios;
    const [exchange] = first?.exchanges ?? [];
    if (!first || !exchange) throw new Error('nothing was timed');
    const slow = { ...first, exchanges: [{ ...exchange, durationMs: 9_000 }] };
    const page = await read({ ...faulty, scenarios: [slow, ...others] });
    await expect(page.getByText('10,000 ms').first()).toBeAttached();
    const cut = await page.locator('svg.plot text').evaluateAll((all) =>
      all.flatMap((each) => {
        const [text, plot] = [each, each.closest('svg')].map((box) => box?.getBoundingClientRect());
        const fits = text && plot && text.left >= plot.left && text.right <= plot.right;
        return fits ? [] : each.textContent;
      }),
    );
    expect(cut).toEqual([]);
  });
});

test.describe('Without its script', () => {
  test.use({ javaScriptEnabled: false });

  test('the page can be read', async ({ open, faulty }) => {
    const page = await open(renderHtml(faulty));
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('#filters')).toBeHidden();
    await expect(page.getByRole('button')).toHaveCount(0);
    await line(page, EMAIL).locator('summary').click();
    await expect(line(page, EMAIL).locator('.line-details')).toBeVisible();
  });
});
