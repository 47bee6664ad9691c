import type { Page } from '@playwright/test';
import { renderHtml } from '../../../helpers/report/html/page';
import { expect, openAll, refused, test } from './fixtures';
import { ALL, HOSTILE, largeReport, reportOf } from './hostile';

/** Characters that act on the reader's screen or are invisible; line ends are the page's own. */
const ACTING = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u;

const owned = (page: Page) => page.evaluate(() => 'owned' in window);
const textOf = (page: Page) => page.evaluate(() => document.body.textContent);

test.describe('The policy of the page', () => {
  test('refuses nothing of its own, with everything open and used', async ({ read, faulty }) => {
    const page = await read(faulty, '#detach.unlisted');
    await openAll(page);
    await page.getByRole('checkbox', { name: /failed/ }).check();
    await page.getByRole('searchbox').fill('detach');
    await page.locator('.tallies a').first().click();
    await page.getByRole('button', { name: 'Copy' }).first().click();
    expect(await refused(page)).toEqual([]);
    // The style sheet is in force, and so is the script.
    await expect(page.locator('.banner')).toHaveCSS('border-left-width', '8px');
    await expect(page.getByRole('status')).toContainText('shown');
  });

  test('refuses injected scripts, styles and images', async ({ faultyPage: page }) => {
    await page.evaluate(() => {
      const script = document.createElement('script');
      script.textContent = 'window.owned = 1';
      document.body.append(script);
      document.body.insertAdjacentHTML(
        'beforeend',
        '<p style="color: red" onclick="window.owned = 1">x</p><img src="https://127.0.0.1:1/x.png">',
      );
      document.querySelector<HTMLElement>('p[onclick]')?.click();
    });
    expect(await owned(page)).toBe(false);
    const all = (await refused(page)).join('\n');
    for (const directive of ['script-src-elem', 'script-src-attr', 'style-src-attr', 'img-src']) {
      expect(all).toContain(directive);
    }
  });

  test('is the first thing in the page, and lets nothing be loaded', async ({ read, faulty }) => {
    const asked: string[] = [];
    const page = await read(faulty);
    page.on('request', (request) => asked.push(request.url()));
    await page.reload();
    await openAll(page);
    expect(asked.map((url) => new URL(url).protocol)).toEqual(['file:']);
    const policy = page.locator('head > meta').nth(1);
    await expect(policy).toHaveAttribute('http-equiv', 'Content-Security-Policy');
    await expect(policy).toHaveAttribute('content', /^default-src 'none'; /);
    expect(await policy.getAttribute('content')).not.toMatch(/unsafe|https?:|\*/);
  });
});

test.describe('A report from elsewhere', () => {
  for (const [what, text] of [...Object.entries(HOSTILE), ['all of it', ALL] as const]) {
    test(`with ${what} in every text is inert, and is shown`, async ({ read, faulty }) => {
      const page = await read(reportOf(faulty, text));
      await openAll(page);
      await page.getByRole('searchbox').fill('a');
      expect(await owned(page)).toBe(false);
      expect(await refused(page)).toEqual([]);
      expect(ACTING.exec(await textOf(page))).toBeNull();
      // Nothing of it became a part of the page.
      await expect(page.locator('script, style')).toHaveCount(2);
      await expect(page.locator('img, iframe, object, embed, base, form')).toHaveCount(0);
      const links = await page
        .locator('a')
        .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
      expect(
        links.filter((href) => !/^(#|https:\/\/(www\.rfc-editor|cwe\.mitre)\.org\/)/.test(href)),
      ).toEqual([]);
      const ids = await page.locator('[id]').evaluateAll((all) => all.map(({ id }) => id));
      expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    });
  }

  test('is shown as text', async ({ read, faulty }) => {
    const page = await read(reportOf(faulty, HOSTILE['script'] ?? ''));
    await expect(page.locator('.failures')).toContainText('<script>window.owned=1</script>');
    const bidi = await read(reportOf(faulty, HOSTILE['an override to right-to-left'] ?? ''));
    await expect(bidi.locator('.failures .escaped').first()).toHaveText('\\u{202e}');
    const lone = await read(reportOf(faulty, HOSTILE['lone surrogates'] ?? ''));
    await expect(lone.locator('.failures')).toContainText('a\\u{d800}b\\u{dc00}c');
  });

  test('would be noticed if it were not escaped', async ({ open, faulty }) => {
    const html = renderHtml(reportOf(faulty, HOSTILE['the end of a style'] ?? ''));
    const page = await open(html.replaceAll('&lt;', '<'));
    expect((await refused(page)).length).toBeGreaterThan(0);
  });

  test('with a megabyte in every text is truncated with a note', async ({ read, faulty }) => {
    for (const character of ['x', '\u202e', '"', '`a', '[', '\n']) {
      const report = reportOf(faulty, character.repeat(2 ** 20));
      expect(Buffer.byteLength(renderHtml(report))).toBeLessThan(2_000_000);
      const page = await read(report);
      await expect(page.locator('.left').first()).toContainText(
        /more characters.*conformance\.json/,
      );
    }
  });
});

test.describe('A large report', () => {
  test('is less than 2 MB, with every finding in it', async ({ read, faulty }) => {
    const report = largeReport(faulty);
    const html = renderHtml(report);
    expect(Buffer.byteLength(html)).toBeLessThan(2_000_000);
    const page = await read(report);
    await expect(page.locator('details.finding')).toHaveCount(100);
    await expect(page.locator('.exchange')).toHaveCount(200);
    await expect(page.locator('mark').first()).toContainText('email');
  });

  test('is bounded whatever the number of findings', ({ faulty }) => {
    const html = renderHtml(largeReport(faulty, 2_000, 20_000));
    expect(Buffer.byteLength(html)).toBeLessThan(4_000_000);
    expect(html).toContain('more findings in conformance.json');
  });
});
