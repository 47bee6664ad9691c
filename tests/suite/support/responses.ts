import { readBody } from '../../../helpers/http/body';
import type { Judgement, Judgements } from '../../../helpers/checks/result';
import type { HttpResult } from '../../../helpers/http/client';
import type { TransportFailure } from '../../../helpers/http/exchange';
import { toSync, type Sync } from '../../../helpers/checks/listing';

/** A response, byte for byte. Omitted parts are as in a correct response. */
export interface FakeResponse {
  status?: number;
  /** Beside a Content-Type of JSON, unless there is one here. */
  headers?: readonly (readonly [string, string])[];
  body?: string | Buffer;
  /** The body of the request. */
  sent?: string;
  failure?: TransportFailure['kind'];
  /** The bytes that came after the response. */
  surplus?: string;
  /** Unix time in ms, and how long it took. */
  at?: readonly [startedAt: number, durationMs: number];
}

export const JSON_TYPE = [['Content-Type', 'application/json']] as const;

/** Returns a response as the client reads it. Without a status, none was received. */
export function answer(fake: FakeResponse = {}): HttpResult {
  const { status, headers = JSON_TYPE, body = '{"data":[]}', failure, surplus, at = [0, 1] } = fake;
  const sent = { ...(fake.sent !== undefined && { body: fake.sent }), bodyBytes: 0 };
  return {
    exchange: {
      id: '0.1',
      request: { method: 'POST', target: '/customers/7/users', headers: [], ...sent },
      startedAt: at[0],
      durationMs: at[1],
    },
    headers: status === undefined ? [] : headers,
    ...(status !== undefined && { status, body: readBody(Buffer.from(body), headers) }),
    ...(failure && { failure: { kind: failure, message: `it was ${failure}` } }),
    ...(surplus !== undefined && { surplus }),
  };
}

export function listing(...ids: readonly (string | number)[]): string {
  return `{"data":[${ids.map((id) => `{"id":${String(id)}}`).join(',')}]}`;
}

/** Returns a sync. Its response lists the requested users, unless it failed or is another. */
export function syncTo(asked: readonly string[], fake: FakeResponse = {}, before?: Sync): Sync {
  const good: FakeResponse = fake.failure ? {} : { status: 200, body: listing(...asked) };
  return toSync(answer({ ...good, ...fake }), '7', asked, before);
}

/** Formats a judgement as its outcome, codes and message. */
export function formatJudgement(judgement: Judgement): string {
  if (judgement.outcome === 'passed') return 'passed';
  if (judgement.outcome === 'untested') return `untested: ${judgement.message}`;
  const codes = judgement.defects.map(({ code }) => code).join(', ');
  return `failed: ${codes}: ${judgement.message}`;
}

/** Returns the outcomes for one requirement, or `nothing`. */
export function outcomeOf(judgements: Judgements, id: string): string {
  const outcomes = judgements.filter(([each]) => each === id).map(([, { outcome }]) => outcome);
  return outcomes.join(' and ') || 'nothing';
}

/** Formats the judgements of one requirement. */
export function formatJudgements(judgements: Judgements, id: string): string {
  return judgements
    .flatMap(([each, judgement]) => (each === id ? [formatJudgement(judgement)] : []))
    .join();
}

/** Returns the requirements that fail. */
export function failing(judgements: Judgements): string[] {
  return judgements.filter(([, { outcome }]) => outcome === 'failed').map(([id]) => id);
}
