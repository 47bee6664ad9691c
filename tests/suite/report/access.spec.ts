import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { renderHtml } from '../../../helpers/report/html/page';
import type { Report } from '../../../helpers/report/report';
import { expect, openAll, test } from './fixtures';
import { ALL, reportOf } from './hostile';
import { waived } from './waived';

const violations = async (page: Page) =>
  (await new AxeBuilder({ page }).analyze()).violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
  );

test.describe('axe finds nothing', () => {
  for (const [where, colorScheme, width, change] of [
    ['on a light desktop', 'light', 1280, (report: Report) => report],
    ['on a dark phone', 'dark', 390, (report: Report) => report],
    ['in a report with waivers', 'light', 1280, waived],
    ['in a hostile report', 'light', 1280, (report: Report) => reportOf(report, ALL)],
  ] as const) {
    test(`${where}, with everything open`, { tag: '@long' }, async ({ read, faulty }) => {
      const page = await read(change(faulty));
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await openAll(page);
      expect(await violations(page)).toEqual([]);
    });
  }
});

test(
  'axe finds a grey that is too pale, as the control',
  { tag: '@long' },
  async ({ open, faulty }) => {
    // Without the policy, which would refuse the altered style sheet.
    const html = renderHtml(faulty).replace(/<meta http-equiv[^>]*>/, '');
    const page = await open(html.replace('--dim: #595d63', '--dim: #c5c8cc'));
    await page.emulateMedia({ colorScheme: 'light' });
    expect((await violations(page)).join()).toContain('color-contrast');
  },
);
