import { test as base, type PlaywrightTestOptions } from '@playwright/test';
import { EVIDENCE_ATTACHMENT } from './checks/result';
import { readConfig, type Target } from './config/config';
import { describeNeed } from './contract/needs';
import { readBackOption } from './http/requests';
import { redactStandardStreams, sanitizeErrors, toPrintable } from './http/printed';
import { ClientRequests } from './scenario/client-requests';
import { expectFailure } from './scenario/expected-failures';
import { LEASE_PORT, takeLease, type Lease } from './scenario/lease-client';
import { failsIn } from './scenario/evidence';
import { attachFailures } from './scenario/readable-evidence';
import { Scenario } from './scenario/scenario';
import { MIN_PRINTED_SECRET } from './http/secrets';
import { openSession, redactorOf, type Session } from './scenario/session';
import { areStepsShown, errorAt, ScenarioSteps } from './scenario/steps';

/** The reserved users, as decimal digits; the configuration ensures that there are four. */
type Users = readonly [string, string, string, string, ...string[]];

/** The options that only some scenarios need, and whether a target has them. */
const OPTIONAL = {
  FORBIDDEN_TOKEN: ({ forbiddenToken }: Target) => forbiddenToken !== undefined,
  EXPIRED_TOKEN: ({ expiredToken }: Target) => expiredToken !== undefined,
  READ_BACK: (target: Target) => readBackOption(target) !== undefined,
} as const;

interface TestOptions {
  /** The number of customers that the scenario needs at once; all: two at least. */
  requiredCustomers: number | 'all';
  /** An option, or an ability of the target, without which the scenario is skipped. */
  needs: keyof typeof OPTIONAL | 'HTTP/2' | undefined;
}

interface TestFixtures extends TestOptions {
  /** The target of the scenario. The matrix of faults replaces it. */
  session: Session;
  lease: Lease;
  /** Steps of Playwright, if someone sees them. */
  steps: ScenarioSteps | undefined;
  scenario: Scenario;
  /** Requests in the forms of other clients. */
  clients: ClientRequests;
  /** The customer of the scenario. No other scenario uses it at the same time. */
  customer: string;
  /** Two customers, with `requiredCustomers: 2`. */
  customerPair: readonly [string, string];
  /** All customers of the run, with `requiredCustomers: 'all'`. */
  customers: readonly string[];
  users: Users;
  target: Target;
  probeDelete: boolean;
  seed: number;
}

/** Returns whether a scenario has what it needs. */
async function isGiven({ client, target }: Session, needs: TestOptions['needs']): Promise<boolean> {
  if (needs === undefined) return true;
  return needs === 'HTTP/2' ? client.offersHttp2() : OPTIONAL[needs](target);
}

/** The methods of `Scenario` that are fixtures. */
const METHODS = [
  'detachAll',
  'given',
  'givenWith',
  'sync',
  'post',
  'postWith',
  'postEach',
  'postBetweenReads',
  'postFromEmpty',
  'postSequentially',
  'get',
  'syncConcurrently',
  'syncBesideReads',
  'syncVolumes',
  'readBack',
  'check',
  'checkWithControl',
  'checkAfter',
  'checkRejected',
  'checkUnauthorized',
  'checkReadBack',
  'checkSequence',
  'observe',
] as const satisfies readonly (keyof Scenario)[];

type Methods = Pick<Scenario, (typeof METHODS)[number]>;

interface Given {
  scenario: Scenario;
  steps: ScenarioSteps | undefined;
}

/** Returns a fixture that is one method of the test's scenario. */
const method =
  <M extends keyof Methods>(name: M) =>
  ({ scenario, steps }: Given, use: (value: Methods[M]) => Promise<void>) => {
    const bound = scenario[name].bind(scenario) as (...given: unknown[]) => unknown;
    const kind = name.startsWith('check') ? 'ofChecks' : 'ofRequests';
    return use((steps ? steps[kind](bound) : bound) as Methods[M]);
  };

/**
 * No step for a fixture: its stack costs as much as a request, and UI mode would show this file in
 * place of the scenario that failed.
 */
const BOXED = { scope: 'test', box: 'self' } as const;

/**
 * Playwright's options as plain values without a step, as no scenario opens a browser. By default,
 * each is a fixture that Playwright sets up or tears down in a step for every test.
 */
const NO_BROWSER = {
  acceptDownloads: [false, BOXED],
  actionTimeout: [0, BOXED],
  baseURL: [undefined, BOXED],
  bypassCSP: [false, BOXED],
  clientCertificates: [[], BOXED],
  colorScheme: [null, BOXED],
  contextOptions: [{}, BOXED],
  contrast: [null, BOXED],
  deviceScaleFactor: [1, BOXED],
  extraHTTPHeaders: [{}, BOXED],
  forcedColors: [null, BOXED],
  geolocation: [undefined, BOXED],
  hasTouch: [false, BOXED],
  httpCredentials: [undefined, BOXED],
  ignoreHTTPSErrors: [false, BOXED],
  isMobile: [false, BOXED],
  javaScriptEnabled: [false, BOXED],
  locale: ['en-US', BOXED],
  navigationTimeout: [0, BOXED],
  offline: [false, BOXED],
  permissions: [[], BOXED],
  proxy: [undefined, BOXED],
  reducedMotion: [null, BOXED],
  screen: [{ width: 0, height: 0 }, BOXED],
  serviceWorkers: ['block', BOXED],
  storageState: [{ cookies: [], origins: [] }, BOXED],
  testIdAttribute: ['data-testid', BOXED],
  timezoneId: ['UTC', BOXED],
  userAgent: ['', BOXED],
  viewport: [null, BOXED],
} satisfies { [K in keyof PlaywrightTestOptions]-?: [PlaywrightTestOptions[K], typeof BOXED] };

