import type { FastifyReply } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Dataset, User } from './dataset';
import { common, type Ids } from './user-sets';

/** A request, before anything about it has been judged. */
export interface Request {
  readonly method: string;
  /** The request target as it was sent, query included. */
  readonly target: string;
  /** The path's `{id}`, percent-decoded; undefined for an unknown path. */
  readonly segment: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as sent: a repeated field is repeated here. */
  readonly rawHeaders: readonly string[];
  readonly socket: Socket;
  /** Reads the body on the first call. Throws a 413 HttpError if it is too large. */
  readonly bytes: () => Promise<Buffer>;
  /** Reads the same body in the pieces that came. Those of a chunked body are its chunks. */
  readonly pieces: () => Promise<readonly Buffer[]>;
}

export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Thrown by any handler: the response has this status, and no state has changed. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** Details of the request for the handlers that present a response. */
export interface Context {
  readonly request: Request;
  readonly customer: string;
  /** The users that a sync listed, each once; undefined for a read. */
  readonly listed: readonly string[] | undefined;
  /** The users that were attached when the request arrived. */
  readonly before: readonly string[];
}

/** A user as JSON shows it. bigint and LosslessNumber are written digit by digit. */
export type UserRecord = Readonly<Record<string, unknown>>;

/** The users attached to each customer. */
export interface Store {
  readonly get: (customer: string) => readonly string[];
  readonly set: (customer: string, users: readonly string[]) => void;
}

export interface Tokens {
  readonly valid: string;
  /** Known, but without a right to any customer. */
  readonly forbidden: string;
  readonly expired: string;
}

/**
 * The server's data and its handlers, in the order in which they are called. A handler returns its
 * result or throws an HttpError.
 */
export interface Handlers {
  readonly dataset: Dataset;
  readonly store: Store;
  readonly tokens: Tokens;

  /** Handles a request from beginning to end. */
  readonly respond: (request: Request) => Promise<Response>;

  readonly authenticate: (request: Request) => void;
  /** Returns the operation: a sync (POST), or a read (GET, HEAD). */
  readonly readMethod: (request: Request) => 'sync' | 'read';
  /** Returns the id of an existing customer. */
  readonly readCustomer: (request: Request) => string;
  /** Judges Content-Type and Content-Encoding. */
  readonly readMediaType: (request: Request) => void;
  readonly readText: (bytes: Buffer) => string;
  /** Returns the JSON value, each number as a LosslessNumber. */
  readonly readJson: (text: string) => unknown;
  /** Returns the items of `user_ids`, not judged yet. */
  readonly readList: (body: unknown) => readonly unknown[];
  /** Returns the integer that an item is. */
  readonly readId: (item: unknown) => bigint;
  /** Returns the users with these ids, each once. */
  readonly readUsers: (ids: readonly bigint[]) => readonly string[];

  /** Attaches and detaches; returns the users that are attached then. */
  readonly sync: (customer: string, users: readonly string[]) => Promise<readonly string[]>;

  readonly presentUser: (user: User, context: Context) => UserRecord;
  /** Returns the JSON value of a response, from the records of the attached users. */
  readonly presentData: (records: readonly UserRecord[], context: Context) => unknown;
  readonly write: (value: unknown) => string;
  readonly presentResponse: (text: string, context: Context) => Response;
  readonly presentError: (error: HttpError, request: Request) => Response;

  /** Hands the response to fastify. A patch that breaks HTTP itself hijacks the reply here. */
  readonly deliver: (response: Response, request: Request, reply: FastifyReply) => void;
}

/** A difference from the correct server: the handlers that replace its own. */
export type Patch = (correct: Handlers) => Partial<Handlers>;

/** Patches by the name of a fault or a variant: kebab-case, after what is wrong or different. */
export type Patches = Readonly<Record<string, Patch>>;

/**
 * Handles a request. Credentials come first, so that an error discloses nothing without them. The
 * state changes last, when nothing can be rejected any more.
 */
export async function respond(handlers: Handlers, request: Request): Promise<Response> {
  try {
    handlers.authenticate(request);
    const method = handlers.readMethod(request);
    const customer = handlers.readCustomer(request);
    const before = handlers.store.get(customer);
    const listed = method === 'sync' ? await readSync(handlers, request) : undefined;
    const attached = listed === undefined ? before : await handlers.sync(customer, listed);
    return present(handlers, attached, { request, customer, listed, before });
  } catch (error) {
    return handlers.presentError(
      error instanceof HttpError ? error : new HttpError(500, 'Something went wrong here.'),
      request,
    );
  }
}

async function readSync(handlers: Handlers, request: Request): Promise<readonly string[]> {
  const bytes = await request.bytes();
  handlers.readMediaType(request);
  const items = handlers.readList(handlers.readJson(handlers.readText(bytes)));
  return handlers.readUsers(items.map((item) => handlers.readId(item)));
}

/** Returns a successful response that lists some users. */
export function present(handlers: Handlers, users: readonly string[], context: Context): Response {
  const records = users.flatMap((id) => {
    const user = handlers.dataset.users.get(id);
    return user === undefined ? [] : [handlers.presentUser(user, context)];
  });
  return handlers.presentResponse(handlers.write(handlers.presentData(records, context)), context);
}

/** Returns the response to a read that lists some users, who may be others than the attached. */
export function presentRead(
  handlers: Handlers,
  request: Request,
  choose: (attached: Ids, customer: string, everyone: Ids) => Ids = (attached) => attached,
): Response {
  const customer = request.segment ?? '';
  const before = handlers.store.get(customer);
  const everyone = [...handlers.dataset.users.keys()];
  const users = common(everyone, choose(before, customer, everyone));
  return present(handlers, users, { request, customer, listed: undefined, before });
}
