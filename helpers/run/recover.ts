import { formatIds } from '../checks/user-set';
import type { Target } from '../config/config';
import { systemErrorCode } from '../config/files';
import { readOtherEntries, updateEntry, type Entry } from './journal';
import type { JudgedRequests } from './judged-requests';
import { PreflightError } from './preflight';
import { isRunning } from './process-identity';
import { restore } from './restore';

/** Files that are named if their content is wrong, and lists of users in one sentence. */
const MAX_NAMED = 10;

/** Customers that an earlier run left, and the run that makes up for it. */
interface Recovery {
  directory: string;
  /** Entry of this run. */
  own: Entry;
  /** Has the customers of this run. Only those are restored. */
  target: Target;
  /** Customers of all shards of this run: others are reported. */
  lent: readonly string[];
  requests: JudgedRequests;
  /** Receives the users of each customer while it is restored. */
  recovering: Target['restoreUsers'];
}

/** @throws PreflightError if another run is using a customer of this run: they would interfere */
function refuseInterference({ file, pending }: Entry, { customers, baseUrl }: Target): void {
  const shared = pending.customers.filter((id) => customers.includes(id));
  if (shared.length === 0) return;
  const pid = String(pending.process?.pid);
  throw new PreflightError(
    `A run started at ${pending.startedAt} (process ${pid}, ${file}) is still using customer ${formatIds(shared)} of ${baseUrl}. The two runs would interfere, so nothing was sent. Wait for its end, or use other CUSTOMER_IDS.`,
  );
}

/** Returns the sentences about files, not more than a reader can act on. */
function limitProblems(problems: string[], directory: string): string[] {
  const more = problems.length - MAX_NAMED;
  if (more <= 0) return problems;
  const rest = `${String(more)} more files unrestored-*.json in ${directory} are wrong as well.`;
  return [...problems.slice(0, MAX_NAMED), rest];
}

/**
 * Restores the customers that earlier runs left and this run has. Any program may have written the
 * journal, so it decides only which users a reserved customer gets. Returns a sentence for each run that
 * was killed, for each customer that was not restored, and for each file that is wrong.
 *
 * @throws PreflightError if another run is using a customer of this run: they would interfere
 */
export async function recover(recovery: Recovery): Promise<string[]> {
  const { directory, own, target } = recovery;
  const { entries, problems } = readOtherEntries(directory, own);
  const notes = limitProblems(problems, directory);
  const dead: Entry[] = [];
  for (const entry of entries.filter(({ pending }) => pending.baseUrl === target.baseUrl)) {
    if (entry.pending.process && isRunning(entry.pending.process)) {
      refuseInterference(entry, target);
    } else dead.push(entry);
  }
  // The oldest entry has the users from before all of the runs.
  const outcomes = new Map<string, 'restored' | 'failed'>();
  for (const entry of dead) notes.push(...(await recoverEntry(entry, recovery, outcomes)));
  return notes;
}

/** Restores the customers of one entry, unless an older entry had them. */
async function recoverEntry(
  entry: Entry,
  { target, lent, requests, recovering }: Recovery,
  outcomes: Map<string, 'restored' | 'failed'>,
): Promise<string[]> {
  const { startedAt, restoreUsers, reported = [] } = entry.pending;
  // The run had sent nothing to a customer whose users it did not know yet.
  const owed = entry.pending.customers.filter((id) => restoreUsers[id] !== undefined);
  const due = owed.filter((id) => target.customers.includes(id) && !outcomes.has(id));
  const users = (ids: readonly string[]) => {
    const lists = new Set(ids.map((id) => formatIds(restoreUsers[id] ?? [])));
    return [...lists].slice(0, MAX_NAMED).join('; ');
  };

  for (const id of due) recovering[id] = restoreUsers[id] ?? [];
  const result = await restore({ ...target, restoreUsers }, due, requests, (id) => {
    outcomes.set(id, 'restored');
    Reflect.deleteProperty(recovering, id);
  });
  for (const id of result.problems.keys()) {
    outcomes.set(id, 'failed');
    Reflect.deleteProperty(recovering, id);
    // A read would show what the earlier run left.
    target.restoreUsers[id] ??= restoreUsers[id] ?? [];
  }
  const notes: string[] = [];
  const restored = due.filter((id) => outcomes.get(id) === 'restored');
  if (restored.length > 0) {
    notes.push(
      `The run started at ${startedAt} ended without restoring customer ${formatIds(restored)}. This run restored it to users ${users(restored)} before it started.`,
    );
  }
  notes.push(...result.problems.values());

  // A target that knows other customers does not respond with 404 to every request.
  const known = [...outcomes.values()].includes('restored');
  const missing = known ? result.missing : [];
  if (missing.length > 0) {
    notes.push(
      `${entry.file} no longer lists customer ${formatIds(missing)}, which does not exist.`,
    );
  }
  const left = owed.filter((id) => outcomes.get(id) !== 'restored' && !missing.includes(id));
  const others = left.filter((id) => !lent.includes(id));
  const unreported = others.filter((id) => !reported.includes(id));
  if (unreported.length > 0) {
    notes.push(
      `The run started at ${startedAt} ended without restoring customer ${formatIds(unreported)} to users ${users(unreported)}. CUSTOMER_IDS does not contain it, so this run did not restore it. Start a run with the customer in CUSTOMER_IDS, or delete ${entry.file} if it needs no restoring. Later runs do not repeat this.`,
    );
  }
  try {
    updateEntry(entry, left, others);
  } catch (error) {
    notes.push(`${entry.file} cannot be updated (${systemErrorCode(error)}). Delete it.`);
  }
  return notes;
}
