import { expect, test } from '@playwright/test';
import { renderBadge } from '../../../helpers/report/render/badge';
import { sampleReport } from '../support/sample-report';

const GREEN = '#4b0';

test.describe('badge.svg', () => {
  for (const [verdict, shown, color] of [
    ['conformant', 'conformant', GREEN],
    ['conformant with waivers', 'with waivers', '#d8b800'],
    ['nonconformant', 'nonconformant', '#dd4343'],
    ['inconclusive', 'inconclusive', '#939393'],
  ] as const) {
    test(`says ${shown} in a colour of its own`, () => {
      const badge = renderBadge(sampleReport({ verdict }));
      const scope = '1 customer, up to 4 users, nothing read back';
      expect(badge).toContain(`aria-label="sync users: ${shown}: ${scope}"`);
      expect(badge).toContain(`fill="${color}"`);
      expect(badge.includes(`fill="${GREEN}"`)).toBe(verdict === 'conformant');
      // One file: it loads nothing, and has nothing of a target in it.
      expect(badge).not.toMatch(/<script|<image|<foreignObject|@import|url\((?!#)|href=/);
    });
  }

  test('of the embedded server is not green, and names its server', () => {
    const { target } = sampleReport();
    const badge = renderBadge(
      sampleReport({ verdict: 'conformant', target: { ...target, embedded: true } }),
    );
    expect(badge).toContain('aria-label="sync users: conformant, NOT YOUR SERVER: the suite');
    expect(badge).not.toContain(GREEN);
  });
});
