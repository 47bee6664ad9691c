import type { FastifyReply } from 'fastify';
import type { Dataset } from './dataset';
import type { Context, Handlers, Patch, Request, Response, UserRecord } from './pipeline';
import { HttpError, presentRead } from './pipeline';
import { type ResponseFilter } from './responses';
import { type Ids, sameUsers } from './user-sets';

/** The place of a record in a response's list. */
export interface RecordPosition {
  readonly index: number;
  readonly last: boolean;
  readonly context: Context;
}

export type RecordFilter = (record: UserRecord, position: RecordPosition) => boolean;

export const everywhere: RecordFilter = () => true;
export const onLast: RecordFilter = (_record, { last }) => last;
export const pastTenth: RecordFilter = (_record, { index }) => index >= 10;
export const onAdmins: RecordFilter = ({ roles }) =>
  Array.isArray(roles) && roles.includes('admin');
/** Selects the records of a response to a sync that changed nothing. */
export const onRepeat: RecordFilter = (_record, { context: { listed, before } }) =>
  listed !== undefined && sameUsers(listed, before);
export const ofEveryThirdUser: RecordFilter = ({ id }) => Number(id) % 3 === 0;

/** Combines patches; a later one patches the result of those before it. */
export function combine(...patches: readonly Patch[]): Patch {
  return (correct) =>
    patches.reduce<Partial<Handlers>>(
      (patched, patch) => ({ ...patched, ...patch({ ...correct, ...patched }) }),
      {},
    );
}

/** Changes each element of `data`. */
export function onRecords(
  change: (record: UserRecord, position: RecordPosition) => UserRecord,
): Patch {
  return ({ presentData }) => ({
    presentData: (records, context) =>
      presentData(
        records.map((record, index) =>
          change(record, { index, last: index === records.length - 1, context }),
        ),
        context,
      ),
  });
}

/** Changes one property of the records that `where` selects. */
export function property(
  key: string,
  change: (value: unknown, record: UserRecord) => unknown,
  where: RecordFilter = everywhere,
): Patch {
  return onRecords((record, position) =>
    where(record, position) ? { ...record, [key]: change(record[key], record) } : record,
  );
}

/** Makes the JSON value of a successful response from the records. */
export function envelope(
  make: (records: readonly UserRecord[], context: Context) => unknown,
): Patch {
  return () => ({ presentData: make });
}

/** Changes the JSON text of a successful response. */
export function onText(change: (text: string) => string): Patch {
  return ({ write }) => ({ write: (value) => change(write(value)) });
}

/** Changes successful responses. */
export function onSuccess(change: (response: Response, context: Context) => Response): Patch {
  return ({ presentResponse }) => ({
    presentResponse: (text, context) => change(presentResponse(text, context), context),
  });
}

/** Changes the bytes of some successful responses. */
export function onBytes(which: ResponseFilter, change: (body: Buffer) => Buffer): Patch {
  return onSuccess((response, { request }) =>
    which(response, request) ? { ...response, body: change(response.body) } : response,
  );
}

/** Changes error responses. */
export function onError(
  change: (response: Response, error: HttpError, request: Request, correct: Handlers) => Response,
): Patch {
  return (correct) => ({
    presentError: (error, request) =>
      change(correct.presentError(error, request), error, request, correct),
  });
}

/** Changes error responses with one status. */
export function onStatus(
  status: number,
  change: (response: Response, request: Request, correct: Handlers) => Response,
): Patch {
  return onError((response, error, request, correct) =>
    error.status === status ? change(response, request, correct) : response,
  );
}

/** Replaces an error by another one, or leaves it where `change` returns undefined. */
export function replaceError(
  change: (error: HttpError, request: Request) => HttpError | undefined,
): Patch {
  return ({ presentError }) => ({
    presentError: (error, request) => presentError(change(error, request) ?? error, request),
  });
}

/** Changes every request before it is handled. */
export function onRequest(
  change: (request: Request, correct: Handlers) => Request | Promise<Request>,
): Patch {
  return (correct) => ({
    respond: async (request) => correct.respond(await change(request, correct)),
  });
}

/** Returns a request with a body of JSON, made when it is read. */
export const withBody = (request: Request, json: () => string | Promise<string>): Request => ({
  ...request,
  headers: { ...request.headers, 'content-type': 'application/json' },
  bytes: async () => Buffer.from(await json()),
});

/** Changes the ids of a sync. */
export function onIds(change: (ids: BigIds, users: Dataset['users']) => BigIds): Patch {
  return ({ readUsers, dataset }) => ({
    readUsers: (ids) => readUsers(change(ids, dataset.users)),
  });
}

/** Details of a response: `nth` counts responses from 1, `seen` keeps what a patch remembers. */
export interface ResponseDetails {
  readonly nth: number;
  readonly correct: Handlers;
  readonly seen: Set<unknown>;
}

/** Changes every response when it is complete. */
export function onResponse(
  change: (
    response: Response,
    request: Request,
    details: ResponseDetails,
  ) => Response | Promise<Response>,
): Patch {
  return (correct) => {
    let nth = 0;
    const seen = new Set<unknown>();
    return {
      respond: async (request) => {
        nth += 1;
        const details = { nth, correct, seen };
        return change(await correct.respond(request), request, details);
      },
    };
  };
}

/** The ids of a sync as integers, as they were sent. */
export type BigIds = readonly bigint[];

/** Lists other users than the attached in the response to a GET. */
export function listOnRead(choose: (attached: Ids, customer: string, everyone: Ids) => Ids): Patch {
  return onResponse((response, request, { correct }) =>
    request.method === 'GET' && response.status === 200
      ? presentRead(correct, request, choose)
      : response,
  );
}

/** Wraps `read`: where it throws an HttpError, `instead` gives the result or throws. */
export function recover<A, R>(
  read: (argument: A) => R,
  instead: (argument: A, error: HttpError) => R,
): (argument: A) => R {
  return (argument) => {
    try {
      return read(argument);
    } catch (error) {
      if (error instanceof HttpError) return instead(argument, error);
      throw error;
    }
  };
}

/** Throws what no handler catches: the response is a 500. */
export function crash(): never {
  throw new Error('unhandled');
}

/** Returns a function that throws an HttpError. */
export function rejectWith(
  status: number,
  message: string,
  headers?: Readonly<Record<string, string>>,
): () => never {
  return () => {
    throw new HttpError(status, message, headers);
  };
}

/** Rejects a body by its Content-Length, unread and before the credentials. */
export const rejectLarger =
  (bytes: number): Patch =>
  ({ respond, presentError }) => ({
    respond: (request) => {
      const tooLarge = new HttpError(413, 'The body is too large.', { connection: 'close' });
      return Number(request.headers['content-length'] ?? 0) > bytes
        ? Promise.resolve(presentError(tooLarge, request))
        : respond(request);
    },
  });

/** Hands some responses to `send` in place of fastify. */
export function bypassFastify(
  which: ResponseFilter,
  send: (response: Response, request: Request, reply: FastifyReply) => unknown,
): Patch {
  return ({ deliver }) => ({
    deliver: (response, request, reply) => {
      if (which(response, request)) {
        reply.hijack();
        send(response, request, reply);
      } else deliver(response, request, reply);
    },
  });
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

/** Returns a function that counts its calls per key, from 1. */
export function counter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
}
