import { LosslessNumber, parse, stringify } from 'lossless-json';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Directory, User } from './directory';
import { exactInteger } from './integers';
import { type Answer, type Ask, type Parts, Refusal, type Store, type Tokens } from './parts';

/** The parts of the correct server, but for `answer` and `deliver`, which put them to work. */
export function correctParts(
  directory: Directory,
  tokens: Tokens,
): Omit<Parts, 'answer' | 'deliver'> {
  const store = newStore(directory);
  return {
    directory,
    store,
    tokens,
    authenticate: (ask) => {
      authenticate(ask, tokens);
    },
    readMethod,
    readCustomer: ({ segment = '' }) => {
      if (!store.has(segment)) throw new Refusal(404, 'There is no such resource.');
      return segment;
    },
    readMediaType,
    readText,
    readJson,
    readList,
    readId,
    readUsers: (ids) => {
      const listed = new Set(ids.map(String));
      const known = [...directory.users.keys()].filter((id) => listed.has(id));
      if (known.length < listed.size) {
        throw new Refusal(422, 'user_ids lists a user that does not exist.');
      }
      return known;
    },
    // Set in one step, so that syncs of one customer happen one after the other.
    sync: (customer, users) => {
      store.set(customer, users);
      return Promise.resolve(users);
    },
    presentUser,
    presentData: (records) => ({ data: records }),
    write: (value) => stringify(value) ?? 'null',
    presentAnswer: (text) => jsonAnswer(200, text),
    presentRefusal: ({ status, message, headers }) =>
      jsonAnswer(status, JSON.stringify({ error: { status, message } }), headers),
  };
}

function newStore(directory: Directory): Store & { has: (customer: string) => boolean } {
  const attached = new Map(directory.customers);
  return {
    has: (customer) => attached.has(customer),
    get: (customer) => attached.get(customer) ?? [],
    set: (customer, users) => {
      attached.set(customer, users);
    },
  };
}

/** RFC 9110 11.4 and RFC 6750 2.1: one field, the scheme in any case, one token68. */
function authenticate({ rawHeaders }: Ask, tokens: Tokens): void {
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
    throw new Refusal(403, 'These credentials give no right to this resource.');
  }
  if (!same(token, tokens.valid)) throw unauthenticated('Bearer error="invalid_token"');
}

/** RFC 6750 3: a 401 says in WWW-Authenticate what it takes. */
function unauthenticated(challenge: string): Refusal {
  return new Refusal(401, 'This needs a valid bearer token.', { 'www-authenticate': challenge });
}

/** Compared in constant time, so that the answer's delay tells nothing of the token. */
function same(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function readMethod({ method }: Ask): 'sync' | 'read' {
  if (method === 'POST') return 'sync';
  if (method === 'GET' || method === 'HEAD') return 'read';
  throw new Refusal(405, 'This method is not supported here.', { allow: 'GET, HEAD, POST' });
}

/** RFC 9110 15.5.16. JSON is UTF-8 (RFC 8259 8.1), so another charset is not supported either. */
function readMediaType({ headers }: Ask): void {
  const [type = '', ...parameters] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const charsets = parameters.map((it) => it.trim()).filter((it) => it.startsWith('charset='));
  const utf8 = charsets.every((it) => /^charset=("?)utf-8\1$/.test(it));
  const plain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  if (type.trim() !== 'application/json' || !utf8 || !plain) {
    throw new Refusal(415, 'The body must be application/json in UTF-8, not encoded.', {
      accept: 'application/json',
      'accept-encoding': 'identity',
    });
  }
}

function readText(bytes: Buffer): string {
  if (bytes.length === 0) throw new Refusal(400, 'A body is required.');
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Refusal(400, 'The body is not UTF-8.');
  }
}

/** Throws for a name that stands twice with two values as well: which of them is meant? */
function readJson(text: string): unknown {
  try {
    return parse(text);
  } catch {
    throw new Refusal(400, 'The body is not JSON.');
  }
}

/** The schema requires no `user_ids`, but a request that names nobody must detach nobody. */
function readList(body: unknown): readonly unknown[] {
  const list: unknown =
    typeof body === 'object' && body !== null && Object.hasOwn(body, 'user_ids')
      ? Reflect.get(body, 'user_ids')
      : undefined;
  if (!Array.isArray(list)) {
    throw new Refusal(422, 'The body must be an object with a list, user_ids.');
  }
  return list as readonly unknown[];
}

function readId(item: unknown): bigint {
  const id = item instanceof LosslessNumber ? exactInteger(item.value) : undefined;
  if (id === undefined) throw new Refusal(422, 'user_ids lists something that is no integer.');
  return id;
}

function presentUser(user: User): Readonly<Record<string, unknown>> {
  return {
    id: BigInt(user.id),
    name: user.name,
    email: user.email,
    roles: user.roles,
    permissions: user.permissions,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

function jsonAnswer(status: number, text: string, headers: Answer['headers'] = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: Buffer.from(text),
  };
}
