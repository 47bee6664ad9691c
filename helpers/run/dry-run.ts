import type { FullResult, Reporter, TestError } from '@playwright/test/reporter';
import type { Target } from '../config/config';
import { truncate, bytesToText } from '../http/exchange';
import { redactor } from '../http/redact';
import type { Dataset, User } from '../reference/dataset';
import { BASE_PATH, startReference, type ReferenceServer } from '../reference/server';
import { escapeControls } from '../report/render/escape';
import { EXIT_CODES } from '../report/verdicts';
import { secretsOf } from '../scenario/session';
import { runState } from './state';

const MAX_CHARACTERS = 400;

const someone = (id: string): User => ({
  id,
  name: 'Somebody',
  email: null,
  roles: [],
  permissions: [],
  created_at: null,
  updated_at: null,
});

/** As many people as the target lends, by its ids. */
function directoryOf(target: Target): Dataset {
  const users = [...target.users, ...target.restoreUsers];
  return {
    customers: new Map(target.customers.map((id) => [id, []])),
    users: new Map(users.map((id) => [id, someone(id)])),
    unknownCustomerId: target.unknownCustomer,
    unknownUserId: target.unknownUser,
  };
}

/**
 * A reference server in the place of a target, which answers as a conforming one would, and prints
 * each request that comes: those are what the target would be sent.
 */
export function startRecorder(target: Target): Promise<ReferenceServer> {
  const redact = redactor(secretsOf(target));
  const state = runState();
  return startReference({
    token: target.token,
    dataset: directoryOf(target),
    patch: ({ respond }) => ({
      respond: async (request) => {
        state.printed++;
        const body = bytesToText(await request.bytes().catch(() => Buffer.alloc(0)));
        const path = target.baseUrl + request.target.slice(BASE_PATH.length);
        const parts = [
          request.method,
          path,
          request.headers.authorization ?? '(no Authorization)',
          body,
        ];
        process.stdout.write(
          `${escapeControls(truncate(redact(parts.join('  ')), MAX_CHARACTERS))}\n`,
        );
        return respond(request);
      },
    }),
  });
}

/** Says how many requests there would be, and gives no verdict. */
export default class DryRunReporter implements Reporter {
  private readonly errors: string[] = [];

  printsToStdio(): boolean {
    return true;
  }

  onError({ message = '' }: TestError): void {
    this.errors.push(message);
  }

  onEnd({ status }: FullResult): void {
    const { config, printed } = runState();
    for (const error of this.errors) process.stderr.write(`${error}\n`);
    if (!config) return;
    const end = status === 'interrupted' ? ', up to where it was interrupted' : '';
    process.stdout.write(
      `Dry run: a run with SEED=${String(config.run.seed)} would send these ${String(printed)} requests to ${config.target.baseUrl}${end}, and a few more where an answer is wrong. Nothing was sent to it.\n`,
    );
  }

  onExit(): Promise<void> {
    runState().decided = true;
    process.exit(this.errors.length > 0 ? EXIT_CODES.inconclusive : 0);
  }
}
