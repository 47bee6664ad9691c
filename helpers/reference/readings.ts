import { LosslessNumber } from 'lossless-json';
import { recover } from './alterations';
import type { Alteration, Ask } from './parts';

/** Other ways to read a request than the strict one: for faults, and for variants that are lax. */

type Body = Readonly<Record<string, unknown>>;

export const isNumber = (item: unknown): item is LosslessNumber => item instanceof LosslessNumber;

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);

/** Reads `user_ids`, where it is there, as something else. */
export function onUserIds(change: (value: unknown) => unknown): Alteration {
  return ({ readList }) => ({
    readList: (body) =>
      readList(
        isObject(body) && 'user_ids' in body ? { user_ids: change(body['user_ids']) } : body,
      ),
  });
}

/** Reads the items of the list as others. */
export function onItems(change: (items: readonly unknown[]) => readonly unknown[]): Alteration {
  return ({ readList }) => ({ readList: (body) => change(readList(body)) });
}

export function onItem(change: (item: unknown) => unknown): Alteration {
  return onItems((items) => items.map(change));
}

/** Reads the whole body as another. */
export function onBody(change: (body: unknown) => unknown): Alteration {
  return ({ readJson }) => ({ readJson: (text) => change(readJson(text)) });
}

/** Leaves out users that do not exist, where the correct server refuses them. */
export const ignoringUnknownUsers: Alteration = ({ readUsers, directory }) => ({
  readUsers: (ids) => readUsers(ids.filter((id) => directory.users.has(String(id)))),
});

/** Reads a text as the integer that it plainly stands for: "101", " 101", "+101", "0101". */
export function integerInText(item: unknown): unknown {
  const digits = typeof item === 'string' ? /^\s*\+?0*(\d+)\s*$/.exec(item)?.[1] : undefined;
  return digits === undefined ? item : new LosslessNumber(digits);
}

/** Whether something has one plain reading as an integer. */
export function hasReading(item: unknown): boolean {
  if (isNumber(item)) return Number.isInteger(Number(item.value));
  return isNumber(integerInText(item));
}

/** Finds a customer where the strict reading finds none; undefined is refused as before. */
export function customerInstead(
  choose: (segment: string, customers: readonly string[]) => string | undefined,
): Alteration {
  return ({ readCustomer, directory }) => {
    const customers = [...directory.customers.keys()];
    return {
      readCustomer: recover(readCustomer, (ask, refusal) => {
        const customer = ask.segment === undefined ? undefined : choose(ask.segment, customers);
        if (customer === undefined) throw refusal;
        return customer;
      }),
    };
  };
}

/** Reads a request of another media type as the JSON that `json` makes of its body. */
export function onOtherMediaType(
  which: (type: string) => boolean,
  json: (text: string) => string,
): Alteration {
  return (correct) => {
    const isJson = recover(
      (ask: Ask) => {
        correct.readMediaType(ask);
        return true;
      },
      () => false,
    );
    return {
      answer: async (ask) => {
        const type = ask.headers['content-type'] ?? '';
        if (ask.method !== 'POST' || isJson(ask) || !which(type)) return correct.answer(ask);
        const bytes = async () => Buffer.from(json((await ask.bytes()).toString()));
        const headers = { ...ask.headers, 'content-type': 'application/json' };
        return correct.answer({ ...ask, headers, bytes });
      },
    };
  };
}

export const isForm = (type: string): boolean =>
  type.startsWith('application/x-www-form-urlencoded');

/** The ids of a form, in the ways in which a list is written in one. */
export function idsInForm(text: string): readonly string[] {
  const ids = [...new URLSearchParams(text)]
    .filter(([name]) => /^user_ids(\[\d*\])?$/.test(name))
    .flatMap(([, value]) => value.split(','));
  return ids.filter((id) => /^\d+$/.test(id));
}

export const listed = (ids: readonly string[]): string => `{"user_ids":[${ids.join(',')}]}`;
