import { property } from '../../../helpers/reference/patches';
import { alteredTokens } from '../../../helpers/http/altered-tokens';
import { reportOf, start, targetOf } from '../support/run';
import { fault } from '../support/servers';
import { expect, test } from '../support/test';
import { formsOf } from '../support/written';

const ACTING = 'a\u202eb\u009bc\u0007d';

test('A dry run prints neither a token nor an altered one', async ({ reference, conformance }) => {
  const server = await reference();
  const run = await conformance(targetOf(server), '--dry-run', '--grep=altered|token');
  expect(run.exitCode).toBe(0);
  expect(run.stdout).toContain('Bearer [API_TOKEN altered: the token, one character short]');
  const altered = alteredTokens(server.token).map(({ value }) => value.slice('Bearer '.length));
  for (const text of [...altered, ...formsOf(server.token)]) expect(run.stdout).not.toContain(text);
});

test('NODE_DEBUG prints no token', async ({ reference, conformance }) => {
  const server = await reference();
  const given = { ...targetOf(server), NODE_DEBUG: 'http,https,net' };
  const run = await conformance(given, '--grep=one user is attached');
  const output = run.stdout + run.stderr;
  expect(output).toMatch(/^(HTTP|NET) \d+:/m);
  for (const form of formsOf(server.token)) expect(output).not.toContain(form);
});

test('A reporter of Playwright prints no control characters of the target', async ({
  reference,
  conformance,
}) => {
  const server = await reference(property('email', () => ACTING));
  const run = await conformance(
    targetOf(server),
    '--grep=one user is attached',
    '--reporter=list,github',
  );
  expect(run.exitCode).toBe(1);
  const output = run.stdout + run.stderr;
  expect(output).toContain('a\\u{202e}b\\u{9b}c');
  expect(output).toContain('Error: ');
  expect(output).toMatch(/^nonconformant: \d+ of \d+ scenarios? .* selected by --grep; .*\.$/m);
  for (const character of ['\u202e', '\u009b', '\u0007']) expect(output).not.toContain(character);
});

test('A command whose output nobody reads ends quietly, with its exit code', async ({
  reference,
}, testInfo) => {
  const given = targetOf(await reference(fault('email-as-string')));
  for (const [args, exitCode, verdict] of [
    [['--help'], 0, undefined],
    [['list'], 0, undefined],
    [['--grep=one user is attached'], 1, 'nonconformant'],
  ] as const) {
    const { process: child, ended } = start(testInfo, given, ...args);
    child.stdout?.destroy();
    const run = await ended;
    expect(run, args.join(' ')).toMatchObject({ exitCode, stderr: '' });
    expect(run.reportText && reportOf(run).verdict).toBe(verdict);
  }
});
