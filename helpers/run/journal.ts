import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Target } from '../config/config';

/** Restore that a run owes. Its file is in REPORT_DIR from before the first request until it is done. */
export interface PendingRestore {
  /** Random id of the run. The run sends it to clients of `port` while it is alive. */
  run: string;
  port: number;
  /** ISO 8601, UTC. */
  startedAt: string;
  baseUrl: string;
  /** Customers not restored yet. */
  customers: string[];
  restoreUsers: Target['restoreUsers'];
}

/** Entry of this run. */
export interface Journal {
  pending: PendingRestore;
  /** Records which customers are still unrestored, and deletes the entry if there are none. */
  close: (unrestored: readonly string[]) => void;
}

/** Entry of another run, with its file. */
export interface Entry {
  pending: PendingRestore;
  file: string;
}

const PREFIX = 'unrestored-';

/** Time limit for a live run on this machine to respond, in ms. */
const ALIVE_TIMEOUT_MS = 2_000;

/** Writes the entry of this run, before its first request. */
export async function openJournal(directory: string, target: Target): Promise<Journal> {
  const run = randomUUID();
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(run);
  });
  server.listen(0, '127.0.0.1').unref();
  await once(server, 'listening');
  const pending: PendingRestore = {
    run,
    port: (server.address() as net.AddressInfo).port,
    startedAt: new Date().toISOString(),
    baseUrl: target.baseUrl,
    customers: target.customers,
    restoreUsers: target.restoreUsers,
  };
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${PREFIX}${run}.json`);
  write(file, pending);
  return {
    pending,
    close: (unrestored) => {
      server.close();
      markRestored({ pending, file }, unrestored);
    },
  };
}

/** Updates an entry to the customers that are still unrestored. */
export function markRestored({ pending, file }: Entry, unrestored: readonly string[]): void {
  if (unrestored.length === 0) rmSync(file, { force: true });
  else write(file, { ...pending, customers: [...unrestored] });
}

function write(file: string, pending: PendingRestore): void {
  writeFileSync(file, `${JSON.stringify(pending, null, 2)}\n`);
}

/** Returns the entries of other runs in REPORT_DIR, for any target, whether alive or not. */
export function otherEntries(directory: string, own: Journal): Entry[] {
  return readdirSync(directory)
    .filter((name) => name.startsWith(PREFIX) && !name.includes(own.pending.run))
    .flatMap((name) => {
      const file = path.join(directory, name);
      try {
        return { pending: JSON.parse(readFileSync(file, 'utf8')) as PendingRestore, file };
      } catch {
        // Deleted just now, or its run was killed while writing it and had sent nothing.
        return [];
      }
    });
}

/** Returns whether the run of an entry is still alive on this machine. */
export async function isAlive({ pending }: Entry): Promise<boolean> {
  const socket = net.connect(pending.port, '127.0.0.1').setEncoding('utf8');
  let received = '';
  socket.on('data', (text: string) => (received += text));
  socket.setTimeout(ALIVE_TIMEOUT_MS, () => socket.end());
  // Another process on that port sends something else.
  return new Promise((resolve) => {
    socket.on('error', () => {
      resolve(false);
    });
    socket.on('close', () => {
      resolve(received === pending.run);
    });
  });
}
