import { createHmac } from 'node:crypto';
import type { FastifyReply } from 'fastify';
import { correctParts } from './correct';
import type { Alteration, Answer, Ask, Context, Parts, UserRecord } from './parts';
import { Refusal } from './parts';

/** Where in an answer's list a record stands, and of what answer. */
export interface Place {
  readonly index: number;
  readonly last: boolean;
  readonly context: Context;
}

export type Where = (record: UserRecord, place: Place) => boolean;

export const everywhere: Where = () => true;
export const onLast: Where = (_record, { last }) => last;
export const pastTenth: Where = (_record, { index }) => index >= 10;
export const onAdmins: Where = ({ roles }) => Array.isArray(roles) && roles.includes('admin');
/** In the answer to a sync that changed nothing. */
export const onRepeat: Where = (_record, { context: { listed, before } }) =>
  listed !== undefined && sameUsers(listed, before);
export const ofEveryThirdUser: Where = ({ id }) => Number(id) % 3 === 0;

export function sameUsers(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((user) => others.includes(user));
}

/** Several alterations of different parts, or one upon the other. */
export function all(...alterations: readonly Alteration[]): Alteration {
  return (correct) =>
    alterations.reduce<Partial<Parts>>(
      (altered, alteration) => ({ ...altered, ...alteration({ ...correct, ...altered }) }),
      {},
    );
}

/** The token is a JSON Web Token (RFC 7519), signed. */
export const tokenIsJwt: Alteration = ({ directory, tokens }) => {
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const signed = [{ alg: 'HS256', typ: 'JWT' }, { sub: 'third-party' }].map(encoded).join('.');
  const signature = createHmac('sha256', tokens.valid).update(signed).digest('base64url');
  return correctParts(directory, { ...tokens, valid: `${signed}.${signature}` });
};

/** Changes the elements of `data`, each by itself. */
export function onRecords(change: (record: UserRecord, place: Place) => UserRecord): Alteration {
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

/** Changes one property of the records that `where` tells. */
export function property(
  key: string,
  change: (value: unknown, record: UserRecord) => unknown,
  where: Where = everywhere,
): Alteration {
  return onRecords((record, place) =>
    where(record, place) ? { ...record, [key]: change(record[key], record) } : record,
  );
}

/** Makes the body of a success out of the records. */
export function envelope(
  make: (records: readonly UserRecord[], context: Context) => unknown,
): Alteration {
  return () => ({ presentData: make });
}

/** Changes the JSON text of a success. */
export function onText(change: (text: string) => string): Alteration {
  return ({ write }) => ({ write: (value) => change(write(value)) });
}

/** Changes the answer to a success. */
export function onSuccess(change: (answer: Answer, context: Context) => Answer): Alteration {
  return ({ presentAnswer }) => ({
    presentAnswer: (text, context) => change(presentAnswer(text, context), context),
  });
}

/** Changes the answer to what is refused. */
export function onRefusal(
  change: (answer: Answer, refusal: Refusal, ask: Ask) => Answer,
): Alteration {
  return ({ presentRefusal }) => ({
    presentRefusal: (refusal, ask) => change(presentRefusal(refusal, ask), refusal, ask),
  });
}

/** Refuses with another refusal; `change` gives undefined where it stays as it is. */
export function refuseOtherwise(
  change: (refusal: Refusal, ask: Ask) => Refusal | undefined,
): Alteration {
  return ({ presentRefusal }) => ({
    presentRefusal: (refusal, ask) => presentRefusal(change(refusal, ask) ?? refusal, ask),
  });
}

/** Changes every answer, once it is made. `nth` counts them from 1. */
export function onAnswer(
  change: (answer: Answer, ask: Ask, nth: number) => Answer | Promise<Answer>,
): Alteration {
  return ({ answer }) => {
    let nth = 0;
    return {
      answer: async (ask) => {
        nth += 1;
        return change(await answer(ask), ask, nth);
      },
    };
  };
}

/** Attaches other users than those that were listed. */
export function attachInstead(
  choose: (listed: readonly string[], before: readonly string[], customer: string) => Users,
): Alteration {
  return ({ sync, store }) => ({
    sync: async (customer, listed) => {
      const chosen = choose(listed, store.get(customer), customer);
      return sync(customer, typeof chosen === 'function' ? chosen() : chosen);
    },
  });
}

/** A list, or what throws in its place. */
type Users = readonly string[] | (() => never);

/** Attaches what was listed, and lists others in the answer. */
export function listInstead(
  choose: (attached: readonly string[], before: readonly string[]) => readonly string[],
): Alteration {
  return ({ sync, store }) => ({
    sync: async (customer, listed) => {
      const before = store.get(customer);
      return choose(await sync(customer, listed), before);
    },
  });
}

/** `read`, but where it refuses, `instead` gives the result (or throws). */
export function recover<A, R>(
  read: (argument: A) => R,
  instead: (argument: A, refusal: Refusal) => R,
): (argument: A) => R {
  return (argument) => {
    try {
      return read(argument);
    } catch (error) {
      if (error instanceof Refusal) return instead(argument, error);
      throw error;
    }
  };
}

/** What nobody caught: the server answers 500. */
export function crash(): never {
  throw new Error('unhandled');
}

/** A function that refuses. */
export function refuse(status: number, message: string): () => never {
  return () => {
    throw new Refusal(status, message);
  };
}

export function withHeaders(answer: Answer, headers: Readonly<Record<string, string>>): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

export function withoutHeader(answer: Answer, name: string): Answer {
  const kept = Object.entries(answer.headers).filter(([other]) => other !== name);
  return { ...answer, headers: Object.fromEntries(kept) };
}

export function withText(answer: Answer, text: string, type?: string): Answer {
  const changed = { ...answer, body: Buffer.from(text) };
  return type === undefined ? changed : withHeaders(changed, { 'content-type': type });
}

/** Hands some answers to `send` in place of fastify; the others go the usual way. */
export function below(
  which: (answer: Answer, ask: Ask) => boolean,
  send: (answer: Answer, ask: Ask, reply: FastifyReply) => void,
): Alteration {
  return ({ deliver }) => ({
    deliver: (answer, ask, reply) => {
      if (!which(answer, ask)) {
        deliver(answer, ask, reply);
        return;
      }
      reply.hijack();
      send(answer, ask, reply);
    },
  });
}

export const successes = ({ status }: Answer): boolean => status === 200;
export const refusals = ({ status }: Answer): boolean => status >= 400;
/** From some seven users on; where servers begin to compress, to stream and to cut. */
export const longAnswers = ({ status, body }: Answer): boolean =>
  status === 200 && body.length > 1024;

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds).unref();
  });
}

/** Counts per key, from 1. */
export function counter(): (key: string) => number {
  const counts = new Map<string, number>();
  return (key) => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
}
