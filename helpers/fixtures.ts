import { test as base, type PlaywrightTestOptions } from '@playwright/test';
import { EVIDENCE, untested, type Judgement, type ScenarioEvidence } from './check';
import { Client } from './client';
import { readConfig, type RunSettings, type Target } from './config';
import { alteredTokens } from './credentials';
import { judgeSameRecords, type UserMemory } from './judges/response';
import type { Sync } from './judges/sync';
import { takeLease, type Lease } from './run/leases';
import { redactor } from './redact';
import { Scenario } from './scenario';
import { Watch } from './strangers';

/** A target as a worker uses it: its own client, and what it remembers of the users. */
export interface Bench {
  target: Target;
  run: RunSettings;
  client: Client;
  memory: UserMemory;
  watch: Watch;
  lease: (count: number) => Promise<Lease>;
  /** Takes the evidence of each scenario in the place of the reporter. */
  collect?: (evidence: ScenarioEvidence) => void;
}

/** Where the main process lends customers; set by the global setup. */
export const LEASE_PORT = 'SYNC_USERS_LEASE_PORT';

/** The secrets of a target, by the variables that they come in. */
export function secretsOf(target: Target): Record<string, string | undefined> {
  return {
    API_TOKEN: target.token,
    FORBIDDEN_TOKEN: target.forbiddenToken,
    EXPIRED_TOKEN: target.expiredToken,
  };
}

/** The client of one worker: with `share` of them at work, in all shards, each has its part of MAX_RPS. */
export function openBench(
  target: Target,
  run: RunSettings,
  lease: Bench['lease'],
  worker: { name: string; share: number },
): Bench {
  const client = new Client({
    baseUrl: target.baseUrl,
    timeoutMs: run.requestTimeoutMs,
    spacingMs: run.maxRps === undefined ? 0 : (1000 * worker.share) / run.maxRps,
    idPrefix: `${worker.name}.`,
    redact: redactor({
      ...secretsOf(target),
      ...Object.fromEntries(
        alteredTokens(target.token).map(({ what, value }) => [
          `API_TOKEN altered: ${what}`,
          value.slice('Bearer '.length),
        ]),
      ),
    }),
  });
  return { target, run, client, memory: new Map(), watch: new Watch(), lease };
}

/** The users lent, as decimal digits; the configuration sees to it that there are four. */
type Users = readonly [string, string, string, string, ...string[]];

interface TestFixtures {
  /** The target this test is about. The matrix of faults puts another in its place. */
  bench: Bench;
  /** How many customers the test needs at once. */
  customersNeeded: number;
  lease: Lease;
  scenario: Scenario;
  /** The customer lent to this test, and to no other while it runs. */
  customer: string;
  /** Two of them, for a test that sets `customersNeeded: 2`. */
  twoCustomers: readonly [string, string];
  users: Users;
  target: Target;
  probeDelete: boolean;
  seed: number;
}

type Methods = Pick<
  Scenario,
  | 'sync'
  | 'post'
  | 'postInTurn'
  | 'postToEmptied'
  | 'syncUnjudged'
  | 'syncTogether'
  | 'readBack'
  | 'record'
  | 'check'
  | 'checkBeside'
  | 'checkGiven'
  | 'checkRefused'
  | 'checkCredentialsRefused'
  | 'checkElsewhere'
  | 'checkRepeated'
  | 'observe'
>;

interface WorkerFixtures {
  workerBench: Bench;
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
  workerBench: [
    async ({}, use, workerInfo) => {
      const { target, run } = readConfig(process.env);
      const port = Number(process.env[LEASE_PORT]);
      const { shard } = workerInfo.config;
      if (!target || !port) throw new Error('the global setup did not run');
      const bench = openBench(target, run, (count) => takeLease(port, count), {
        name: [shard?.current ?? [], workerInfo.workerIndex].flat().join('-'),
        share: workerInfo.config.workers * (shard?.total ?? 1),
      });
      await use(bench);
      bench.client.close();
    },
    { scope: 'worker' },
  ],
  bench: async ({ workerBench }, use) => {
    await use(workerBench);
  },
  customersNeeded: [1, { option: true }],
  lease: async ({ bench, customersNeeded }, use, testInfo) => {
    const lent = bench.target.customers.length;
    testInfo.skip(
      lent < customersNeeded,
      `needs ${String(customersNeeded)} customers in CUSTOMER_IDS`,
    );
    const lease = await bench.lease(customersNeeded);
    await use(lease);
    lease.release();
  },
  scenario: async ({ bench, lease }, use, testInfo) => {
    const scenario = new Scenario({
      ...bench,
      title: testInfo.titlePath.slice(1).join(': '),
      customers: lease.customers,
    });
    await use(scenario);
    await scenario.lookForOthers();
    const evidence = scenario.finish();
    if (bench.collect) bench.collect(evidence);
    else {
      await testInfo.attach(EVIDENCE, {
        contentType: 'application/json',
        body: JSON.stringify(evidence),
      });
    }
    const failures = scenario.failures(bench.run);
    if (!bench.collect && failures.length > 0) throw new Error(failures.join('\n'));
  },
  customer: async ({ scenario }, use) => {
    await use(scenario.customer);
  },
  twoCustomers: async ({ lease }, use) => {
    const [one, other] = lease.customers;
    if (one === undefined || other === undefined) throw new Error('set customersNeeded: 2');
    await use([one, other]);
  },
  users: async ({ target }, use) => {
    const [ann, bob, cid, dee, ...more] = target.users;
    if (ann === undefined || bob === undefined || cid === undefined || dee === undefined) {
      throw new Error('at least four users have to be lent');
    }
    await use([ann, bob, cid, dee, ...more]);
  },
  target: async ({ bench }, use) => {
    await use(bench.target);
  },
  probeDelete: async ({ bench }, use) => {
    await use(bench.run.probeDelete);
  },
  seed: async ({ bench }, use) => {
    await use(bench.run.seed);
  },
  sync: method('sync'),
  post: method('post'),
  postInTurn: method('postInTurn'),
  postToEmptied: method('postToEmptied'),
  syncUnjudged: method('syncUnjudged'),
  syncTogether: method('syncTogether'),
  readBack: method('readBack'),
  record: method('record'),
  check: method('check'),
  checkBeside: method('checkBeside'),
  checkGiven: method('checkGiven'),
  checkRefused: method('checkRefused'),
  checkCredentialsRefused: method('checkCredentialsRefused'),
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

export { fieldValue } from './body';
export * from './judges/concurrency';
export * from './judges/leniency';
export * from './judges/readback';
export * from './judges/volume';
export { judgeEmpty as expectEmpty, judgeListing, judgeSame } from './judges/sync';
export { judgeAccepted as expectAccepted, judgeFirst } from './judges/refusal';

/** A judge of a sync sent again: its records are those of the first, `updated_at` aside. */
export function expectSameRecords(first: Sync): (again: Sync) => Judgement {
  return (again) => {
    if (!first.users || !again.users) return untested('an answer lists no users that can be read');
    return judgeSameRecords(first.users, again.users);
  };
}

/** The numbers of the random sequences, from 0: as many as SEQUENCES says. */
export function sequencesOf(environment: NodeJS.ProcessEnv): number[] {
  return Array.from(
    { length: Number(environment['SEQUENCES'] ?? '') || 10 },
    (_item, index) => index,
  );
}
