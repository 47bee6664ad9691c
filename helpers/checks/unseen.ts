import type { HttpResult } from '../http/client';
import { truncate, type Exchange } from '../http/exchange';
import { isLongRejection } from './rejection';
import { untested, type Judgement } from './result';

/** Failures that leave open how the target responds. Others are its choice. */
const NO_RESPONSE = ['unreachable', 'timeout', 'incomplete', 'not-http', 'not-sent', 'too-large'];

const MAX_BODY = 80;

/** Returns the method, path, kind and body of a request, for a sentence. */
export function describeRequest({ request }: Exchange): string {
  const { method, target, kind, body } = request;
  const what = kind === undefined || kind === 'sync' ? '' : ` (${kind})`;
  const shown = body === undefined ? '' : ` with body ${truncate(body, MAX_BODY)}`;
  return `${method} ${target}${what}${shown}`;
}

/** Returns why a response shows nothing about the request; `undefined` if it shows something. */
function describeUnseen(answer: HttpResult): string | undefined {
  const { status, failure, notRepeated } = answer;
  if (isLongRejection(answer)) return undefined;
  if (failure && NO_RESPONSE.includes(failure.kind)) return failure.message;
  if (notRepeated !== undefined) return `got ${String(status)}, ${notRepeated}`;
  return (status ?? 0) >= 500 ? `got ${String(status)}` : undefined;
}

/**
 * Returns a judgement that depends on some responses, or untested. A cut, a timeout or a 5xx shows
 * nothing that could pass. A failure that does not recur alone has another cause than the request.
 */
export function requireSeen(judgement: Judgement, answers: readonly HttpResult[]): Judgement {
  const unseen = answers.find((answer) => describeUnseen(answer) !== undefined);
  if (!unseen) return judgement;
  const recurs = answers.every(({ notRepeated }) => notRepeated === undefined);
  if (judgement.outcome === 'failed' && recurs) return judgement;
  const first = answers.find(({ notRepeated }) => notRepeated !== undefined) ?? unseen;
  const message = `${describeRequest(first.exchange)}: ${describeUnseen(first) ?? ''}`;
  return { ...untested(message), unseen: true };
}
