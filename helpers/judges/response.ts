import { createHash } from 'node:crypto';
import { fieldValue, listedUsers, type ListedUser } from '../body';
import { failed, judged, passed, type Judgement } from '../check';
import type { Answer } from '../client';
import { isDateTime } from '../contract';
import type { Json } from '../json';
import type { Judgements } from './http';
import { judgeSchema, show } from './schema';

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

/** Everything that a 200 is held to, whatever was asked: `response.*`, `user.*`, no duplicates. */
export function judgeSuccess({ headers, body, failure, excess }: Answer): Judgements {
  const type = fieldValue(headers, 'content-type');
  const judgements: Judgements = [
    [
      'response.media-type',
      type?.split(';')[0]?.trim().toLowerCase() === 'application/json'
        ? passed
        : failed(type === undefined ? 'its 200 has no Content-Type' : `its 200 is ${type}`),
    ],
  ];
  if (!body || (failure && failure.kind !== 'cut')) return judgements;
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
  const tooMuch = excess === true ? 'more bytes came than were announced' : undefined;
  judgements.push(['response.json', judged(body.jsonProblem ?? tooMuch)]);
  if (!body.json) return judgements;
  const { value, repeatedNames } = body.json;
  judgements.push(
    [
      'response.unique-names',
      repeatedNames.length === 0
        ? passed
        : failed(`it bears ${repeatedNames.slice(0, 3).join(', ')} twice`),
    ],
    ...judgeSchema(value),
  );
  const users = listedUsers(value);
  if (users) judgements.push(['set.no-duplicates', judgeNoDuplicates(users)]);
  return judgements;
}

const MOST_PLACES = 3;

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
const MOST_REMEMBERED = 400;

function brief(text: string): string {
  if (text.length <= MOST_REMEMBERED) return text;
  return `${text.slice(0, 80)}… (SHA-256 ${createHash('sha256').update(text).digest('hex')})`;
}

/** So many users are remembered: beyond all that a run is lent, and little memory. */
const MOST_USERS = 50_000;

/** What is known of each user by its id; one for a run, or for a worker of it. */
export type UserMemory = Map<
  string,
  Partial<Record<LastingProperty, { value: string; seen: string }>>
>;

/**
 * Compares every user of an answer with what earlier answers said of it, and remembers it.
 * A property that one answer leaves out is no difference: the contract lets it be left out.
 */
export function judgeStable(
  users: readonly ListedUser[],
  memory: UserMemory,
  exchange: string,
): [Judgement, string[]] {
  const wrong: string[] = [];
  const exchanges = new Set<string>();
  for (const { id, record } of users) {
    if (id === undefined) continue;
    const known = memory.get(id) ?? {};
    if (memory.size < MOST_USERS) memory.set(id, known);
    for (const property of LASTING) {
      const now = comparable(property, record[property]);
      if (now === undefined) continue;
      const before = known[property];
      if (before && before.value !== now) {
        wrong.push(`user ${id} had ${property} ${before.value}, and has ${now}`);
        exchanges.add(before.seen);
      }
      known[property] ??= { value: now, seen: exchange };
    }
  }
  const places = wrong.slice(0, MOST_PLACES).join('; ');
  return [wrong.length === 0 ? passed : failed(places), [...exchanges, exchange]];
}

/** How two answers to the same sync differ, `updated_at` aside; `undefined` if they do not. */
export function recordsDiffer(
  first: readonly ListedUser[],
  second: readonly ListedUser[],
): string | undefined {
  const later = new Map(second.map(({ id, record }) => [id, record]));
  for (const { id, record } of first) {
    const now = later.get(id);
    if (id === undefined || !now) continue;
    for (const property of LASTING) {
      const [a, b] = [record[property], now[property]];
      if (comparable(property, a) !== comparable(property, b))
        return `user ${id} had ${property} ${show(a)}, and has ${show(b)}`;
    }
  }
  return undefined;
}
