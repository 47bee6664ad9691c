import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Patch, ReferenceServer } from '../../../helpers/reference/server';
import {
  attachedTo,
  reportOf,
  targetOf,
  type Environment,
  type Run,
  type Running,
} from '../support/run';
import { fault } from '../support/servers';
import { expect, test as base } from '../support/test';

type Child = Running['process'];

interface Moment {
  /** Number of requests so far. */
  requests: number;
  restoring: boolean;
  stdout: string;
}

/** The first requests read the users, and check that those to restore and USER_IDS are accepted. */
const PHASES = {
  preflight: ({ requests }: Moment) => requests === 3,
  scenarios: ({ requests }: Moment) => requests === 5,
  teardown: ({ stdout }: Moment) => stdout.includes('1/1 scenarios'),
  restore: ({ restoring }: Moment) => restoring,
};

interface Interruption {
  phase: keyof typeof PHASES;
  act: (run: Child) => void;
  /** Settles when the target may answer the restore. */
  until: (run: Child) => Promise<unknown>;
  given?: Environment;
  /** Writes files to REPORT_DIR before the run. */
  prepare?: (directory: string, server: ReferenceServer) => void;
}

/** Users of the customer right after a run, and those it should have. */
interface Ended extends Run {
  left: string[];
  wanted: string[];
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** Longer than the time within which signals are one request to stop, in ms. */
const SECOND_SIGNAL_MS = 1_100;

/** A terminal signals the whole process group, a CI runner the process. */
function send({ pid }: Child, signal: NodeJS.Signals): void {
  if (pid === undefined) throw new Error('the run did not start');
  process.kill(signal === 'SIGTERM' ? pid : -pid, signal);
}

const ABANDONED_MS = 2_000;

const wantedOf = (server: ReferenceServer) => server.users.slice(100, 102);

const configOf = (server: ReferenceServer): Environment => ({
  ...targetOf(server, { customers: 1, users: 12 }),
  RESTORE_USER_IDS: wantedOf(server).join(','),
  READ_BACK_PATH: '',
  REQUEST_TIMEOUT_MS: '60000',
});

const test = base.extend<{ interrupted: (how: Interruption) => Promise<Ended> }>({
  interrupted: async ({ reference, startRun }, use) => {
    await use(async ({ phase, act, until, given = {}, prepare }) => {
      let notice: (moment: Partial<Moment>) => void = () => undefined;
      let answer: () => void = () => undefined;
      const answered = new Promise<void>((resolve) => (answer = resolve));
      const moment: Moment = { requests: 0, restoring: false, stdout: '' };
      let acted = false;
      const server = await reference(({ respond }) => ({
        respond: async (request) => {
          const body = (await request.bytes()).toString();
          // The preflight sends such a request as well.
          const isRestoring = () =>
            (acted || moment.stdout.includes('1/1 scenarios')) &&
            body.includes(wantedOf(server).join());
          notice({ requests: moment.requests + 1, restoring: isRestoring() });
          if (isRestoring()) await answered;
          return respond(request);
        },
      }));
      const REPORT_DIR = test.info().outputPath(String(Math.random()));
      prepare?.(REPORT_DIR, server);
      const { process: run, ended } = startRun(
        { ...configOf(server), REPORT_DIR, ...given },
        '--grep=one user is attached',
      );
      notice = (news) => {
        Object.assign(moment, news);
        if (acted || !PHASES[phase](moment)) return;
        acted = true;
        act(run);
      };
      run.stdout?.on('data', (text: string) => {
        notice({ stdout: moment.stdout + text });
      });
      void until(run).then(answer);
      const result = await ended;
      const left = await attachedTo(server, '7');
      answer();
      return { ...result, left, wanted: wantedOf(server) };
    });
  },
});

for (const phase of ['preflight', 'scenarios', 'teardown', 'restore'] as const) {
  test.describe(`In the phase ${phase}`, () => {
    test(
      'a signal is answered, and the restore is completed',
      { tag: '@long' },
      async ({ interrupted }) => {
        const runs = SIGNALS.map(async (signal) => {
          const { exitCode, stdout, stderr, left, wanted } = await interrupted({
            phase,
            act: (run) => {
              send(run, signal);
            },
            until: async (run) => {
              if (run.stderr) await once(run.stderr, 'data');
              // Longer than an abandoned run takes to write its report and end.
              await sleep(ABANDONED_MS);
            },
          });
          expect(stderr).toMatch(new RegExp(`^Received ${signal}\\. .*restored.* at most 420 s`));
          expect(stdout + stderr).not.toContain('NOT RESTORED');
          expect(left).toEqual(wanted);
          expect(exitCode).toBe(2);
        });
        await Promise.all(runs);
      },
    );

    test(
      'a second signal ends the run, which names the customer',
      { tag: '@long' },
      async ({ interrupted }) => {
        // GitHub cancels a job by SIGINT and then SIGTERM.
        const seconds = { SIGINT: 'SIGTERM', SIGTERM: 'SIGHUP', SIGHUP: 'SIGINT' } as const;
        const runs = SIGNALS.map(async (signal) => {
          const { exitCode, stderr, reportText, wanted } = await interrupted({
            phase,
            act: (run) => {
              send(run, signal);
              void sleep(SECOND_SIGNAL_MS).then(() => {
                send(run, seconds[signal]);
              });
            },
            until: (run) => once(run, 'close'),
          });
          expect(stderr).toContain(
            `NOT RESTORED: customer 7 should have users ${wanted.join(', ')}, but the restore failed (stopped by a second signal, ${seconds[signal]}; the next run`,
          );
          expect(exitCode).toBe(2);
          expect(reportText).toBeUndefined();
        });
        await Promise.all(runs);
      },
    );
  });
}

test(
  'A second signal names the customer of an earlier run as well',
  { tag: '@long' },
  async ({ interrupted }) => {
    const { stderr } = await interrupted({
      prepare: (directory, server) => {
        mkdirSync(directory);
        const entry = {
          startedAt: new Date().toISOString(),
          baseUrl: server.baseUrl,
          customers: ['7'],
          restoreUsers: { 7: wantedOf(server) },
        };
        writeFileSync(path.join(directory, 'unrestored-earlier.json'), JSON.stringify(entry));
      },
      phase: 'preflight',
      act: (run) => {
        send(run, 'SIGINT');
        void sleep(SECOND_SIGNAL_MS).then(() => {
          send(run, 'SIGTERM');
        });
      },
      until: (run) => once(run, 'close'),
    });
    expect(stderr.match(/NOT RESTORED: customer 7 .* a second signal/g)).toHaveLength(1);
  },
);

test('RUN_TIMEOUT_MS does not end a restore', { tag: '@long' }, async ({ interrupted }) => {
  const run = await interrupted({
    phase: 'restore',
    act: () => undefined,
    until: () => sleep(4_500),
    given: { RUN_TIMEOUT_MS: '4000' },
  });
  expect(run.left).toEqual(run.wanted);
  expect(reportOf(run).notes.join()).not.toContain('NOT RESTORED');
});

test('A closed terminal does not end a restore', { tag: '@long' }, async ({ interrupted }) => {
  const run = await interrupted({
    phase: 'scenarios',
    act: (child) => {
      child.stdout?.destroy();
      child.stderr?.destroy();
      send(child, 'SIGHUP');
    },
    until: () => Promise.resolve(),
  });
  expect(run.left).toEqual(run.wanted);
  expect(run.exitCode).toBe(2);
});

const failing: Patch = fault('email-as-string');

for (const [option, patch] of [
  ['--global-timeout=3000', undefined],
  ['--max-failures=1', failing],
] as const) {
  test(
    `${option} does not skip the restore`,
    { tag: '@long' },
    async ({ reference, conformance }) => {
      const server = await reference(patch);
      const before = await attachedTo(server, '7');
      const { reportText, stderr } = await conformance(configOf(server), option);
      // On a slow machine the limit may come before the first request.
      const started = reportText !== undefined;
      expect(await attachedTo(server, '7')).toEqual(started ? wantedOf(server) : before);
      expect(stderr).not.toContain('NOT RESTORED');
    },
  );
}
