import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, type TestInfo } from '@playwright/test';
import { compare } from '../../../helpers/report/compare';
import { renderComparison } from '../../../helpers/report/render/comparison';
import type { Report, RequirementVerdict } from '../../../helpers/report/report';
import type { RequirementId } from '../../../helpers/contract/requirements';
import { injectedElements } from '../support/markdown';
import { HOSTILE, sampleReport } from '../support/sample-report';

const ROOT = path.join(__dirname, '..', '..', '..');

function having(verdicts: Partial<Record<RequirementId, RequirementVerdict>>): Report {
  const report = sampleReport();
  return {
    ...report,
    requirements: report.requirements.map((result) => {
      const verdict = verdicts[result.id];
      return verdict === undefined ? result : { ...result, verdict };
    }),
  };
}

function cli(
  testInfo: TestInfo,
  command: string,
  reports: Record<string, Report>,
  ...args: string[]
) {
  const files = Object.entries(reports).map(([name, report]) => {
    const file = testInfo.outputPath(`${name}.json`);
    writeFileSync(file, JSON.stringify(report));
    return file;
  });
  return spawnSync(
    process.execPath,
    ['--import', 'tsx', path.join(ROOT, 'helpers', 'cli', 'main.ts'), command, ...files, ...args],
    { cwd: ROOT, encoding: 'utf8' },
  );
}

test.describe('npm run conformance -- compare', () => {
  test('exits with 1 if something got worse, otherwise with 0', ({}, testInfo) => {
    const [good, bad] = [having({}), having({ 'attach.one': 'failed' })];
    const worse = cli(testInfo, 'compare', { good, bad });
    expect(worse.stderr).toBe('');
    expect(worse.status).toBe(1);
    expect(worse.stdout).toMatch(/^### Worse\n\n- `attach\.one`: was `passed`, is `failed`$/m);

    const better = cli(testInfo, 'compare', { bad, good });
    expect(better.status).toBe(0);
    expect(better.stdout).toMatch(/^### Better$/m);
    expect(better.stdout).not.toContain('Worse');

    const same = cli(testInfo, 'compare', { good, again: good });
    expect(same.status).toBe(0);
    expect(same.stdout).toContain('Every requirement and every observation is as it was.');
  });

  test('exits with 2 if one file is no report', ({}, testInfo) => {
    const good = having({});
    const { status, stderr } = cli(testInfo, 'compare', { good, bad: {} as Report });
    expect(status).toBe(2);
    expect(stderr).toMatch(/bad\.json is not a report/);
    expect(cli(testInfo, 'compare', { good }).status).toBe(2);
  });

  test('prints Markdown that a target cannot inject into', () => {
    const before = sampleReport({ observations: [{ id: 'get', value: 'a', exchanges: [] }] });
    const after = sampleReport({ observations: [{ id: 'get', value: HOSTILE, exchanges: [] }] });
    expect(injectedElements(HOSTILE), 'the control').not.toEqual([]);
    const markdown = renderComparison(compare(before, after));
    expect(markdown).toContain('alert(1)');
    expect(injectedElements(markdown)).toEqual([]);
  });
});

test.describe('npm run conformance -- report, with an earlier one', () => {
  test('shows what moved since', ({}, testInfo) => {
    const [good, bad] = [having({}), having({ 'attach.one': 'failed' })];
    writeFileSync(testInfo.outputPath('earlier.json'), JSON.stringify(good));
    const earlier = testInfo.outputPath('earlier.json');
    const page = (...args: string[]) => {
      const { status, stderr } = cli(testInfo, 'report', { bad }, ...args);
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
