import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test, type TestInfo } from '@playwright/test';
import { compare } from '../../../helpers/report/compare';
import { renderComparison } from '../../../helpers/report/render/comparison';
import type { Report } from '../../../helpers/report/report';
import { cli } from '../support/cli';
import { injectedElements } from '../support/markdown';
import { finding, HOSTILE, minimalReport, requirementResult } from '../support/sample-report';

const [good, bad] = (['passed', 'failed'] as const).map((verdict) =>
  minimalReport({ requirements: [requirementResult('attach.one', { verdict })] }),
);

/** Runs a command on reports, by the names of their files. */
function run(testInfo: TestInfo, command: string, reports: object, ...args: string[]) {
  const files = Object.entries(reports).map(([name, report]) => {
    const file = testInfo.outputPath(`${name}.json`);
    writeFileSync(file, JSON.stringify(report));
    return file;
  });
  return cli([command, ...files, ...args]);
}

test.describe('npm run conformance -- compare', () => {
  test('exits with 1 if something got worse, otherwise with 0', ({}, testInfo) => {
    const worse = run(testInfo, 'compare', { good, bad });
    expect(worse.stderr).toBe('');
    expect(worse.status).toBe(1);
    expect(worse.stdout).toMatch(/^### Worse\n\n- `attach\.one`: was `passed`, is `failed`$/m);

    const follows = minimalReport({
      requirements: [
        requirementResult('attach.one', {
          verdict: 'failed',
          findings: [
            finding('so is 102', {
              code: 'lost',
              consequenceOf: { requirement: 'attach.many', code: 'lost' },
            }),
          ],
        }),
      ],
    });
    const consequence = run(testInfo, 'compare', { good, follows });
    expect(consequence.status).toBe(1);
    expect(consequence.stdout).toMatch(/^### Worse, as a consequence$/m);

    const better = run(testInfo, 'compare', { bad, good });
    expect(better.status).toBe(0);
    expect(better.stdout).toMatch(/^### Better$/m);
    expect(better.stdout).not.toContain('Worse');

    const same = run(testInfo, 'compare', { good, again: good });
    expect(same.status).toBe(0);
    expect(same.stdout).toContain('Every requirement and every observation is as it was.');
  });

  test('exits with 2 if one file is no report', ({}, testInfo) => {
    const { status, stderr } = run(testInfo, 'compare', { good, bad: {} });
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad\.json is not valid/);
    expect(run(testInfo, 'compare', { good }).status).toBe(2);
  });

  test('prints Markdown that a target cannot inject into', () => {
    const [before, after] = ['a', HOSTILE].map((value) =>
      minimalReport({ observations: [{ id: 'get', value, exchanges: [] }] }),
    ) as [Report, Report];
    expect(injectedElements(HOSTILE), 'the control').not.toEqual([]);
    const markdown = renderComparison(compare(before, after));
    expect(markdown).toContain('alert(1)');
    expect(injectedElements(markdown)).toEqual([]);
  });
});

test.describe('npm run conformance -- report, with an earlier one', () => {
  test('shows what moved since', ({}, testInfo) => {
    writeFileSync(testInfo.outputPath('earlier.json'), JSON.stringify(good));
    const earlier = testInfo.outputPath('earlier.json');
    const page = (...args: string[]) => {
      const { status, stderr } = run(testInfo, 'report', { bad }, ...args);
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return readFileSync(testInfo.outputPath('index.html'), 'utf8');
    };
    expect(page()).not.toContain('Changes since the previous run');
    expect(page('--previous', earlier)).toMatch(
      /Changes since the previous run[^]*Worse[^]*attach\.one/,
    );
  });
});
