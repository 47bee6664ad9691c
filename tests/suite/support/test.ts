import { test as base } from '@playwright/test';
import { redactor, useRedactor } from '../../../helpers/http/redact';
import {
  startReference,
  type Patch,
  type ReferenceServer,
} from '../../../helpers/reference/server';
import { listen } from './servers';
import { start, type Environment, type Run, type Running } from './run';

interface Fixtures {
  /** Forgets the secrets of a session in this process, which the next test may have in its texts. */
  endsSession: undefined;
  /** Starts a reference server, altered or not, that is stopped after the test. */
  reference: (patch?: Patch) => Promise<ReferenceServer>;
  /** Starts any other server, likewise. */
  onEphemeralPort: typeof listen;
  /** Starts a conformance run, with its outputs below those of the test. */
  startRun: (given: Environment, ...args: string[]) => Running;
  /** Makes a whole conformance run, with one worker unless others are asked for. */
  conformance: (given: Environment, ...args: string[]) => Promise<Run>;
}

/**
 * Several tests run at once, so a second worker takes longer to start than it saves. A command, such
 * as `replay`, takes no number of workers.
 */
const withOneWorker = (args: readonly string[]) =>
  args.every((arg) => arg.startsWith('-') && !arg.startsWith('--workers'))
    ? [...args, '--workers=1']
    : args;

/** Redacts nothing. */
const withoutSecrets = redactor({});

export const test = base.extend<Fixtures>({
  endsSession: [
    async ({}, use) => {
      await use(undefined);
      useRedactor(withoutSecrets);
    },
    { auto: true },
  ],
  reference: async ({}, use) => {
    const servers: ReferenceServer[] = [];
    await use(async (patch) => {
      const server = await startReference(patch && { patch });
      servers.push(server);
      return server;
    });
    await Promise.all(servers.map((server) => server.close()));
  },
  onEphemeralPort: async ({}, use) => {
    const opened: Awaited<ReturnType<typeof listen>>[] = [];
    await use(async (...server) => {
      const one = await listen(...server);
      opened.push(one);
      return one;
    });
    await Promise.all(opened.map(({ close }) => close()));
  },
  startRun: async ({}, use, testInfo) => {
    await use((given, ...args) => start(testInfo, given, ...args));
  },
  conformance: async ({ startRun }, use) => {
    await use((given, ...args) => startRun(given, ...withOneWorker(args)).ended);
  },
});

export { expect } from '@playwright/test';
