import type {
  FullResult,
  Reporter,
  TestCase,
  TestError,
  TestResult,
} from '@playwright/test/reporter';
import type { Target } from '../config/config';
import { bytesToText, redactAndTruncate } from '../http/exchange';
import { toPrintable } from '../http/printed';
import type { Dataset, User } from '../reference/dataset';
import { BASE_PATH, startReference, type ReferenceServer } from '../reference/server';
import { escapeControls } from '../report/render/escape';
import { EXIT_CODES } from '../report/verdicts';
import { redactorOf } from '../scenario/session';
import { setUpSelected } from './selection';
import { closeRun, runState } from './state';

const MAX_CHARACTERS = 400;

const toUser = (id: string): User => ({
  id,
  name: 'User',
  email: null,
  roles: [],
  permissions: [],
  created_at: null,
  updated_at: null,
});

/** Returns a dataset with the customers and users of the target. */
function toDataset(target: Target): Dataset {
  const users = [...target.users, ...Object.values(target.restoreUsers).flat()];
  return {
    customers: new Map(target.customers.map((id) => [id, []])),
    users: new Map(users.map((id) => [id, toUser(id)])),
    unknownCustomerId: target.unknownCustomer,
    unknownUserId: target.unknownUser,
  };
}

/** Starts a reference server in place of the target. It prints the requests of the run. */
export function startRecorder(target: Target): Promise<ReferenceServer> {
  const redact = redactorOf(target);
  const state = runState();
  return startReference({
    token: target.token,
    dataset: toDataset(target),
    patch: ({ respond }) => ({
      respond: async (request) => {
        state.printed++;
        const body = bytesToText(await request.bytes().catch(() => Buffer.alloc(0)));
        const path = target.baseUrl + request.target.slice(BASE_PATH.length);
        const { method, headers } = request;
        const parts = [method, path, headers.authorization ?? '(no Authorization)', body];
        const line = redactAndTruncate(parts.join('  '), redact, MAX_CHARACTERS);
        process.stdout.write(`${escapeControls(line)}\n`);
        return respond(request);
      },
    }),
  });
}

/** Playwright reporter of a dry run. Prints the number of requests and gives no verdict. */
export default class DryRunReporter implements Reporter {
  private readonly errors: string[] = [];

  constructor() {
    runState().reporting = true;
  }

  printsToStdio(): boolean {
    return true;
  }

  preprocess({ config, suite }: Parameters<NonNullable<Reporter['preprocess']>>[0]): Promise<void> {
    return setUpSelected(config, suite);
  }

  onError({ message = '' }: TestError): void {
    this.errors.push(message);
  }

  /** Fails where a scenario did: its requests are missing. */
  onTestEnd({ title }: TestCase, { status, error }: TestResult): void {
    if (status !== 'failed' && status !== 'timedOut') return;
    const [reason = ''] = (error?.message ?? status).split('\n');
    this.errors.push(`The scenario "${title}" failed: ${reason}`);
  }

  async onEnd({ status }: FullResult): Promise<void> {
    await closeRun(runState());
    const { config, printed, nothingSelected } = runState();
    if (nothingSelected !== undefined) this.errors.splice(0, Infinity, nothingSelected);
    for (const error of this.errors) process.stderr.write(`${toPrintable(error)}\n`);
    if (!config) return;
    const end = status === 'interrupted' ? ' before the interruption' : '';
    process.stdout.write(
      `Dry run: a run with SEED=${String(config.run.seed)} would send these ${String(printed)} requests to ${config.target.baseUrl}${end}, and a few more after a wrong response. Nothing was sent to it.\n`,
    );
  }

  onExit(): Promise<void> {
    runState().decided = true;
    process.exit(this.errors.length > 0 ? EXIT_CODES.inconclusive : 0);
  }
}
