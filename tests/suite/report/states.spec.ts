import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { renderHtml } from '../../../helpers/report/html/page';
import { conformance, reportOf, targetOf } from '../support/run';
import { withReference } from '../support/servers';
import { expect, test } from './fixtures';
import { waived } from './waived';

const coloursOf = async (page: Page) =>
  new Set(
    await page
      .locator('.contract > li.line')
      .evaluateAll((all) => all.map(({ classList }) => classList.item(1) ?? 'plain')),
  );

test.describe('The page of a run', () => {
  test('that is conformant is green where it was tested', async ({ read }, testInfo) => {
    const report = reportOf(await conformance(testInfo, {}));
    const page = await read(report);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/✓ conformant$/);
    await expect(page.locator('.failures')).toHaveCount(0);
    expect(await coloursOf(page)).toEqual(new Set(['plain', 'passed', 'partial']));
    // A run writes the same page: it depends on the report alone.
    const written = readFileSync(testInfo.outputPath('run', 'index.html'), 'utf8');
    expect(written === renderHtml(report)).toBe(true);
  });

  test(
    'that is inconclusive is not green where it was not tested',
    { tag: '@long' },
    async ({ read }, testInfo) => {
      await withReference(undefined, async (server) => {
        const report = reportOf(await conformance(testInfo, targetOf(server), '--grep=@attach'));
        const page = await read(report);
        await expect(page.getByRole('heading', { level: 1 })).toHaveText(/○ inconclusive$/);
        await expect(page.locator('.banner')).toHaveClass('banner untested');
        const untested = report.requirements.filter(({ verdict }) => verdict === 'untested');
        await expect(page.locator('.requirement.untested')).toHaveCount(untested.length);
        expect(untested.length).toBeGreaterThan(40);
        await expect(page.locator('#contract-29')).toHaveClass('line partial direct');
        await expect(page.locator('#contract-8')).toHaveClass('line untested direct');
      });
    },
  );
});

test('A waiver is never green', async ({ read, faulty }) => {
  const page = await read(waived(faulty));
  await expect(page.locator('.banner')).toHaveClass('banner waived');
  await expect(page.locator('details[id="user.email"]')).toHaveClass('requirement waived');
  await expect(page.locator('#contract-60')).toHaveClass('line waived direct');
});
