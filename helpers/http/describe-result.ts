import { listedUsers } from './body';
import { truncate } from './exchange';
import type { HttpResult } from './result';

const MAX_BODY = 60;

/** Returns the ids of a sync, or the beginning of another body. */
function describeBody(body: string | undefined): string {
  if (body === undefined) return '';
  const [, ids] = /^\{"user_ids":(\[[\d,]*\])\}$/.exec(body) ?? [];
  return ` ${truncate(ids?.replaceAll(',', ', ') ?? body, MAX_BODY, '')}`;
}

/** Returns the status and the number of users, or why there is no response. */
function describeOutcome({ status, failure, body }: HttpResult): string {
  if (failure) return `${status === undefined ? '' : `${String(status)}, `}${failure.message}`;
  const succeeded = status !== undefined && status >= 200 && status < 300;
  const users = succeeded ? listedUsers(body?.json?.value)?.length : undefined;
  const count = users === undefined ? '' : `, ${String(users)} user${users === 1 ? '' : 's'}`;
  return `${String(status)}${count}`;
}

/** Returns an exchange in one line: "POST /customers/7/users [104] -> 200, 1 user". */
export function describeResult(result: HttpResult): string {
  const { method, target, body } = result.exchange.request;
  return `${method} ${target}${describeBody(body)} -> ${describeOutcome(result)}`;
}