const methods = Object.fromEntries(METHODS.map((name) => [name, [method(name), BOXED]])) as {
  [M in keyof Methods]: [ReturnType<typeof method<M>>, typeof BOXED];
};

/** Playwright's `test` with the fixtures of a scenario. */
export const test = base.extend<TestFixtures & Methods, { workerSession: Session }>({
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
      redactStandardStreams(redactorOf(target, MIN_PRINTED_SECRET));
      await use(session);
      session.client.close();
    },
    { scope: 'worker', box: 'self' },
  ],
  session: [({ workerSession }, use) => use(workerSession), BOXED],
  requiredCustomers: [1, { ...BOXED, option: true }],
  needs: [undefined, { ...BOXED, option: true }],
  lease: [
    async ({ session, requiredCustomers, needs }, use, testInfo) => {
      const { customers } = session.target;
      const least = requiredCustomers === 'all' ? 2 : requiredCustomers;
      testInfo.skip(customers.length < least, `needs ${String(least)} customers in CUSTOMER_IDS`);
      testInfo.skip(
        !(await isGiven(session, needs)),
        `needs ${needs === undefined ? '' : describeNeed(needs)}`,
      );
      const lease = await session.lease(
        requiredCustomers === 'all' ? customers.length : requiredCustomers,
      );
      await use(lease);
      lease.release();
    },
    BOXED,
  ],
  steps: [
    async ({ session }, use, testInfo) => {
      const shown = !session.collect && areStepsShown(testInfo);
      await use(shown ? new ScenarioSteps(failsIn(session.run)) : undefined);
    },
    BOXED,
  ],
  scenario: [
    async ({ session, lease, steps }, use, testInfo) => {
      const scenario = new Scenario({
        ...session,
        title: testInfo.titlePath.slice(1).join(': '),
        customers: lease.customers,
        alone: testInfo.config.workers > 1 ? lease.alone : undefined,
        steps,
      });
      await use(scenario);
      // Playwright abandons the body, whose request the target may still perform.
      if (testInfo.status === 'interrupted') {
        await session.client.end('The scenario was interrupted.');
      }
      await scenario.detectTokenRefusal();
      await scenario.detectInterference();
      const failures = scenario.failures(session.run);
      const evidence = { ...scenario.toEvidence(), ...(failures.length > 0 && { fails: true }) };
      if (session.collect) session.collect(evidence);
      else {
        await testInfo.attach(EVIDENCE_ATTACHMENT, {
          contentType: 'application/json',
          body: JSON.stringify(evidence),
        });
      }
      if (failures.length === 0 && testInfo.status === testInfo.expectedStatus) {
        scenario.assertChecked();
      }
      if (session.collect) return;
      sanitizeErrors(testInfo.errors);
      if (failures.length > 0) {
        if (steps) await attachFailures(testInfo, evidence, failsIn(session.run));
        if (testInfo.status === testInfo.expectedStatus) expectFailure(testInfo);
        throw errorAt(failures.join('\n'), steps?.placesOf(failures) ?? []);
      }
      const untested = scenario.untestedReason();
      testInfo.skip(untested !== undefined, toPrintable(`untested: ${untested ?? ''}`));
    },
    BOXED,
  ],
  clients: [
    ({ scenario, steps }, use) => {
      const clients = new ClientRequests(scenario);
      if (steps) {
        clients.sync = steps.ofRequests(clients.sync.bind(clients));
        clients.refused = steps.ofRequests(clients.refused.bind(clients));
      }
      return use(clients);
    },
    BOXED,
  ],
  customer: [({ scenario }, use) => use(scenario.customer), BOXED],
  customerPair: [
    async ({ lease }, use) => {
      const [one, other] = lease.customers;
      if (one === undefined || other === undefined) throw new Error('set requiredCustomers: 2');
      await use([one, other]);
    },
    BOXED,
  ],
  customers: [({ lease }, use) => use(lease.customers), BOXED],
  users: [
    async ({ target }, use) => {
      const [ann, bob, cid, dee, ...more] = target.users;
      if (ann === undefined || bob === undefined || cid === undefined || dee === undefined) {
        throw new Error('a scenario needs at least four users');
      }
      await use([ann, bob, cid, dee, ...more]);
    },
    BOXED,
  ],
  target: [({ session }, use) => use(session.target), BOXED],
  probeDelete: [({ session }, use) => use(session.run.probeDelete), BOXED],
  seed: [({ session }, use) => use(session.run.seed), BOXED],
  ...methods,
});

export { judgeOtherForm, judgeSameClass } from './checks/clients';
export * from './checks/concurrency';
export { judgeIsolated } from './checks/isolation';
export { judgeEmpty, judgeListing, judgeSame, type Sync } from './checks/listing';
export * from './checks/readback';
export {
  isRejection,
  judgeAccepted,
  judgeAuthFirst,
  judgeNotPerformed,
  judgeNotServed,
  judgeRejected,
  judgeSession,
} from './checks/rejection';
export { judgeSameRecordsAs } from './checks/response';
export * from './checks/tolerance';
export * from './checks/volume';
export { sequenceNumbers } from './scenario/sequence-steps';
export { tagged } from './scenario/tags';
