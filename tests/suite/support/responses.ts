import { readBody } from '../../../helpers/http/body';
import type { Judgement, Judgements } from '../../../helpers/checks/result';
import type { HttpResult } from '../../../helpers/http/client';
import type { TransportFailure } from '../../../helpers/http/exchange';
import { toSync, type Sync } from '../../../helpers/checks/listing';

/** What a server said, to the letter; what is left out is as in a good answer. */
export interface Said {
  status?: number;
  /** Beside a Content-Type of JSON, unless there is one here. */
  headers?: readonly (readonly [string, string])[];
  body?: string | Buffer;
  failure?: TransportFailure['kind'];
  /** Unix time in ms, and how long it took. */
  at?: readonly [startedAt: number, durationMs: number];
}

export const JSON_TYPE = [['Content-Type', 'application/json']] as const;

/** An answer as the client would have read it. No status at all is what failed before it came. */
export function answer(said: Said = {}): HttpResult {
  const { status, headers = JSON_TYPE, body = '{"data":[]}', failure, at = [0, 1] } = said;
  return {
    exchange: {
      id: '0.1',
      request: { method: 'POST', target: '/customers/7/users', headers: [], bodyBytes: 0 },
      startedAt: at[0],
      durationMs: at[1],
    },
    headers: status === undefined ? [] : headers,
    ...(status !== undefined && { status, body: readBody(Buffer.from(body), headers) }),
    ...(failure && { failure: { kind: failure, message: `it was ${failure}` } }),
  };
}

export function listing(...ids: readonly (string | number)[]): string {
  return `{"data":[${ids.map((id) => `{"id":${String(id)}}`).join(',')}]}`;
}

/** The answer to a sync to some users; where nothing is said of it, it lists just those. */
export function syncTo(asked: readonly string[], said: Said = {}, before?: Sync): Sync {
  const good: Said = { status: 200, body: listing(...asked) };
  return toSync(answer({ ...good, ...said }), '7', asked, before);
}

/** A sync that no status line came for. */
export function syncWithout(asked: readonly string[], failure: TransportFailure['kind']): Sync {
  return toSync(answer({ failure }), '7', asked);
}

/** A judgement in short: its outcome, its codes and its message. */
export function inShort(judgement: Judgement): string {
  if (judgement.outcome === 'passed') return 'passed';
  if (judgement.outcome === 'untested') return `untested: ${judgement.message}`;
  const codes = judgement.defects.map(({ code }) => code).join(', ');
  return `failed: ${codes}: ${judgement.message}`;
}

/** What judges of many requirements say of one, or `nothing`. */
export function outcomeOf(judgements: Judgements, id: string): string {
  const outcomes = judgements.filter(([each]) => each === id).map(([, { outcome }]) => outcome);
  return outcomes.join(' and ') || 'nothing';
}

/** The same in words, as `inShort` has it. */
export function toldOf(judgements: Judgements, id: string): string {
  return judgements
    .flatMap(([each, judgement]) => (each === id ? [inShort(judgement)] : []))
    .join();
}

/** The requirements that fail. */
export function failing(judgements: Judgements): string[] {
  return judgements.filter(([, { outcome }]) => outcome === 'failed').map(([id]) => id);
}
