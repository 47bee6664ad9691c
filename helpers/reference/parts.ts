import type { FastifyReply } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { Socket } from 'node:net';
import type { Directory, User } from './directory';

/** A request, before anything about it has been judged. */
export interface Ask {
  readonly method: string;
  /** The request target as it was sent, query included. */
  readonly target: string;
  /** The path's `{id}`, percent-decoded; undefined for a path that is not ours. */
  readonly segment: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in turn, as sent: a field that stands twice is here twice. */
  readonly rawHeaders: readonly string[];
  readonly socket: Socket;
  /** The body, read on the first call. Throws a 413 Refusal when it has no end. */
  readonly bytes: () => Promise<Buffer>;
}

/** What the presenting parts may know of the request that they answer. */
export interface Context {
  readonly ask: Ask;
  readonly customer: string;
  /** The users that a sync named, each once; undefined for a read. */
  readonly listed: readonly string[] | undefined;
  /** The users that were attached when the request came. */
  readonly before: readonly string[];
}

/** A user as JSON shows it. bigint and LosslessNumber are written digit by digit. */
export type UserRecord = Readonly<Record<string, unknown>>;

/** A response, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Thrown by any part: the request is answered with this status, and nothing has been changed. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
  }
}

/** The users attached to each customer. */
export interface Store {
  readonly get: (customer: string) => readonly string[];
  readonly set: (customer: string, users: readonly string[]) => void;
}

/** The tokens that mean something to the server. */
export interface Tokens {
  readonly valid: string;
  /** Known, but without a right to any customer. */
  readonly forbidden: string;
  readonly expired: string;
}

/**
 * The server, as the parts that `answer` calls one after the other. Every part but the data is a
 * function that either gives its result or throws a Refusal.
 */
export interface Parts {
  readonly directory: Directory;
  readonly store: Store;
  readonly tokens: Tokens;

  /** The whole way from request to response. */
  readonly answer: (ask: Ask) => Promise<Answer>;

  readonly authenticate: (ask: Ask) => void;
  /** Gives what is asked for: a sync (POST), or a read (GET, HEAD). */
  readonly readMethod: (ask: Ask) => 'sync' | 'read';
  /** Gives the id of a customer that exists. */
  readonly readCustomer: (ask: Ask) => string;
  /** Judges Content-Type and Content-Encoding. */
  readonly readMediaType: (ask: Ask) => void;
  readonly readText: (bytes: Buffer) => string;
  /** Gives the JSON value, each number a LosslessNumber. */
  readonly readJson: (text: string) => unknown;
  /** Gives the items of `user_ids`, not judged yet. */
  readonly readList: (body: unknown) => readonly unknown[];
  /** Gives the one integer that an item is. */
  readonly readId: (item: unknown) => bigint;
  /** Gives the users that are meant, each once. */
  readonly readUsers: (ids: readonly bigint[]) => readonly string[];

  /** Attaches and detaches; gives the users that are attached then. */
  readonly sync: (customer: string, users: readonly string[]) => Promise<readonly string[]>;

  readonly presentUser: (user: User, context: Context) => UserRecord;
  /** Gives the JSON value of an answer, from the records of the attached users. */
  readonly presentData: (records: readonly UserRecord[], context: Context) => unknown;
  readonly write: (value: unknown) => string;
  readonly presentAnswer: (text: string, context: Context) => Answer;
  readonly presentRefusal: (refusal: Refusal, ask: Ask) => Answer;

  /** Hands the answer to fastify. What breaks HTTP itself hijacks the reply here. */
  readonly deliver: (answer: Answer, ask: Ask, reply: FastifyReply) => void;
}

/** How a server differs from the correct one: the parts that it has of its own. */
export type Alteration = (correct: Parts) => Partial<Parts>;
