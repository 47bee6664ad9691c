import type { Target } from '../config/config';
import type { RequestKind } from '../contract/requirements';
import { bearer, type Credential } from './credentials';
import type { HeaderField } from './exchange';
import { READ_BACK_COMMAND } from './read-command';
import { secretsOf } from './secrets';
import type { HttpRequest } from './transport';

/** The parts in which a request differs from a sync; a part that is left out is that of a sync. */
export interface Difference {
  kind: RequestKind;
  /** Replaces `/customers` in the path, as written. */
  collection?: string;
  /** Replaces `{id}` in the path, as written. */
  customer?: string;
  /** Appended to the path: a query with its question mark, or a slash. */
  suffix?: string;
  /** `null`: no Content-Type header. */
  contentType?: string | null;
  /** Sent after the fields of every request, such as `Accept`; they replace none. */
  headers?: readonly HeaderField[];
  method?: string;
  accept?: HttpRequest['accept'];
  acceptEncoding?: HttpRequest['acceptEncoding'];
  connection?: HttpRequest['connection'];
  lowerCase?: HttpRequest['lowerCase'];
  framing?: HttpRequest['framing'];
  sentBy?: HttpRequest['sentBy'];
  /** Whether the JSON of a list has spaces and line ends, as some libraries write it. */
  spaced?: boolean;
}

/** The list of a request, sent as `{"user_ids":[...]}`. */
interface ListBody {
  userIds: readonly string[];
}

/** The body of a request, sent as written. */
interface RawBody {
  /** `null`: no body. */
  body: string | Buffer | null;
  /** The ids that a lenient server reads in the body. They are not sent. */
  means?: readonly string[];
}

/** A request on the path of a sync. It has the kind of its credentials if nothing else differs. */
export type Post = {
  /** `null`: no Authorization header. */
  authorization?: Credential | null;
} & (
  (ListBody & (Difference | { [Name in keyof Difference]?: undefined })) | (RawBody & Difference)
);

/** A request with a list that differs from a sync. */
export type SyncPost = ListBody & Difference;

/** A request that differs from a sync in more than its credentials. */
export type DifferentPost = Pick<Post, 'authorization'> & Difference & (ListBody | RawBody);

/**
 * Returns whether a request needs a connection of its own: no earlier request may authenticate it,
 * and a server may leave its body on the connection.
 */
export function needsOwnConnection(post: Post): boolean {
  return 'authorization' in post || post.framing !== undefined || post.connection !== undefined;
}

/** Returns the ids that a server attaches if it accepts a request; undefined if they are not known. */
export function idsMeantBy(post: Post): readonly string[] | undefined {
  return 'userIds' in post ? post.userIds : post.means;
}

/** @param spaced whether each id has a line of its own, indented by a tab and spaces */
export function syncBody(ids: readonly string[], spaced = false): string {
  return spaced
    ? `\r\n{\r\n\t"user_ids" : [\n    ${ids.join(',\n    ')}\n  ]\n}\n`
    : `{"user_ids":[${ids.join(',')}]}`;
}

/** A GET on the path of a sync. */
export const GET = { kind: 'get', method: 'GET', body: null, contentType: null } as const;

/** Returns the request of a sync that differs in some parts. */
export function postRequest(target: Target, customer: string, post: Post): HttpRequest {
  const { authorization = bearer(target.token), contentType = 'application/json' } = post;
  const body = 'userIds' in post ? syncBody(post.userIds, post.spaced) : post.body;
  const { accept, acceptEncoding, connection, lowerCase, framing, sentBy } = post;
  return {
    ...(accept !== undefined && { accept }),
    ...(acceptEncoding !== undefined && { acceptEncoding }),
    ...(connection && { connection }),
    ...(lowerCase && { lowerCase }),
    ...(framing && { framing }),
    ...(sentBy && { sentBy }),
    kind: post.kind ?? authorization?.kind ?? 'no-credentials',
    method: post.method ?? 'POST',
    target: `${post.collection ?? '/customers'}/${post.customer ?? customer}/users${post.suffix ?? ''}`,
    authorization: authorization ?? undefined,
    headers: [
      ...(contentType === null ? [] : [['Content-Type', contentType] as const]),
      ...(post.headers ?? []),
    ],
    body: body ?? undefined,
  };
}

export function syncRequest(
  target: Target,
  customer: string,
  userIds: readonly string[],
  kind?: RequestKind,
): HttpRequest {
  return postRequest(target, customer, kind ? { kind, userIds } : { userIds });
}

/** Returns the option by which the run reads who is attached; `undefined` if it has none. */
export function readBackOption(
  target: Pick<Target, 'readBackPath' | 'readBackCommand'>,
): 'READ_BACK_PATH' | 'READ_BACK_COMMAND' | undefined {
  if (target.readBackCommand !== undefined) return 'READ_BACK_COMMAND';
  return target.readBackPath === undefined ? undefined : 'READ_BACK_PATH';
}

/** Returns a read of the attached users: as the options say, or by GET on the path of a sync. */
export function readRequest(target: Target, customer: string): HttpRequest {
  const { token, readBackPath, readBackCommand } = target;
  if (readBackCommand !== undefined) {
    const secrets = Object.values(secretsOf(target)).flatMap((secret) => secret ?? []);
    return {
      kind: 'read-back',
      method: READ_BACK_COMMAND,
      target: `CUSTOMER_ID=${customer}`,
      headers: [],
      fields: [],
      command: { command: readBackCommand, customer, secrets },
    };
  }
  return {
    kind: readBackPath === undefined ? 'get' : 'read-back',
    method: 'GET',
    target: (readBackPath ?? '/customers/{id}/users').replaceAll('{id}', customer),
    authorization: bearer(token),
    headers: [],
  };
}
