import { compare } from '../../../helpers/report/compare';
import { renderHtml } from '../../../helpers/report/html/page';
import type { Finding, Report } from '../../../helpers/report/report';
import { resultOf } from '../support/run';
import { expect, test } from './fixtures';

const firstFinding = (report: Report, id: string) => {
  const [finding] = resultOf(report, id).findings;
  if (!finding) throw new Error(`${id} has no finding`);
  return finding;
};

const isCause = ({ consequenceOf }: Finding) => consequenceOf === undefined;

test.describe('A finding', () => {
  test('has the difference, the exchanges and the commands that reproduce it', async ({
    read,
    faulty,
  }) => {
    const page = await read(faulty, '#detach.unlisted');
    const finding = page.locator('details[id="detach.unlisted--1"]');
    const { difference, exchanges, reproduce } = firstFinding(faulty, 'detach.unlisted');
    const wrong = finding.locator('tr.wrong');
    await expect(wrong).toHaveCount(1);
    await expect(wrong).toContainText('unexpected');
    await expect(wrong).toContainText(difference?.tooMany.ids.join(', ') ?? 'no ids');
    await expect(finding.locator('.exchange')).toHaveCount(exchanges.length);
    await expect(finding.locator('.reproduce pre')).toHaveText(reproduce ?? 'no lines');
    // Unexpected users are marked in the last response.
    await expect(finding.locator('.exchange').last().locator('mark')).toHaveCount(
      difference?.tooMany.count ?? 0,
    );
    await expect(finding.locator('.exchange').first().locator('mark')).toHaveCount(0);
  });

  test('marks the defect in the body, and has the raw body', async ({ read, faulty }) => {
    const page = await read(faulty, '#user.email');
    const finding = page.locator('details[id="user.email--1"]');
    await expect(finding.locator('mark')).toHaveText(/^"email": "user\.\d+@example\.test",?$/);
    const { exchanges } = firstFinding(faulty, 'user.email');
    const raw = finding.locator('details.raw').last();
    await expect(raw.locator('pre')).toBeHidden();
    await raw.locator('summary').click();
    await expect(raw.locator('pre')).toHaveText(exchanges.at(-1)?.response?.body ?? 'no body');
  });

  test('counts its occurrences, and lists the others', async ({ read, faulty }) => {
    const page = await read(faulty, '#user.email');
    const finding = page.locator('details[id="user.email--1"]');
    const { occurrences, others } = firstFinding(faulty, 'user.email');
    expect(occurrences).toBeGreaterThan(20);
    await expect(finding).toContainText(`${String(occurrences)} occurrences`);
    await finding.locator('.occurrences > summary').click();
    await expect(finding.locator('.occurrences li')).toHaveCount(others.length);
  });
});

test('The failures are listed, the most harmful first', async ({ faultyPage: page, faulty }) => {
  const links = await page.locator('.failures li > a').allTextContents();
  expect(links.toSorted()).toEqual(
    faulty.requirements
      .filter(({ verdict, findings }) => verdict === 'failed' && findings.some(isCause))
      .map(({ id }) => id)
      .sort(),
  );
  expect(links).not.toContain('customer.unknown');
  await expect(page.locator('.failures p')).toHaveText('1 more failure follows from these.');
  const [detach, email] = [links.indexOf('detach.unlisted'), links.indexOf('user.email')];
  expect(detach).toBeGreaterThanOrEqual(0);
  expect(email).toBeGreaterThan(detach);
});

test('A line of the contract leads to a finding', async ({ faultyPage: page }) => {
  const line = page.locator('#contract-60');
  const carried = line.locator('.line-details');
  await expect(carried).toBeHidden();
  await line.locator('summary').click();
  await expect(carried).toContainText(/user\.email.*checks.*integer or null/);
  await carried.getByRole('link', { name: 'Finding 1' }).click();
  await expect(page.locator('details[id="user.email--1"]')).toBeInViewport();
});

test('A change since the previous run leads to its requirement', async ({ open, faulty }) => {
  const passed = faulty.requirements.map((each) => ({ ...each, verdict: 'passed' as const }));
  const comparison = compare({ ...faulty, requirements: passed }, faulty);
  const page = await open(renderHtml(faulty, comparison));
  const section = page.getByRole('region', { name: 'Changes since the previous run' });
  await section.getByRole('link', { name: 'user.email' }).click();
  await expect(page.locator('details[id="user.email"]')).toBeInViewport();
});
