import type { HttpRequest } from './transport';
import type { Target } from '../config/config';
import type { RequestKind } from '../contract/requirements';
import { bearer, type Credential } from './credentials';

/** A difference from a plain sync beside its credentials; what is not here is as in a plain sync. */
interface Difference {
  kind: RequestKind;
  /** In the place of `{id}` in the path, as written. */
  customer?: string;
  /** Behind the path, with its question mark. */
  query?: string;
  /** As written; `null`: none. */
  body?: string | Buffer | null;
  /** `null`: no Content-Type header. */
  contentType?: string | null;
  headers?: readonly (readonly [string, string])[];
  method?: string;
}

/** How a POST differs from a plain sync; the kind is that of the credentials where only they differ. */
export type RequestOverrides = {
  /** `null`: no Authorization header. */
  authorization?: Credential | null;
} & (Difference | { [Name in keyof Difference]?: undefined });

/** A read of who is attached: by READ_BACK_PATH, or by GET on the path where that is not given. */
export function readRequest(
  { token, readBackPath }: Target,
  customer: string,
  path = readBackPath ?? '/customers/{id}/users',
): HttpRequest {
  return {
    kind: path === readBackPath ? 'read-back' : 'get',
    method: 'GET',
    target: path.replaceAll('{id}', customer),
    authorization: bearer(token),
    headers: [],
  };
}

/** The ids of a POST, and how it differs from a sync. */
export type Post = readonly [ids: readonly string[], difference: RequestOverrides];

export function syncBody(ids: readonly string[]): string {
  return `{"user_ids":[${ids.join(',')}]}`;
}

/** The request of a sync, or of one that differs from it. */
export function syncRequest(
  target: Target,
  customer: string,
  ids: readonly string[],
  difference: RequestOverrides = {},
): HttpRequest {
  const {
    authorization = bearer(target.token),
    contentType = 'application/json',
    body = syncBody(ids),
  } = difference;
  return {
    kind: difference.kind ?? authorization?.kind ?? 'no-credentials',
    method: difference.method ?? 'POST',
    target: `/customers/${difference.customer ?? customer}/users${difference.query ?? ''}`,
    authorization: authorization ?? undefined,
    headers: [
      ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
      ...(difference.headers ?? []),
    ],
    body: body ?? undefined,
  };
}
