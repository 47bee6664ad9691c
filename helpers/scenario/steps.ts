import { test, type TestInfo } from '@playwright/test';
import type { Location } from '@playwright/test/reporter';
import type { Check } from '../checks/result';
import type { HttpResult } from '../http/client';
import { toPrintable } from '../http/printed';
import { describeExchange, toTitle } from './describe-exchange';

/** Reporters of the suite: they show no steps. */
const OWN_REPORTER = /[\\/]helpers[\\/]run[\\/](reporter|dry-run)/;

/** Returns whether someone sees the steps of a test: a reporter, UI mode, an editor or a trace. */
export function areStepsShown({ config, project }: Pick<TestInfo, 'config' | 'project'>): boolean {
  const { trace } = project.use;
  const tracing = typeof trace === 'object' ? trace.mode : trace;
  return (
    (tracing !== undefined && tracing !== 'off') ||
    // UI mode and editors have a configuration without reporters.
    config.reporter.length === 0 ||
    config.reporter.some(([name]) => !OWN_REPORTER.test(name))
  );
}

/** Returns the place in the file of a scenario that calls the caller. */
function scenarioLine(): Location | undefined {
  const [, file, line, column] =
    /(?:\(|at (?:async )?)([^()\n]+\.spec\.[jt]s):(\d+):(\d+)\)?$/m.exec(new Error().stack ?? '') ??
    [];
  return file === undefined ? undefined : { file, line: Number(line), column: Number(column) };
}

/** Returns an error that points to some places in the files of scenarios, the first before all. */
export function errorAt(message: string, places: readonly Location[]): Error {
  const error = new Error(toPrintable(message));
  const frames = places.map(
    ({ file, line, column }) => `    at ${file}:${String(line)}:${String(column)}`,
  );
  if (frames.length > 0) error.stack = [`Error: ${error.message}`, ...frames].join('\n');
  return error;
}

/** Returns the message of a failed check, with the users that were expected and those that came. */
export function describeFailure({ requirement, message = '', difference }: Check): string {
  const users = (ids: readonly string[]) => (ids.length === 0 ? 'none' : ids.join(', '));
  return [
    `${requirement}: ${message}`,
    ...(difference
      ? [
          `Expected users: ${users(difference.expected)}`,
          `Actual users: ${users(difference.actual)}`,
        ]
      : []),
  ].join('\n');
}

/** Steps of Playwright for the requests and the checks of one scenario, at the lines that made them. */
export class ScenarioSteps {
  private requestLine: Location | undefined;
  private checkLine: Location | undefined;
  private readonly failures = new Map<string, Location>();

  /** @param fails whether a failed check fails its scenario */
  constructor(private readonly fails: (check: Check) => boolean) {}

  /** Returns a method whose requests have the line of its call. */
  ofRequests<A extends unknown[], R>(method: (...given: A) => R): (...given: A) => R {
    return (...given) => {
      this.requestLine = scenarioLine() ?? this.requestLine;
      return method(...given);
    };
  }

  /** Returns a method whose checks, and whose requests, have the line of its call. */
  ofChecks<A extends unknown[], R>(method: (...given: A) => R): (...given: A) => R {
    return (...given) => {
      this.checkLine = scenarioLine();
      const end = () => (this.checkLine = undefined);
      const result = method(...given);
      if (result instanceof Promise) void result.then(end, end);
      else end();
      return result;
    };
  }

  showExchange(answer: HttpResult): void {
    this.show(describeExchange(answer), this.checkLine ?? this.requestLine);
  }

  /** Shows a check that the scenario makes, and one of every exchange if it did not pass. */
  showCheck(check: Check): void {
    const line = this.checkLine ?? this.requestLine;
    const { requirement, outcome, message = '' } = check;
    if (outcome === 'failed' && this.fails(check)) {
      const text = describeFailure(check);
      const key = `${requirement}: ${message}`;
      if (line && !this.failures.has(key)) this.failures.set(key, line);
      this.show(requirement, line, errorAt(text, line ? [line] : []));
    } else if (outcome === 'failed') this.show(`${requirement} (warning: ${message})`, line);
    else if (outcome === 'untested') this.show(`${requirement} (untested: ${message})`, line);
    else if (this.checkLine) this.show(requirement, line);
  }

  /** Returns the places of failed checks by their messages. */
  placesOf(failures: readonly string[]): Location[] {
    return failures.flatMap((failure) => this.failures.get(failure) ?? []);
  }

  private show(title: string, location: Location | undefined, error?: Error): void {
    const fail = () => {
      if (error) throw error;
    };
    // It is over at once: the test waits for no step.
    test.step(toTitle(title), fail, location && { location }).catch(() => undefined);
  }
}
