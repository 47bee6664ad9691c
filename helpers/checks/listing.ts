import { listedUsers, type ListedUser } from '../http/body';
import { failed, passed, untested, type Judgement } from './result';
import type { HttpResult } from '../http/client';
import { isObject } from '../http/json';
import { sortedUnique, describeMismatch, without } from './user-set';
import type { RequirementId } from '../contract/requirements';

/** A POST of a list of user ids to a customer, and what came of it. */
export interface Sync extends HttpResult {
  customer: string;
  /** The ids in the list, as sent. */
  requested: readonly string[];
  /** The sync of the same customer before it, in the same scenario. */
  before?: Sync;
  /** The users that the answer lists; undefined where it lists none that can be read. */
  users: ListedUser[] | undefined;
  /** Their ids, each once, in numerical order. */
  userIds: string[] | undefined;
}

/** Reads an answer as that to a sync. */
export function toSync(
  answer: HttpResult,
  customer: string,
  requested: readonly string[],
  before?: Sync,
): Sync {
  const readable = !answer.failure && succeeded(answer);
  const users = readable ? listedUsers(answer.body?.json?.value) : undefined;
  return {
    ...answer,
    customer,
    requested,
    ...(before && { before }),
    users,
    userIds: users && sortedUnique(users.flatMap(({ id }) => (id === undefined ? [] : [id]))),
  };
}

export function succeeded(answer: HttpResult): boolean {
  return answer.status !== undefined && answer.status >= 200 && answer.status < 300;
}

/**
 * Judges whether a sync was answered with exactly the expected users. What another requirement is
 * charged with (a cut connection, a redirect, a body that is no JSON) leaves this one untested.
 */
export function judgeListing(sync: Sync, expected: readonly string[] = sync.requested): Judgement {
  const { status, failure, users, userIds } = sync;
  if (failure) return untested(`${ask(sync)} came to nothing: ${failure.message}`);
  if (status === undefined || (status >= 300 && status < 400)) {
    return untested(`${ask(sync)} was answered ${String(status)}`);
  }
  // The preflight had it accepted: it has expired since, and that is nobody's defect.
  if (status === 401) return untested(`${ask(sync)} was refused with 401, as API_TOKEN was`);
  if (status >= 400) return failed(`${ask(sync)} was refused with ${String(status)}`);
  if (!users || !userIds) {
    return untested(
      `${ask(sync)} was answered ${String(status)} with a body that lists no users that can be read`,
    );
  }
  const nameless = users.find(({ id }) => id === undefined);
  if (nameless) {
    return 'id' in nameless.record
      ? untested(`${ask(sync)} lists a user whose id cannot be read`)
      : failed(`${ask(sync)} lists a user without an id, and no client can tell who it is`);
  }
  const difference = { expected: sortedUnique(expected), actual: userIds };
  const wrong = describeMismatch(difference, sync.before?.userIds);
  return wrong === undefined
    ? passed
    : failed(
        `sync to [${sync.requested.slice(0, 12).join(', ')}${sync.requested.length > 12 ? ', …' : ''}]: ${wrong}`,
        difference,
      );
}

function ask({ requested }: Sync): string {
  return `a sync to ${requested.length === 0 ? '[]' : `${String(requested.length)} user(s)`}`;
}

/** As any sync; and an answer without a body does not do, as the statement asks for a 200. */
export function judgeSame(sync: Sync): Judgement {
  return sync.status === 204 || sync.status === 205
    ? failed(`${ask(sync)} was answered ${String(sync.status)}, and lists nobody`)
    : judgeListing(sync);
}

/** As any sync; and nobody stands in `data` twice who did not for the same list without repeats. */
export function judgeCountedOnce(sync: Sync, control: Sync): Judgement {
  const listing = judgeListing(sync);
  const { users = [], userIds = [] } = sync;
  const plain = control.users?.length === control.userIds?.length;
  return listing.outcome === 'passed' && plain && users.length > userIds.length
    ? failed(
        `${ask(sync)}, one of them twice, lists ${String(users.length)} for ${String(userIds.length)}`,
      )
    : listing;
}

/** An answer to `[]`: as any other, and `data` is there, as an array. */
export function judgeEmpty(sync: Sync): Judgement {
  const listing = judgeSame(sync);
  if (listing.outcome !== 'passed') return listing;
  const body = sync.body?.json?.value;
  if (!isObject(body)) return passed;
  const data = body['data'];
  return Array.isArray(data)
    ? passed
    : failed(
        `a sync to [] was answered 200, and data is ${data === undefined ? 'absent' : JSON.stringify(data)}, not an empty array`,
      );
}

/** A valid sync that succeeds answers 200: judged where the answer is a success, or looks away. */
export function judgeStatus({ status }: HttpResult): Judgement {
  if (status === undefined || status >= 400) return untested('no success');
  return status === 200
    ? passed
    : failed(`a sync was answered ${String(status)}, and the contract documents 200`);
}

/**
 * The clauses that a sync breaks which no check was about, by what is wrong with its answer: a
 * set-up that goes wrong is a defect like any other, and is charged where it belongs.
 */
export function violatedBySetup({ requested, userIds, before }: Sync): RequirementId[] {
  const attached = before?.userIds;
  if (requested.length === 0)
    return [attached?.length === 0 ? 'empty.when-empty' : 'empty.detaches-all'];
  const clauses: RequirementId[] = [];
  if (userIds && without(userIds, requested).length > 0) clauses.push('detach.unlisted');
  const missing = without(requested, userIds ?? []);
  if (missing.length > 0) {
    const lost = missing.some((id) => attached?.includes(id) === true);
    clauses.push(
      lost ? 'attach.added' : sortedUnique(requested).length === 1 ? 'attach.one' : 'attach.many',
    );
  }
  return clauses;
}
