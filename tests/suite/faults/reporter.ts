import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type {
  FullResult,
  Reporter,
  Suite,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import { RESULT, renderMatrix, type MatrixResult } from './result';

const OUTPUT = path.join(__dirname, '..', '..', '..', 'test-results', 'faults');

const print = (text: string) => process.stdout.write(`${text}\n`);

/** Prints the outcome of each subject, and writes `faults.json` and the table fault x requirement. */
export default class MatrixReporter implements Reporter {
  private readonly results: MatrixResult[] = [];
  private passed = 0;
  private failed = 0;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: unknown, suite: Suite): void {
    print(`${String(suite.allTests().length)} tests`);
  }

  onTestEnd(test: TestCase, { status, errors, attachments }: TestResult): void {
    const attached = attachments.find(({ name }) => name === RESULT)?.body;
    if (status === 'passed') this.passed++;
    else if (status !== 'skipped') {
      this.failed++;
      const title = test.titlePath().slice(3).join(': ');
      if (!attached) print(`BROKEN ${title}: ${errors[0]?.message ?? status}`);
    }
    if (!attached) return;
    const result = JSON.parse(attached.toString('utf8')) as MatrixResult;
    this.results.push(result);
    print(describe(result));
  }

  onError(error: TestError): void {
    print(error.message ?? error.value ?? 'an error');
  }

  onEnd({ duration }: FullResult): void {
    mkdirSync(OUTPUT, { recursive: true });
    this.results.sort((a, b) => a.subject.localeCompare(b.subject));
    writeFileSync(path.join(OUTPUT, 'faults.json'), `${JSON.stringify(this.results, null, 2)}\n`);
    writeFileSync(path.join(OUTPUT, 'faults.md'), renderMatrix(this.results));
    const faults = this.results.filter(({ kind }) => kind === 'fault');
    const killed = faults.filter(({ failed, warning }) => failed.length + warning.length > 0);
    const variants = this.results.length - faults.length;
    print(
      `${String(killed.length)} of ${String(faults.length)} faults killed; ${String(variants)} variants; ${(duration / 1000).toFixed(0)} s; ${path.relative(process.cwd(), OUTPUT)}/faults.md`,
    );
    print(`${String(this.passed)} passed, ${String(this.failed)} failed`);
  }
}

/** Describes a result in a line, with a line more for each requirement that is not as declared. */
function describe({
  subject,
  kind,
  declared,
  durationMs,
  messages,
  ...result
}: MatrixResult): string {
  const expected = [...declared.failed, ...declared.warning];
  const actual = [...result.failed, ...result.warning];
  const missed = expected
    .filter((id) => !actual.includes(id))
    .map((id) => {
      const untested = result.untested.includes(id);
      return `MISSED ${id}: ${untested ? `untested: ${messages[id] ?? ''}` : 'passed'}`;
    });
  const word = kind === 'variant' ? 'FALSE ALARM' : 'UNDECLARED';
  const undeclared = actual
    .filter((id) => !expected.includes(id))
    .map((id) => `${word} ${id}: ${messages[id] ?? ''}`);
  const wrong = [...missed, ...undeclared].map((line) => `\n         ${line}`);
  const outcome = kind === 'variant' ? 'granted' : actual.length > 0 ? 'killed' : 'SURVIVED';
  const seconds = (durationMs / 1000).toFixed(1).padStart(5);
  return `${seconds}s ${wrong.length === 0 ? 'ok    ' : 'WRONG '} ${outcome.padEnd(8)} ${subject}: ${actual.join(' ')}${wrong.join('')}`;
}
