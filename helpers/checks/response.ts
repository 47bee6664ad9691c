import { hash } from 'node:crypto';
import { fieldValue, listedUsers, type ListedUser } from '../http/body';
import type { Sync } from './listing';
import {
  failed,
  failedWithCode,
  failedWithDefects,
  passed,
  untested,
  type Judgement,
} from './result';
import type { HttpResult } from '../http/client';
import { isDateTime } from '../contract/contract';
import { anyIndex, type Json } from '../http/json';
import type { Judgements } from './http';
import { judgeSchema, show } from './schema';

const MAX_PLACES = 3;
const MAX_MARKED = 100;

function judgeNoDuplicates(users: readonly ListedUser[]): Judgement {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of users) {
    if (id === undefined) continue;
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return twice.size === 0
    ? passed
    : failed(`data lists ${[...twice].slice(0, 5).join(', ')} more than once`);
}

/** What the parser quotes of the text, and where in it: another one in every answer. */
const QUOTED = /, (?:\.\.\.)?".*"(?:\.\.\.)? is not valid JSON|(?: in JSON)? at position \d.*$/gs;

function judgeJson(problem: string | undefined): Judgement {
  return problem === undefined ? passed : failedWithCode(problem.replace(QUOTED, ''), problem);
}

/** A name that objects bear twice is one defect, wherever in a list they stand. */
function judgeUniqueNames(repeated: readonly string[]): Judgement {
  const groups = new Map<string, string[]>();
  for (const pointer of repeated.slice(0, MAX_MARKED)) {
    const property = anyIndex(pointer);
    groups.set(property, [...(groups.get(property) ?? []), pointer]);
  }
  if (groups.size === 0) return passed;
  return failedWithDefects(
    [...groups].map(([property, places]) => ({
      signature: `${property} stands twice in an object`,
      message: `it bears ${places.slice(0, MAX_PLACES).join(', ')} twice`,
      places,
    })),
  );
}

