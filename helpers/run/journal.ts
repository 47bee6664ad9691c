import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Target } from '../config/config';

/** What a run owes to a target: it is in REPORT_DIR from before the first request until it is paid. */
export interface PendingRestore {
  /** Of the run: what answers on `port` while it lives. */
  run: string;
  port: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  baseUrl: string;
  /** Those that are to be restored. */
  customers: string[];
  restoreUsers: string[];
}

/** A run's own entry. */
export interface Journal {
  debt: PendingRestore;
  /** Crosses out what was restored; the entry goes with the last of it. */
  settle: (unrestored: readonly string[]) => void;
}

/** An entry of another run, and its file. */
export interface Entry {
  debt: PendingRestore;
  file: string;
}

const PREFIX = 'unrestored-';

/** How long a run has to say that it lives, on this machine, in ms. */
const ALIVE_WITHIN_MS = 2_000;

/** Writes down what this run will owe, before it sends anything. */
export async function openJournal(directory: string, target: Target): Promise<Journal> {
  const run = randomUUID();
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(run);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const debt: PendingRestore = {
    run,
    port: (server.address() as net.AddressInfo).port,
    startedAt: new Date().toISOString(),
    baseUrl: target.baseUrl,
    customers: target.customers,
    restoreUsers: target.restoreUsers,
  };
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${PREFIX}${run}.json`);
  write(file, debt);
  return {
    debt,
    settle: (unrestored) => {
      server.close();
      markRestored({ debt, file }, unrestored);
    },
  };
}

/** Leaves of an entry what is still to be restored. */
export function markRestored({ debt, file }: Entry, unrestored: readonly string[]): void {
  if (unrestored.length === 0) rmSync(file, { force: true });
  else write(file, { ...debt, customers: [...unrestored] });
}

function write(file: string, debt: PendingRestore): void {
  writeFileSync(file, `${JSON.stringify(debt, null, 2)}\n`);
}

/** The entries of other runs in REPORT_DIR, of whatever target, dead or alive. */
export function otherEntries(directory: string, own: Journal): Entry[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(PREFIX) && !name.includes(own.debt.run))
    .flatMap((name) => {
      const file = path.join(directory, name);
      try {
        return { debt: JSON.parse(readFileSync(file, 'utf8')) as PendingRestore, file };
      } catch {
        // Crossed out in this moment, or killed while it was written: nothing had been sent then.
        return [];
      }
    });
}

/** Whether the run of an entry is still at work, on this machine. */
export async function isAlive({ debt }: Entry): Promise<boolean> {
  const socket = net.connect(debt.port, '127.0.0.1').setEncoding('utf8');
  let said = '';
  socket.on('data', (text: string) => (said += text));
  socket.setTimeout(ALIVE_WITHIN_MS, () => socket.end());
  // Whoever listens there, and is not that run, says something else.
  return new Promise((resolve) => {
    socket.on('error', () => {
      resolve(false);
    });
    socket.on('close', () => {
      resolve(said === debt.run);
    });
  });
}
