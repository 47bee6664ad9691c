import type { ScenarioEvidence } from '../../../helpers/checks/result';
import { readConfig, type Target } from '../../../helpers/config/config';
import { startReference, type ReferenceServer } from '../../../helpers/reference/server';
import { buildReport } from '../../../helpers/report/build';
import type { Report } from '../../../helpers/report/report';
import { toRunContext } from '../../../helpers/report/run-metadata';
import { JudgedRequests } from '../../../helpers/run/judged-requests';
import { PreflightError, preflight } from '../../../helpers/run/preflight';
import { openSession, type Session } from '../../../helpers/scenario/session';
import type { Subject } from './subjects';

/** A subject's server, open in this worker, with the evidence of its scenarios so far. */
export interface OpenSubject {
  session: Session;
  evidence: ScenarioEvidence[];
  startedAt: number;
  close: () => Promise<void>;
}

/** Long enough for the slowest variant, short enough for a fault that hangs. */
const REQUEST_TIMEOUT_MS = 2_000;

/** Returns a server as the target of a subject. */
export function targetOf(server: ReferenceServer, { customers, users, readBack }: Subject): Target {
  return {
    baseUrl: server.baseUrl,
    token: server.token,
    customers: server.customers.slice(0, customers),
    users: server.users.slice(0, users),
    restoreUsers: {},
    unknownUser: server.unknownUserId,
    unknownCustomer: server.unknownCustomerId,
    forbiddenToken: server.forbiddenToken,
    expiredToken: server.expiredToken,
    ...(readBack && { readBackPath: server.readBackPath }),
  };
}

async function start(subject: Subject): Promise<OpenSubject> {
  const server = await startReference({ patch: subject.patch });
  const target = targetOf(server, subject);
  const { run } = readConfig({
    SEED: process.env['SEED'] ?? '1',
    REQUEST_TIMEOUT_MS: String(REQUEST_TIMEOUT_MS),
  });
  const lease = (count: number) =>
    Promise.resolve({
      customers: target.customers.slice(0, count),
      release: () => undefined,
      alone: <T>(send: () => Promise<T>) => send(),
    });
  const evidence: ScenarioEvidence[] = [];
  const session: Session = {
    ...openSession(target, run, lease, { name: 'm', share: 1 }),
    collect: (seen) => evidence.push(seen),
  };
  try {
    await preflight(
      target,
      target.customers,
      new JudgedRequests('Preflight', session.client),
      new Set(),
    );
  } catch (error) {
    if (!(error instanceof PreflightError)) throw error;
    session.client.limits.abortReason = error.message;
  }
  return {
    session,
    evidence,
    startedAt: performance.now(),
    close: async () => {
      session.client.close();
      await server.close();
    },
  };
}

let current: { name: string; open: Promise<OpenSubject> } | undefined;

/** Opens a subject, and closes the one before it: scenarios run subject by subject. */
export function openSubject(subject: Subject): Promise<OpenSubject> {
  if (current?.name !== subject.name) {
    const before = current?.open.then(({ close }) => close()).catch(() => undefined);
    const open = Promise.resolve(before).then(() => start(subject));
    current = { name: subject.name, open };
  }
  return current.open;
}

/** Builds the report of a run of all scenarios. */
export function reportOf({ session, evidence, startedAt }: OpenSubject): Report {
  return buildReport({
    ...toRunContext(session.target, true, session.run),
    evidence,
    setup: [],
    startedAt: new Date().toISOString(),
    durationMs: performance.now() - startedAt,
    incomplete: [],
    notes: [],
  });
}
