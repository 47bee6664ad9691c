import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { Comparison } from '../../../helpers/report/compare';
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
    await expect(page.getByRole('region', { name: 'Not tested' })).toContainText(
      'Every requirement was tested.',
    );
    expect(await coloursOf(page)).toEqual(new Set(['plain', 'passed']));
    // A run writes the same page: it depends on the report alone.
    const written = readFileSync(testInfo.outputPath('run', 'index.html'), 'utf8');
    expect(written === (await renderHtml(report))).toBe(true);
  });

  test('that is inconclusive is not green where it was not tested', async ({ read }, testInfo) => {
    await withReference(undefined, async (server) => {
      const report = reportOf(await conformance(testInfo, targetOf(server), '--grep=Attach'));
      const page = await read(report);
      await expect(page.getByRole('heading', { level: 1 })).toHaveText(/○ inconclusive$/);
      await expect(page.locator('.banner')).toHaveClass('banner untested');
      const untested = report.requirements.filter(({ verdict }) => verdict === 'untested');
      await expect(page.locator('.requirement.untested')).toHaveCount(untested.length);
      expect(untested.length).toBeGreaterThan(40);
      await expect(page.locator('#contract-29')).toHaveClass('line partial direct');
      await expect(page.locator('#contract-8')).toHaveClass('line untested direct');
      // A scenario without exchanges has no latency.
      const silent = { title: 'Silent: waits for a setting', waitedMs: 0, exchanges: [] };
      const more = await read({ ...report, scenarios: [silent, ...report.scenarios] });
      await expect(more.locator('.figures')).toHaveCount(1);
      await expect(
        more.locator('section[aria-labelledby=latency] *', { hasText: silent.title }),
      ).toHaveCount(0);
    });
  });
});

test.describe('A waiver', () => {
  test('is visible everywhere, and never green', async ({ read, faulty }) => {
    const page = await read(waived(faulty));
    await expect(page.locator('.banner')).toHaveClass('banner waived');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/◇ conformant with waivers/);
    await expect(page.locator('.tallies a[data-show=waived]')).toHaveText(/1\s*◇ waived/);
    await expect(page.locator('details[id="user.email"]')).toHaveClass('requirement waived');
    await expect(page.locator('details[id="user.email--1"] > summary')).toContainText(
      'waived until 2099-12-31',
    );
    await expect(page.locator('#contract-60')).toHaveClass('line waived direct');
    const waivers = page.getByRole('region', { name: 'Waived' });
    await expect(waivers).toContainText('user.email');
    await expect(waivers).toContainText(/until 2099-12-31 \([\d,]+ days after the run\)/);
    await expect(waivers).toContainText('api-team@example.test');
    await expect(waivers).toContainText('expired');
    await expect(waivers).toContainText('(before the run)');
    const observations = page.getByRole('region', { name: 'Observations' });
    await expect(observations.locator('.badge')).toHaveText(/pinned, changed/);
    await expect(observations).toContainText('the run fails if a pinned one changes');
  });

  test('is followed by the problems of the baseline, at the top', async ({ read, faulty }) => {
    const page = await read(waived(faulty, ['Lines 8 to 12: the waiver expired on 2020-01-01.']));
    await expect(page.locator('.banner')).toContainText('its baseline is out of date');
    await expect(page.locator('.run-notes.failed')).toContainText('Lines 8 to 12');
  });
});

test.describe('A previous run', () => {
  const comparison: Comparison = {
    before: { startedAt: '2026-01-02T03:04:05.000Z', verdict: 'conformant' },
    after: { startedAt: '2026-01-03T03:04:05.000Z', verdict: 'nonconformant' },
    notes: ['The two are of different servers.'],
    newlyWaived: [],
    otherWays: [{ id: 'detach.unlisted', key: 'still-attached' }],
    worse: [{ id: 'user.email', from: 'passed', to: 'failed' }],
    better: [],
    newlyUntested: [],
    observations: [{ id: 'get', from: 'answered 404', to: 'answered 200' }],
    latency: { p50: [1, 2], p95: [10, 20.25], max: [30, 40] },
  };

  test('is compared where it is given', async ({ open, faulty }) => {
    const page = await open(await renderHtml(faulty, comparison));
    const section = page.getByRole('region', { name: 'Changes since the previous run' });
    await expect(section).toContainText(
      'The previous run was conformant, on 2 January 2026 at 03:04 UTC',
    );
    await expect(section).toContainText('Worse, 1');
    await expect(section).toContainText('user.email: was passed, now failed');
    await expect(section).toContainText('The two are of different servers.');
    await expect(section).toContainText('detach.unlisted: was another failure, now still-attached');
    await expect(section).not.toContainText('Better');
    await expect(section).toContainText('p95 was 10.0 ms, now 20.3 ms');
    await section.getByRole('link', { name: 'user.email' }).click();
    await expect(page.locator('details[id="user.email"]')).toBeInViewport();
  });
});
