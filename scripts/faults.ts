/**
 * `npm run faults`: judges every fault and every variant. `-- --only name,name` takes those whose
 * names hold one of these, `-- --every 20` each twentieth, `-- --sets` one fault for each set of
 * broken requirements, `-- --variants` the variants. `-- --lines all` runs the curl lines of all faults, and not of one for each
 * set. The rest goes to Playwright.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exitIfTakenByNpm } from './taken-by-npm';

const OPTIONS = {
  only: { type: 'string', default: '' },
  every: { type: 'string', default: '' },
  lines: { type: 'string', default: '' },
  sets: { type: 'boolean', default: false },
  variants: { type: 'boolean', default: false },
} as const;

exitIfTakenByNpm(Object.keys(OPTIONS), 'npm run faults --');
const { values, tokens } = parseArgs({ options: OPTIONS, strict: false, tokens: true });
const passedOn = tokens
  .filter((token) => !(token.kind === 'option' && token.name in OPTIONS))
  .flatMap((token) => process.argv.slice(2)[token.index] ?? []);
const cli = path.join(path.dirname(require.resolve('@playwright/test/package.json')), 'cli.js');
const config = path.join(__dirname, '..', 'tests', 'suite', 'faults');

spawn(process.execPath, [cli, 'test', '-c', config, ...passedOn], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // Each fault leaves much garbage behind: more room for young objects makes collections rarer.
    NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --max-semi-space-size=64`,
    FAULTS_ONLY: String(values.only),
    FAULTS_EVERY: String(values.every),
    FAULTS_LINES: String(values.lines),
    FAULTS_SETS: String(values.sets),
    FAULTS_VARIANTS: String(values.variants),
  },
}).on('exit', (code) => {
  process.exitCode = code ?? 2;
});
