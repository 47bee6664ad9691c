import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@playwright/test';
import { renderTable, renderVerdict } from '../../../helpers/report/render/console';
import { sampleReport } from '../support/sample-report';

test.describe('The console', () => {
  test('shows what is waived, until when, by whom and why', () => {
    const table = stripVTControlCharacters(renderTable(sampleReport()));
    expect(table).toMatch(
      /^waived +MUST +user\.email +until 2027-01-31, by @team\/users: clients/m,
    );
    expect(table).not.toMatch(/^passed .*user\.email/m);
    const report = sampleReport({ verdict: 'conformant with waivers' });
    const verdict = stripVTControlCharacters(renderVerdict(report));
    expect(verdict).toMatch(/^conformant with waivers: .*1 waived/);
  });

  test('shows the waiver of one finding beside failures', () => {
    const table = stripVTControlCharacters(renderTable(sampleReport()));
    const waived = 'waived until 2027-01-31 by @team/users';
    const [before = '', third = ''] = table.split(/^ {2}.*: a third.*\n/m);
    expect(before).not.toContain(waived);
    expect(third.split('\n')[0]).toContain(`    ${waived}`);
  });
});
