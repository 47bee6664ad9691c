import { test as base, type PlaywrightTestOptions } from '@playwright/test';
import type { Sync } from './checks/listing';
import { judgeSameRecords } from './checks/response';
import { EVIDENCE_ATTACHMENT, untested, type Judgement } from './checks/result';
import { readConfig, type Target } from './config/config';
import { Lease, LEASE_PORT, takeLease } from './scenario/lease-client';
import { Scenario } from './scenario/scenario';
import { openSession, type Session } from './scenario/session';
/** The users lent, as decimal digits; the configuration sees to it that there are four. */
type Users = readonly [string, string, string, string, ...string[]];

interface TestFixtures {
  /** The target this test is about. The matrix of faults puts another in its place. */
  session: Session;
  /** How many customers the test needs at once. */
  requiredCustomers: number;
  lease: Lease;
  scenario: Scenario;
  /** The customer lent to this test, and to no other while it runs. */
  customer: string;
  /** Two of them, for a test that sets `requiredCustomers: 2`. */
  customerPair: readonly [string, string];
  users: Users;
  target: Target;
  probeDelete: boolean;
  seed: number;
}

type Methods = Pick<
  Scenario,
  | 'sync'
  | 'post'
  | 'postSequentially'
  | 'postFromEmpty'
  | 'setupSync'
  | 'syncConcurrently'
  | 'readBack'
  | 'record'
  | 'check'
  | 'checkWithControl'
  | 'checkAfter'
  | 'checkRejected'
  | 'checkUnauthorized'
  | 'checkElsewhere'
  | 'checkRepeated'
  | 'observe'
>;

interface WorkerFixtures {
  workerSession: Session;
}

/**
 * No scenario opens a browser: its settings as plain values. As they come they are functions, each a
 * fixture that Playwright sets up for every test, with a stack trace at its start and its end.
 */
const NO_BROWSER = {
  acceptDownloads: false,
  bypassCSP: false,
  clientCertificates: [],
  colorScheme: null,
  contrast: null,
  deviceScaleFactor: 1,
  extraHTTPHeaders: {},
  forcedColors: null,
  hasTouch: false,
  ignoreHTTPSErrors: false,
  isMobile: false,
  javaScriptEnabled: false,
  locale: 'en-US',
  offline: false,
  permissions: [],
  reducedMotion: null,
  screen: { width: 0, height: 0 },
  serviceWorkers: 'block',
  storageState: { cookies: [], origins: [] },
  timezoneId: 'UTC',
  userAgent: '',
  viewport: null,
} satisfies Partial<PlaywrightTestOptions>;

/** Playwright's `test`, with what a scenario of this suite needs. */
export const test = base.extend<TestFixtures & Methods, WorkerFixtures>({
  ...NO_BROWSER,
  workerSession: [
    async ({}, use, workerInfo) => {
      const { target, run } = readConfig(process.env);
      const port = Number(process.env[LEASE_PORT]);
      const { shard } = workerInfo.config;
      if (!target || !port) throw new Error('the global setup did not run');
      const session = openSession(target, run, (count) => takeLease(port, count), {
        name: [shard?.current ?? [], workerInfo.workerIndex].flat().join('-'),
        share: workerInfo.config.workers * (shard?.total ?? 1),
      });
      await use(session);
      session.client.close();
    },
    { scope: 'worker' },
  ],
  session: async ({ workerSession }, use) => {
    await use(workerSession);
  },
  requiredCustomers: [1, { option: true }],
  lease: async ({ session, requiredCustomers }, use, testInfo) => {
    const lent = session.target.customers.length;
    testInfo.skip(
      lent < requiredCustomers,
      `needs ${String(requiredCustomers)} customers in CUSTOMER_IDS`,
    );
    const lease = await session.lease(requiredCustomers);
    await use(lease);
    lease.release();
  },
  scenario: async ({ session, lease }, use, testInfo) => {
    const scenario = new Scenario({
      ...session,
      title: testInfo.titlePath.slice(1).join(': '),
      customers: lease.customers,
    });
    await use(scenario);
    await scenario.detectInterference();
    const evidence = scenario.toEvidence();
    if (session.collect) session.collect(evidence);
    else {
      await testInfo.attach(EVIDENCE_ATTACHMENT, {
        contentType: 'application/json',
        body: JSON.stringify(evidence),
      });
    }
    const failures = scenario.failures(session.run);
    if (!session.collect && failures.length > 0) throw new Error(failures.join('\n'));
  },
  customer: async ({ scenario }, use) => {
    await use(scenario.customer);
  },
  customerPair: async ({ lease }, use) => {
    const [one, other] = lease.customers;
    if (one === undefined || other === undefined) throw new Error('set requiredCustomers: 2');
    await use([one, other]);
  },
  users: async ({ target }, use) => {
    const [ann, bob, cid, dee, ...more] = target.users;
    if (ann === undefined || bob === undefined || cid === undefined || dee === undefined) {
      throw new Error('at least four users have to be lent');
    }
    await use([ann, bob, cid, dee, ...more]);
  },
  target: async ({ session }, use) => {
    await use(session.target);
  },
  probeDelete: async ({ session }, use) => {
    await use(session.run.probeDelete);
  },
  seed: async ({ session }, use) => {
    await use(session.run.seed);
  },
  sync: method('sync'),
  post: method('post'),
  postSequentially: method('postSequentially'),
  postFromEmpty: method('postFromEmpty'),
  setupSync: method('setupSync'),
  syncConcurrently: method('syncConcurrently'),
  readBack: method('readBack'),
  record: method('record'),
  check: method('check'),
  checkWithControl: method('checkWithControl'),
  checkAfter: method('checkAfter'),
  checkRejected: method('checkRejected'),
  checkUnauthorized: method('checkUnauthorized'),
  checkElsewhere: method('checkElsewhere'),
  checkRepeated: method('checkRepeated'),
  observe: method('observe'),
});

/** A fixture that is one method of the test's scenario. */
function method<M extends keyof Scenario>(name: M) {
  return async (
    { scenario }: { scenario: Scenario },
    use: (value: Scenario[M]) => Promise<void>,
  ): Promise<void> => {
    const value = scenario[name];
    await use((typeof value === 'function' ? value.bind(scenario) : value) as Scenario[M]);
  };
}

export * from './checks/concurrency';
export { judgeEmpty as expectEmpty, judgeListing, judgeSame } from './checks/listing';
export * from './checks/readback';
export { judgeAccepted as expectAccepted, judgeAuthFirst } from './checks/rejection';
export * from './checks/tolerance';
export * from './checks/volume';
export { fieldValue } from './http/body';

/** A judge of a sync sent again: its records are those of the first, `updated_at` aside. */
export function judgeSameRecordsAs(first: Sync): (again: Sync) => Judgement {
  return (again) => {
    if (!first.users || !again.users) return untested('an answer lists no users that can be read');
    return judgeSameRecords(first.users, again.users);
  };
}

/** The numbers of the random sequences, from 0: as many as SEQUENCES says. */
export function sequenceNumbers(environment: NodeJS.ProcessEnv): number[] {
  return Array.from(
    { length: Number(environment['SEQUENCES'] ?? '') || 10 },
    (_item, index) => index,
  );
}

export { untested } from './checks/result';
export type { Sync } from './checks/listing';
export type { RequestOverrides } from './http/requests';
