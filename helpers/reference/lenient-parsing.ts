import { LosslessNumber } from 'lossless-json';
import { combine, onIds, onRequest, recover, withBody } from './patches';
import type { Dataset } from './dataset';
import type { Patch, Request } from './pipeline';
import type { Ids } from './user-sets';

type Body = Readonly<Record<string, unknown>>;

export const isNumber = (item: unknown): item is LosslessNumber => item instanceof LosslessNumber;

export const isObject = (value: unknown): value is Body =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isNumber(value);

/** Reads `user_ids`, if the body has it, as something else. */
export function onUserIds(change: (value: unknown) => unknown): Patch {
  return ({ readList }) => ({
    readList: (body) =>
      readList(
        isObject(body) && 'user_ids' in body ? { user_ids: change(body['user_ids']) } : body,
      ),
  });
}

export function onItems(change: (items: readonly unknown[]) => readonly unknown[]): Patch {
  return ({ readList }) => ({ readList: (body) => change(readList(body)) });
}

export function onItem(change: (item: unknown) => unknown): Patch {
  return onItems((items) => items.map(change));
}

export function onBody(change: (body: unknown) => unknown): Patch {
  return ({ readJson }) => ({ readJson: (text) => change(readJson(text)) });
}

/** Throws for a body of more bytes, after the credentials are judged. */
export function onLargeBody(bytes: number, instead: () => never): Patch {
  return ({ readText }) => ({
    readText: (body) => readText(body.length > bytes ? instead() : body),
  });
}

/** Ignores users that do not exist; the correct server rejects them. */
export const ignoringUnknownUsers = onIds((ids, users) =>
  ids.filter((id) => users.has(String(id))),
);

/** Returns whether an id is that of no user, though a database could hold it. */
export const isUnknown = (users: Dataset['users'], id: bigint): boolean =>
  isPlain(id) && !users.has(String(id));

/** Returns whether an id is one that a database could hold. */
export const isPlain = (id: bigint): boolean => id > 0n && id < 2n ** 31n;

/** Reads unknown ids as `change` returns them; ids that are still unknown are ignored. */
export function onUnknownIds(change: (id: bigint, users: Ids) => bigint | undefined): Patch {
  const read = onIds((ids, users) => {
    // Long lists are left to the correct server: they belong to body.large.
    if (ids.length > 999) return ids;
    const everyone = [...users.keys()];
    return ids.map((id) => (users.has(String(id)) ? id : (change(id, everyone) ?? id)));
  });
  return combine(ignoringUnknownUsers, read);
}

/** Reads a string as the integer that it plainly represents: "101", " 101", "+101", "0101". */
export function integerInText(item: unknown): unknown {
  const digits = typeof item === 'string' ? /^\s*\+?0*(\d+)\s*$/.exec(item)?.[1] : undefined;
  return digits === undefined ? item : new LosslessNumber(digits);
}

/** Returns whether an item can be coerced to one integer only. */
export function isCoercible(item: unknown): boolean {
  if (isNumber(item)) return Number.isInteger(Number(item.value));
  return isNumber(integerInText(item));
}

/** Finds a customer where the strict handler finds none; undefined is rejected as before. */
export function customerInstead(
  choose: (segment: string, customers: Ids) => string | undefined,
): Patch {
  return ({ readCustomer, dataset }) => {
    const customers = [...dataset.customers.keys()];
    return {
      readCustomer: recover(readCustomer, (request, error) => {
        const customer =
          request.segment === undefined ? undefined : choose(request.segment, customers);
        if (customer === undefined) throw error;
        return customer;
      }),
    };
  };
}

/** Reads a request of another media type as the JSON that `json` makes of its body. */
export function onOtherMediaType(
  which: (type: string) => boolean,
  json: (text: string) => string,
): Patch {
  return onRequest((request, { readMediaType }) => {
    const isOther = recover(
      (sent: Request) => {
        readMediaType(sent);
        return false;
      },
      ({ headers: { 'content-type': type = '', 'content-encoding': coding } }) =>
        coding === undefined && which(type),
    );
    const read = async () => json((await request.bytes()).toString());
    return request.method === 'POST' && isOther(request) ? withBody(request, read) : request;
  });
}

export const isForm = (type: string): boolean =>
  type.startsWith('application/x-www-form-urlencoded');

/** Returns the ids of a form, in each notation for a list. */
export function idsInForm(text: string): Ids {
  const ids = [...new URLSearchParams(text)]
    .filter(([name]) => /^user_ids(\[\d*\])?$/.test(name))
    .flatMap(([, value]) => value.split(','));
  return ids.filter((id) => /^\d+$/.test(id));
}

/** Returns the JSON text of a sync to some users. */
export const syncBody = (ids: Ids): string => `{"user_ids":[${ids.join(',')}]}`;
