import { hash } from 'node:crypto';
import { fieldValue, listedUsers, type ListedUser } from '../http/body';
import type { Sync } from './listing';
import { hasValue } from './observations';
import { failed, failedWithDefects, passed, passedIf, untested } from './result';
import type { Judgement, Judgements } from './result';
import type { HttpResult } from '../http/client';
import { isDateTime } from '../contract/contract';
import { remembered } from '../contract/remember';
import { truncate } from '../http/exchange';
import { anyIndex, type Json } from '../http/json';
import { judgeSchema, show, toJsonText } from './schema';

const MAX_SHOWN = 3;
const MAX_POINTERS = 100;

function judgeNoDuplicates(users: readonly ListedUser[]): Judgement<'listed-twice'> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const id of users.flatMap(({ id }) => id ?? [])) (seen.has(id) ? twice : seen).add(id);
  const message = `data lists ${[...twice].slice(0, 5).join(', ')} more than once`;
  return passedIf(twice.size === 0, 'listed-twice', message);
}

/** Judges names that objects have twice: one defect for each property, at any index. */
function judgeUniqueNames(repeated: readonly string[]): Judgement<'duplicate-name'> {
  const groups = new Map<string, string[]>();
  for (const pointer of repeated) {
    const property = anyIndex(pointer);
    groups.set(property, [...(groups.get(property) ?? []), pointer]);
  }
  if (groups.size === 0) return passed;
  return failedWithDefects(
    [...groups.values()].map((pointers) => ({
      code: 'duplicate-name',
      message: `the body has ${pointers.slice(0, MAX_SHOWN).join(', ')} twice`,
      pointers,
    })),
  );
}

/** Judges the requirements that apply to every 200: `response.*`, `user.*`, no duplicates. */
export function judgeSuccess({ headers, body, failure, surplus }: HttpResult): Judgements {
  const type = fieldValue(headers, 'content-type');
  const judgements: Judgements = [
    [
      'response.media-type',
      passedIf(
        type?.split(';')[0]?.trim().toLowerCase() === 'application/json',
        type === undefined ? 'missing' : 'other',
        `expected Content-Type application/json, got ${type ?? 'none'}`,
      ),
    ],
  ];
  if (!body || (failure && failure.kind !== 'incomplete')) return judgements;
  if (failure) {
    const announced = fieldValue(headers, 'content-length');
    if (announced === undefined) return judgements;
    const judgement = failed('too-short', `expected ${announced} bytes, got fewer`);
    return [...judgements, ['response.json', judgement]];
  }
  // http.encoding judges a wrong encoding, under which the content is unknown.
  if (body.encodingProblem && body.encodingProblem.code !== 'undeclared') return judgements;
  judgements.push([
    'response.json',
    body.jsonProblems
      ? failedWithDefects(body.jsonProblems)
      : passedIf(surplus === undefined, 'too-long', 'got more bytes behind its end'),
  ]);
  if (!body.json) return judgements;
  const { value, duplicateKeys } = body.json;
  judgements.push(
    ['response.unique-names', judgeUniqueNames(duplicateKeys)],
    ...judgeSchema(value),
  );
  const users = listedUsers(value);
  if (users) judgements.push(['set.no-duplicates', judgeNoDuplicates(users)]);
  return judgements;
}

/** Properties of a user that are the same in every response. */
const LASTING = ['name', 'email', 'roles', 'permissions', 'created_at'] as const;
export type LastingProperty = (typeof LASTING)[number];

/** Returns an instant as comparable digits, equal for all its forms; undefined if it is none. */
const instant = remembered((text): string | undefined => {
  if (!isDateTime(text)) return undefined;
  const [, whole = '', fraction = '', offset = 'Z'] =
    /^(.*?:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const leap = whole.endsWith(':60');
  const seconds = Date.parse(
    whole.replace(/[t ]/, 'T').replace(/:60$/, ':59') + offset.toUpperCase(),
  );
  return `${String(seconds)}${leap ? '+1' : ''}.${fraction.replace(/0+$/, '')}`;
});

/** Returns a property's value for comparing, if it has one: lists in any order, instants in any form. */
export function comparable(property: LastingProperty, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    return brief(`[${value.map(toJsonText).sort().join()}]`);
  }
  if (property === 'created_at' && typeof value === 'string') return brief(instant(value) ?? value);
  return brief(toJsonText(value));
}

/** Returns a value as a message has it. An instant is a number as it is compared. */
function readable(value: Json | undefined, compared = 'absent'): string {
  return typeof value === 'string' && isDateTime(value) ? show(value) : compared;
}

