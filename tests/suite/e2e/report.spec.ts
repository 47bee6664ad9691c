import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { outputs } from '../../../helpers/report/render/outputs';
import { sampleReport } from '../support/sample-report';
import { conformance, ROOT, targetOf } from '../support/run';
import { fault, withReference } from '../support/servers';

const CLI = path.join(ROOT, 'helpers', 'cli', 'main.ts');

/** `npm run conformance -- report`, without npm. */
async function again(...args: string[]): Promise<{ exitCode: number | null; stderr: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', CLI, 'report', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const chunks: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { exitCode, stderr: Buffer.concat(chunks).toString('utf8') };
}

function filesIn(directory: string): Record<string, string> {
  return Object.fromEntries(
    outputs.map(({ file }) => [file, readFileSync(path.join(directory, file), 'utf8')]),
  );
}

test.describe('The files of a report', () => {
  test('are made again, byte for byte, next to it or elsewhere', async ({}, testInfo) => {
    const [given, elsewhere] = [testInfo.outputPath('given'), testInfo.outputPath('a', 'b')];
    await withReference(fault('email-as-string'), (server) =>
      conformance(testInfo, { ...targetOf(server), REPORT_DIR: given }, '--grep=Attach|Body'),
    );
    const written = filesIn(given);
    expect(Object.keys(written)).toContain('junit.xml');
    expect(written['summary.md']).toContain('user.email');

    const file = path.join(given, 'conformance.json');
    expect(await again(file, '--out', elsewhere)).toEqual({ exitCode: 0, stderr: '' });
    expect(filesIn(elsewhere)).toEqual(written);

    for (const { file: name } of outputs.slice(1)) writeFileSync(path.join(given, name), 'old');
    expect(filesIn(given)).not.toEqual(written);
    expect((await again(file)).exitCode).toBe(0);
    expect(filesIn(given)).toEqual(written);
  });

  test('are made of a report and of nothing else', async ({}, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    const [first, ...others] = sampleReport().requirements;
    for (const [what, content, sentence] of [
      ['nothing', undefined, /cannot be read \(ENOENT\)/],
      ['no JSON', '{"verdict":', /is not JSON/],
      ['another JSON', '[]', /is not valid against schemas\/report\.schema\.json: it must be/],
      [
        'a verdict of its own',
        JSON.stringify(
          sampleReport({ requirements: first ? [{ ...first, id: 'a' }, ...others] : [] } as object),
        ),
        /\/requirements\/0\/id must match pattern/,
      ],
    ] as const) {
      if (content !== undefined) writeFileSync(file, content);
      const { exitCode, stderr } = await again(file, '--out', testInfo.outputPath('out'));
      expect(exitCode, what).toBe(2);
      expect(stderr).toMatch(sentence);
      expect(stderr.trimEnd().split('\n'), what).toHaveLength(1);
    }
    truncateSync(file, 65 * 1024 * 1024);
    const large = await again(file);
    expect(large.exitCode).toBe(2);
    expect(large.stderr).toMatch(/is larger than \d+ bytes/);
    expect((await again()).stderr).toMatch(/missing required argument 'file'/);
    expect((await again(file, file)).exitCode).toBe(2);
    expect(existsSync(testInfo.outputPath('out'))).toBe(false);
  });

  test('are not made where they cannot be written', async ({}, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    writeFileSync(file, JSON.stringify(sampleReport()));
    mkdirSync(testInfo.outputPath('taken', 'junit.xml'), { recursive: true });
    const { exitCode, stderr } = await again(file, '--out', testInfo.outputPath('taken'));
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/junit\.xml cannot be written \(EISDIR\)/);
  });
});
