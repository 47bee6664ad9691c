import { existsSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onFiles, renderAgain, writeDraft } from '../../../helpers/cli/report-commands';
import { OUTPUT_FILES } from '../../../helpers/report/render/output-files';
import { outputs } from '../../../helpers/report/render/outputs';
import { ROOT, targetOf } from '../support/run';
import { sampleReport } from '../support/sample-report';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';

/** `npm run conformance -- report`, in this process. */
const again = (file: string, out?: string) =>
  onFiles(() => renderAgain(file, { ...(out !== undefined && { out }) }));

function filesIn(directory: string): Record<string, string> {
  return Object.fromEntries(
    OUTPUT_FILES.map((file) => [file, readFileSync(path.join(directory, file), 'utf8')]),
  );
}

test.describe('The files of a report', () => {
  test('are made again, byte for byte, next to it or elsewhere', async ({
    reference,
    conformance,
  }, testInfo) => {
    const [given, elsewhere] = [testInfo.outputPath('given'), testInfo.outputPath('a', 'b')];
    const target = targetOf(await reference(fault('email-as-string')));
    await conformance({ ...target, REPORT_DIR: given }, '--grep=one user is attached|not JSON');
    const written = filesIn(given);
    expect(Object.keys(written)).toContain('junit.xml');
    expect(written['summary.md']).toContain('user.email');

    const file = path.join(given, 'conformance.json');
    await again(file, elsewhere);
    // The page names the path of its own report.
    const [from, to] = [given, elsewhere].map((directory) => path.relative(ROOT, directory));
    const page = written['index.html']?.replaceAll(`${from}/conf`, `${to}/conf`);
    expect(page).not.toBe(written['index.html']);
    expect(filesIn(elsewhere)).toEqual({ ...written, 'index.html': page });

    for (const { file: name } of outputs.slice(1)) rmSync(path.join(given, name));
    await again(file);
    expect(filesIn(given)).toEqual(written);

    // No exchanges of one report stay beside another.
    rmSync(path.join(given, 'exchanges.har'));
    await again(file, elsewhere);
    expect(existsSync(path.join(elsewhere, 'exchanges.har'))).toBe(false);
  });

  test('are made of a report and of nothing else', async ({}, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    const out = testInfo.outputPath('out');
    const [first, ...others] = sampleReport().requirements;
    const withOtherId = { requirements: first ? [{ ...first, id: 'a' }, ...others] : [] } as object;
    for (const [content, sentence] of [
      [undefined, /cannot be read \(ENOENT\)/],
      ['{"verdict":', /is not JSON/],
      ['[]', /is not valid against schemas\/report\.schema\.json: it must be/],
      [JSON.stringify(sampleReport(withOtherId)), /\/requirements\/0\/id must match pattern/],
    ] as const) {
      if (content !== undefined) writeFileSync(file, content);
      await expect(again(file, out)).rejects.toThrow(sentence);
      await expect(onFiles(() => writeDraft(file, out))).rejects.toThrow(sentence);
    }
    truncateSync(file, 65 * 1024 * 1024);
    await expect(again(file)).rejects.toThrow(/is larger than \d+ bytes/);
    expect(existsSync(out)).toBe(false);
  });

  test('are not made where they cannot be written', async ({}, testInfo) => {
    const file = testInfo.outputPath('conformance.json');
    writeFileSync(file, JSON.stringify(sampleReport()));
    mkdirSync(testInfo.outputPath('taken', 'junit.xml'), { recursive: true });
    const taken = again(file, testInfo.outputPath('taken'));
    await expect(taken).rejects.toThrow(/junit\.xml exists and the suite did not write it/);
  });
});