/** The bound on a remembered value; of a longer one, a digest is remembered. */
const MAX_REMEMBERED = 400;

const brief = (text: string) =>
  text.length <= MAX_REMEMBERED ? text : truncate(text, 80, ` (SHA-256 ${hash('sha256', text)})`);

/** The bound on remembered users: beyond all that a run has, and little memory. */
const MAX_USERS = 50_000;

/** Remembered properties of each user by its id; one for a run, or for a worker of it. */
export type UserMemory = Map<string, Partial<Record<LastingProperty, Remembered>>>;

interface Remembered {
  /** As it is compared. */
  value: string;
  /** As it came, if it is short. */
  raw?: string | number | undefined;
  shown?: string;
  /** The exchange. */
  seen: string;
}

/** Returns a value that is as cheap to remember as to compare; undefined otherwise. */
const shortScalar = (value: Json | undefined) =>
  typeof value === 'number' || (typeof value === 'string' && value.length <= MAX_REMEMBERED)
    ? value
    : undefined;

/** A property of a user that changed. */
interface Change {
  user: ListedUser;
  property: LastingProperty;
  before: string;
  now: string;
}

/** Judges changed properties: one defect for each, whatever the users and values. */
function judgeChanges(changes: readonly Change[]): Judgement<'changed'> {
  const defects = LASTING.flatMap((property) => {
    const own = changes.filter((change) => change.property === property);
    if (own.length === 0) return [];
    const told = own
      .slice(0, MAX_SHOWN)
      .map(
        ({ user, before, now }) =>
          `user ${user.id ?? ''}: ${property} was ${before}, and is ${now}`,
      );
    return {
      code: 'changed' as const,
      message: told.join('; '),
      pointers: own
        .flatMap(({ user: { pointer } }) => (pointer === undefined ? [] : `${pointer}/${property}`))
        .slice(0, MAX_POINTERS),
    };
  });
  return defects.length === 0 ? passed : failedWithDefects(defects);
}

/**
 * Compares every user of a response with earlier responses, and remembers it. A property that one
 * response leaves out is no difference: the contract allows it.
 */
export function judgeStable(
  users: readonly ListedUser[],
  memory: UserMemory,
  exchange: string,
): [Judgement<'changed'>, string[]] {
  const changes: Change[] = [];
  const exchanges = new Set<string>();
  for (const user of users) {
    const { id, record } = user;
    if (id === undefined) continue;
    const known = memory.get(id) ?? {};
    if (memory.size < MAX_USERS) memory.set(id, known);
    for (const property of LASTING) {
      const before = known[property];
      const raw = shortScalar(record[property]);
      // As nearly always: what is compared is the same as well.
      if (raw !== undefined && raw === before?.raw) continue;
      const now = comparable(property, record[property]);
      if (now === undefined) continue;
      if (before && before.value !== now) {
        changes.push({
          user,
          property,
          before: before.shown ?? before.value,
          now: readable(record[property], now),
        });
        exchanges.add(before.seen);
      }
      known[property] ??= {
        value: now,
        raw,
        shown: readable(record[property], now),
        seen: exchange,
      };
    }
  }
  return [judgeChanges(changes), [...exchanges, exchange]];
}

/**
 * Judges whether two responses to the same sync differ at most in `updated_at`. Without a value, a
 * property may be there or not: of two servers behind a balancer, one may leave it out.
 */
export function judgeSameRecords(
  first: readonly ListedUser[],
  second: readonly ListedUser[],
): Judgement<'changed'> {
  const later = new Map(second.map((user) => [user.id, user]));
  const changes = first.flatMap(({ id, record }): Change[] => {
    const user = id === undefined ? undefined : later.get(id);
    if (!user) return [];
    return LASTING.flatMap((property) => {
      const values = [record[property], user.record[property]] as const;
      const [before, now] = values;
      const [first, again] = [comparable(property, before), comparable(property, now)];
      const isLeftOut = values.includes(undefined) && !values.some(hasValue);
      if (first === again || isLeftOut) return [];
      return { user, property, before: readable(before, first), now: readable(now, again) };
    });
  });
  return judgeChanges(changes);
}

/** Returns a judge of a repeated sync: its records are those of the first, except `updated_at`. */
export function judgeSameRecordsAs(first: Sync): (again: Sync) => Judgement<'changed'> {
  return (again) =>
    first.users && again.users
      ? judgeSameRecords(first.users, again.users)
      : untested('a response has no readable users');
}
