import { LosslessNumber, parse, stringify } from 'lossless-json';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { components } from '../contract/openapi.generated';
import type { Dataset } from './dataset';
import { exactInteger } from './integers';
import {
  type Response,
  type Request,
  type Handlers,
  HttpError,
  type Store,
  type Tokens,
} from './pipeline';

const USER_IDS: keyof components['schemas']['SyncUsersRequest'] = 'user_ids';

/** Returns the handlers of the correct server, without `respond` and `deliver`, which use them. */
export function correctHandlers(
  dataset: Dataset,
  tokens: Tokens,
): Omit<Handlers, 'respond' | 'deliver'> {
  const store = newStore(dataset);
  return {
    dataset,
    store,
    tokens,
    authenticate: (request) => {
      authenticate(request, tokens);
    },
    readMethod,
    readCustomer: ({ segment = '' }) => {
      if (!store.has(segment)) throw new HttpError(404, 'There is no such resource.');
      return segment;
    },
    readMediaType,
    readText,
    readJson,
    readList,
    readId,
    readUsers: (ids) => {
      const listed = new Set<string>();
      for (const id of ids) {
        // A long list is not read beyond its first unknown user.
        if (!dataset.users.has(String(id))) {
          throw new HttpError(422, 'user_ids lists a user that does not exist.');
        }
        listed.add(String(id));
      }
      return [...dataset.users.keys()].filter((id) => listed.has(id));
    },
    // Set in one step, so that syncs of one customer happen one after the other.
    sync: (customer, users) => {
      store.set(customer, users);
      return Promise.resolve(users);
    },
    presentUser: (user) => ({ ...user, id: BigInt(user.id) }),
    presentData: (records) => ({ data: records }),
    write: (value) => stringify(value) ?? 'null',
    presentResponse: (text) => jsonResponse(200, text),
    presentError: ({ status, message, headers }) =>
      jsonResponse(status, JSON.stringify({ error: { status, message } }), headers),
  };
}

function newStore(dataset: Dataset): Store & { has: (customer: string) => boolean } {
  const attached = new Map(dataset.customers);
  return {
    has: (customer) => attached.has(customer),
    get: (customer) => attached.get(customer) ?? [],
    set: (customer, users) => {
      attached.set(customer, users);
    },
  };
}

/** Judges by RFC 9110 11.4 and RFC 6750 2.1: one field, the scheme in any case, one token68. */
function authenticate({ rawHeaders }: Request, tokens: Tokens): void {
  const fields = rawHeaders.filter(
    (_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'authorization',
  );
  const [field] = fields;
  if (field === undefined) throw unauthenticated('Bearer');
  const token = /^Bearer +([\w\-.~+/]+=*)$/i.exec(field)?.[1];
  if (fields.length > 1 || token === undefined) {
    throw unauthenticated('Bearer error="invalid_request"');
  }
  if (same(token, tokens.expired)) {
    throw unauthenticated('Bearer error="invalid_token", error_description="expired"');
  }
  if (same(token, tokens.forbidden)) {
    throw new HttpError(403, 'These credentials give no right to this resource.');
  }
  if (!same(token, tokens.valid)) throw unauthenticated('Bearer error="invalid_token"');
}

/** Returns a 401 with WWW-Authenticate (RFC 6750 3). */
function unauthenticated(challenge: string): HttpError {
  return new HttpError(401, 'This needs a valid bearer token.', { 'www-authenticate': challenge });
}

/** Compares in constant time, so that the delay of the response discloses nothing of the token. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function readMethod({ method }: Request): 'sync' | 'read' {
  if (method === 'POST') return 'sync';
  if (method === 'GET' || method === 'HEAD') return 'read';
  throw new HttpError(405, 'This method is not supported here.', { allow: 'GET, HEAD, POST' });
}

/** Judges by RFC 9110 15.5.16. JSON is UTF-8 (RFC 8259 8.1): no other charset is supported. */
function readMediaType({ headers }: Request): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charsets = parameters.map((it) => it.trim()).filter((it) => it.startsWith('charset='));
  const utf8 = charsets.every((it) => /^charset=("?)utf-8\1$/.test(it));
  const plain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  if (type.trim() !== 'application/json' || !utf8 || !plain) {
    throw new HttpError(415, 'The body must be application/json in UTF-8, not encoded.', {
      accept: 'application/json',
      'accept-encoding': 'identity',
    });
  }
}

function readText(bytes: Buffer): string {
  if (bytes.length === 0) throw new HttpError(400, 'A body is required.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new HttpError(400, 'The body is not UTF-8.');
  }
}

/** Parses JSON. A duplicate key with two values is an error: either could be meant. */
function readJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new HttpError(400, 'The body is not JSON.');
  }
}

/** Requires `user_ids`, though the schema does not: a request without it must detach nobody. */
function readList(body: unknown): readonly unknown[] {
  const list: unknown =
    typeof body === 'object' && body !== null && Object.hasOwn(body, USER_IDS)
      ? Reflect.get(body, USER_IDS)
      : undefined;
  if (!Array.isArray(list)) {
    throw new HttpError(422, 'The body must be an object with a list, user_ids.');
  }
  return list as readonly unknown[];
}

function readId(item: unknown): bigint {
  const id = item instanceof LosslessNumber ? exactInteger(item.value) : undefined;
  if (id === undefined) throw new HttpError(422, 'user_ids lists something that is no integer.');
  return id;
}

function jsonResponse(status: number, text: string, headers: Response['headers'] = {}): Response {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: Buffer.from(text),
  };
}
