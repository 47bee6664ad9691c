import { randomUUID } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import type { Target } from '../config/config';
import { systemErrorCode } from '../config/files';
import { ownIdentity, type ProcessIdentity } from './process-identity';

/** Restore that a run owes. Its file is in REPORT_DIR from before the first request until it is done. */
export interface PendingRestore {
  /** Process of the run; undefined if it is known to be over. */
  process?: ProcessIdentity;
  /** ISO 8601, UTC. */
  startedAt: string;
  baseUrl: string;
  /** Customers not restored yet. */
  customers: string[];
  restoreUsers: Target['restoreUsers'];
  /** Customers about which a later run has printed that it may not restore them. */
  reported?: string[];
}

/** Entry of a run, with its file. */
export interface Entry {
  pending: PendingRestore;
  file: string;
}

/** Entry of this run. */
export interface Journal extends Entry {
  /** Writes the entry again, with the users to restore that are known by now. */
  save: () => void;
  /** Records which customers are still unrestored, and deletes the entry if there are none. */
  close: (unrestored: readonly string[]) => void;
}

/** Files of other runs: entries, and a sentence about each file that has none. */
export interface OtherEntries {
  entries: Entry[];
  problems: string[];
}

const PREFIX = 'unrestored-';
const SUFFIX = '.json';

/** A hundred thousand users for each of a few customers take less. */
const MAX_ENTRY_BYTES = 32 * 1024 * 1024;

const ID = /^[1-9]\d{0,29}$/;
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/;
const MAX_PID = 2 ** 31 - 1;

/** Writes the entry of this run, before its first request. */
export function openJournal(directory: string, target: Target): Journal {
  const pending: PendingRestore = {
    process: ownIdentity(),
    startedAt: new Date().toISOString(),
    baseUrl: target.baseUrl,
    customers: target.customers,
    restoreUsers: target.restoreUsers,
  };
  mkdirSync(directory, { recursive: true });
  const file = path.join(directory, `${PREFIX}${randomUUID()}${SUFFIX}`);
  const save = () => {
    write(file, pending);
  };
  save();
  return {
    pending,
    file,
    save,
    close: (unrestored) => {
      updateEntry({ pending, file }, unrestored);
    },
  };
}

/**
 * Updates the entry of a run that is over to the customers that are still unrestored.
 *
 * @param reported those of them that need not be reported again
 */
export function updateEntry(
  { pending, file }: Entry,
  unrestored: readonly string[],
  reported: readonly string[] = [],
): void {
  if (unrestored.length === 0) rmSync(file, { force: true });
  else {
    const { startedAt, baseUrl, restoreUsers } = pending;
    const users = unrestored.map((id) => [id, restoreUsers[id] ?? []] as const);
    write(file, {
      startedAt,
      baseUrl,
      customers: [...unrestored],
      restoreUsers: Object.fromEntries(users),
      ...(reported.length > 0 && { reported: [...reported] }),
    });
  }
}

/** Replaces a file as a whole: a run that is killed meanwhile leaves the old one or the new one. */
function write(file: string, pending: PendingRestore): void {
  const written = `${file}.${randomUUID()}.tmp`;
  writeFileSync(written, `${JSON.stringify(pending, null, 2)}\n`, { flag: 'wx' });
  renameSync(written, file);
}

/** Returns the entries of other runs in REPORT_DIR, for any target, the oldest first. */
export function readOtherEntries(directory: string, own: Entry): OtherEntries {
  const result: OtherEntries = { entries: [], problems: [] };
  for (const name of readdirSync(directory)) {
    const file = path.join(directory, name);
    const isEntry = name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    if (!isEntry || name === path.basename(own.file)) continue;
    try {
      result.entries.push({ pending: parseEntry(readEntry(file)), file });
    } catch (error) {
      // Its run has ended meanwhile.
      if (systemErrorCode(error) === 'ENOENT') continue;
      result.problems.push(
        `${file} is no record of customers to restore (${reasonOf(error)}). Nothing was restored from it. Check the customers of the run that wrote it, and delete the file.`,
      );
    }
  }
  const time = ({ pending }: Entry) => Date.parse(pending.startedAt);
  result.entries.sort((one, other) => time(one) - time(other));
  return result;
}

/** Error about the content of an entry. */
class InvalidEntry extends Error {}

function reasonOf(error: unknown): string {
  if (error instanceof InvalidEntry) return error.message;
  return error instanceof SyntaxError ? 'not JSON' : systemErrorCode(error);
}

/** Reads a file, unless it is a link, a pipe or too large: anything may be in a restored cache. */
function readEntry(file: string): unknown {
  const status = lstatSync(file);
  if (!status.isFile()) throw new InvalidEntry('not a file');
  if (status.size > MAX_ENTRY_BYTES) throw new InvalidEntry(`${String(status.size)} bytes`);
  return JSON.parse(readFileSync(file, 'utf8'));
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isIds = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((id) => typeof id === 'string' && ID.test(id));

function isIdentity(value: unknown): value is ProcessIdentity {
  if (!isObject(value)) return false;
  const { pid, since } = value;
  const isPid = Number.isInteger(pid) && Number(pid) > 0 && Number(pid) <= MAX_PID;
  return isPid && (since === null || typeof since === 'string');
}

/** @throws InvalidEntry with the first field that is wrong */
function parseEntry(value: unknown): PendingRestore {
  if (!isObject(value)) throw new InvalidEntry('not an object');
  const { process: run, startedAt, baseUrl, customers, restoreUsers, reported = [] } = value;
  const wrong = (field: string) => new InvalidEntry(`${field} is wrong`);
  if (run !== undefined && !isIdentity(run)) throw wrong('process');
  if (typeof startedAt !== 'string' || !DATE_TIME.test(startedAt)) throw wrong('startedAt');
  if (typeof baseUrl !== 'string') throw wrong('baseUrl');
  if (!isIds(customers)) throw wrong('customers');
  if (!isIds(reported)) throw wrong('reported');
  if (!isObject(restoreUsers)) throw wrong('restoreUsers');
  const users: PendingRestore['restoreUsers'] = {};
  for (const [customer, ids] of Object.entries(restoreUsers)) {
    if (!ID.test(customer) || !isIds(ids)) throw wrong('restoreUsers');
    users[customer] = ids;
  }
  return {
    ...(run !== undefined && { process: run }),
    startedAt,
    baseUrl,
    customers: [...new Set(customers)],
    restoreUsers: users,
    reported,
  };
}
