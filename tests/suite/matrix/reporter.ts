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
import { RESULT, type MatrixResult } from './result';
import { renderMatrix } from './table';

const OUTPUT = path.join(__dirname, '..', '..', '..', 'test-results', 'matrix');

/** Prints what came of each subject, and writes `faults.json` and the table fault x requirement. */
export default class MatrixReporter implements Reporter {
  private readonly results: MatrixResult[] = [];
  private passed = 0;
  private failed = 0;
  private total = 0;

  printsToStdio(): boolean {
    return true;
  }

  onBegin(_config: unknown, suite: Suite): void {
    this.total = suite.allTests().length;
    process.stdout.write(`${String(this.total)} tests\n`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    if (result.status === 'passed') this.passed++;
    else if (result.status !== 'skipped') {
      this.failed++;
      const [error] = result.errors;
      if (!result.attachments.some(({ name }) => name === RESULT)) {
        process.stdout.write(
          `BROKEN ${test.titlePath().slice(3).join(': ')}: ${error?.message ?? result.status}\n`,
        );
      }
    }
    const attached = result.attachments.find(({ name }) => name === RESULT)?.body;
    if (attached) this.take(JSON.parse(attached.toString('utf8')) as MatrixResult);
  }

  onError(error: TestError): void {
    process.stdout.write(`${error.message ?? error.value ?? 'an error'}\n`);
  }

  onEnd({ duration }: FullResult): void {
    mkdirSync(OUTPUT, { recursive: true });
    this.results.sort((a, b) => a.subject.localeCompare(b.subject));
    writeFileSync(path.join(OUTPUT, 'faults.json'), `${JSON.stringify(this.results, null, 2)}\n`);
    writeFileSync(path.join(OUTPUT, 'faults.md'), renderMatrix(this.results));
    const killed = this.results.filter(
      ({ kind, failed, warning }) => kind === 'fault' && failed.length + warning.length > 0,
    );
    const faults = this.results.filter(({ kind }) => kind === 'fault').length;
    const variants = this.results.length - faults;
    process.stdout.write(
      `${String(killed.length)} of ${String(faults)} faults killed; ${String(variants)} variants; ${(duration / 1000).toFixed(0)} s; ${path.relative(process.cwd(), OUTPUT)}/faults.md\n${String(this.passed)} passed, ${String(this.failed)} failed\n`,
    );
  }

  private take(result: MatrixResult): void {
    this.results.push(result);
    const { subject, kind, declared, failed, warning } = result;
    const missed = [...declared.failed, ...declared.warning].filter(
      (id) => ![...failed, ...warning].includes(id),
    );
    const alarms = [...failed, ...warning].filter(
      (id) => ![...declared.failed, ...declared.warning].includes(id),
    );
    const word =
      kind === 'variant' ? 'granted' : failed.length + warning.length > 0 ? 'killed' : 'SURVIVED';
    process.stdout.write(
      `${String(Math.round(result.durationMs / 100) / 10).padStart(5)}s ${missed.length + alarms.length === 0 ? 'ok    ' : 'WRONG '} ${word.padEnd(8)} ${subject}: ${[...failed, ...warning].join(' ')}${missed.length > 0 ? `\n         MISSED ${missed.join(' ')}` : ''}${alarms.map((id) => `\n         FALSE ALARM ${id}: ${result.messages[id] ?? ''}`).join('')}\n`,
    );
  }
}