/** Everything that a 200 is held to, whatever was asked: `response.*`, `user.*`, no duplicates. */
export function judgeSuccess({ headers, body, failure, trailingBytes }: HttpResult): Judgements {
  const type = fieldValue(headers, 'content-type');
  const judgements: Judgements = [
    [
      'response.media-type',
      type?.split(';')[0]?.trim().toLowerCase() === 'application/json'
        ? passed
        : failed(type === undefined ? 'its 200 has no Content-Type' : `its 200 is ${type}`),
    ],
  ];
  if (!body || (failure && failure.kind !== 'incomplete')) return judgements;
  const announced = fieldValue(headers, 'content-length');
  if (failure) {
    if (announced !== undefined) {
      judgements.push([
        'response.json',
        failed(`${announced} bytes were announced, and fewer came`),
      ]);
    }
    return judgements;
  }
  // A coding that lies is charged to http.encoding, and what is under it cannot be told.
  if (body.encodingProblem !== undefined && body.undeclared !== true) return judgements;
  const tooMuch = trailingBytes === true ? 'more bytes came than were announced' : undefined;
  judgements.push(['response.json', judgeJson(body.jsonProblem ?? tooMuch)]);
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

/** Properties that belong to a user, whoever asks and whenever. */
const LASTING = ['name', 'email', 'roles', 'permissions', 'created_at'] as const;
export type LastingProperty = (typeof LASTING)[number];

/** An instant as digits that compare, where the text is a date-time; its forms are equal. */
function instant(text: string): string | undefined {
  if (!isDateTime(text)) return undefined;
  const [, whole = '', fraction = '', offset = 'Z'] =
    /^(.*?:\d\d:\d\d)(?:\.(\d+))?([Zz]|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  const leap = whole.endsWith(':60');
  const seconds = Date.parse(
    whole.replace(/[t ]/, 'T').replace(/:60$/, ':59') + offset.toUpperCase(),
  );
  return `${String(seconds)}${leap ? '+1' : ''}.${fraction.replace(/0+$/, '')}`;
}

/** A property's value for comparing, if it has one: lists in any order, instants in any form. */
function comparable(property: LastingProperty, value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (Array.isArray(value)) {
    return brief(JSON.stringify(value.map((item) => show(item)).sort()));
  }
  if (property === 'created_at' && typeof value === 'string') return brief(instant(value) ?? value);
  return show(value);
}

/** As much of a value as is remembered; a longer one is told from others by its digest. */
const MAX_REMEMBERED = 400;

function brief(text: string): string {
  if (text.length <= MAX_REMEMBERED) return text;
  return `${text.slice(0, 80)}… (SHA-256 ${hash('sha256', text)})`;
}

/** So many users are remembered: beyond all that a run is lent, and little memory. */
const MAX_USERS = 50_000;

/** What is known of each user by its id; one for a run, or for a worker of it. */
export type UserMemory = Map<
  string,
  Partial<Record<LastingProperty, { value: string; seen: string }>>
>;

/** A property of a user that is not what it was. */
interface Change {
  user: ListedUser;
  property: LastingProperty;
  before: string;
  now: string;
}

/** Each property that changes is one defect, whoever shows it, and whatever the values are. */
function judgeChanges(changes: readonly Change[]): Judgement {
  const defects = LASTING.flatMap((property) => {
    const own = changes.filter((change) => change.property === property);
    if (own.length === 0) return [];
    const told = own
      .slice(0, MAX_PLACES)
      .map(
        ({ user, before, now }) =>
          `user ${user.id ?? ''} had ${property} ${before}, and has ${now}`,
      );
    return {
      signature: `/data/*/${property} is not what it was`,
      message: told.join('; '),
      places: own
        .flatMap(({ user: { pointer } }) => (pointer === undefined ? [] : `${pointer}/${property}`))
        .slice(0, MAX_MARKED),
    };
  });
  return defects.length === 0 ? passed : failedWithDefects(defects);
}

/**
 * Compares every user of an answer with what earlier answers said of it, and remembers it.
 * A property that one answer leaves out is no difference: the contract lets it be left out.
 */
export function judgeStable(
  users: readonly ListedUser[],
  memory: UserMemory,
  exchange: string,
): [Judgement, string[]] {
  const changes: Change[] = [];
  const exchanges = new Set<string>();
  for (const user of users) {
    const { id, record } = user;
    if (id === undefined) continue;
    const known = memory.get(id) ?? {};
    if (memory.size < MAX_USERS) memory.set(id, known);
    for (const property of LASTING) {
      const now = comparable(property, record[property]);
      if (now === undefined) continue;
      const before = known[property];
      if (before && before.value !== now) {
        changes.push({ user, property, before: before.value, now });
        exchanges.add(before.seen);
      }
      known[property] ??= { value: now, seen: exchange };
    }
  }
  return [judgeChanges(changes), [...exchanges, exchange]];
}

/** Two answers to the same sync differ at most in `updated_at`. */
export function judgeSameRecords(
  first: readonly ListedUser[],
  second: readonly ListedUser[],
): Judgement {
  const later = new Map(second.map((user) => [user.id, user]));
  const changes = first.flatMap(({ id, record }): Change[] => {
    const user = id === undefined ? undefined : later.get(id);
    if (!user) return [];
    return LASTING.flatMap((property) => {
      const [before, now] = [record[property], user.record[property]];
      const same = comparable(property, before) === comparable(property, now);
      return same ? [] : { user, property, before: show(before), now: show(now) };
    });
  });
  return judgeChanges(changes);
}

/** Returns a judge of a repeated sync: its records are those of the first, except `updated_at`. */
export function judgeSameRecordsAs(first: Sync): (again: Sync) => Judgement {
  return (again) =>
    first.users && again.users
      ? judgeSameRecords(first.users, again.users)
      : untested('an answer lists no users that can be read');
}
