import { fieldValue, listedUsers, type ListedUser } from '../body';
import { failed, judged, passed, type Judgement } from '../check';
import type { Answer } from '../client';
import { contract, isDateTime, type Violation } from '../contract';
import type { Json } from '../json';
import { requirementCiting, requirements } from '../requirements';
import type { Judgements } from './http';

/** The requirements that keywords of the response's schema are charged to. */
const SCHEMA_REQUIREMENTS = requirements
  .map(({ id }) => id)
  .filter((id) => id === 'response.envelope' || /^user\.(?!stable)/.test(id));

const EMAIL_IS_AN_INTEGER =
  'The contract says `type: integer` for email, surely by a slip; a baseline that waives user.email accepts a string.';

const MOST_PLACES = 3;

function describe(violations: readonly Violation[], body: Json): string {
  const places = violations.slice(0, MOST_PLACES).map(({ instance, message }) => {
    return `${instance || 'the body'} ${message}, and is ${show(at(body, instance))}`;
  });
  const more = violations.length - MOST_PLACES;
  return places.join('; ') + (more > 0 ? `; and ${String(more)} more like it` : '');
}

/** The value at a JSON pointer (RFC 6901) that ajv gave. */
function at(value: Json, pointer: string): Json | undefined {
  return pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json | undefined>((inner, part) => {
      if (typeof inner !== 'object' || inner === null) return undefined;
      return Array.isArray(inner) ? inner[Number(part)] : inner[part];
    }, value);
}

function show(value: Json | undefined): string {
  const text = JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'bigint' ? String(item) : item,
  ) as string | undefined;
  return text === undefined ? 'absent' : text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

/** Each keyword that fails is charged to the requirement that cites it, each requirement once. */
function judgeSchema(body: Json): Judgements {
  const all = contract.violations(body);
  return SCHEMA_REQUIREMENTS.map((id) => {
    const violations = all.filter(
      ({ keyword }) => (requirementCiting(keyword) ?? 'response.envelope') === id,
    );
    if (violations.length === 0) return [id, passed];
    const hint = id === 'user.email' ? ` ${EMAIL_IS_AN_INTEGER}` : '';
    return [id, failed(describe(violations, body) + hint)];
  });
}

function judgeNoDuplicates(users: readonly ListedUser[]): Judgement {
  const ids = users.flatMap(({ id }) => (id === undefined ? [] : [id]));
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  return twice.length === 0
    ? passed
    : failed(`data lists ${twice.slice(0, 5).join(', ')} more than once`);
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

/** A property's value for comparing: lists in any order, instants in any form. */
function comparable(property: LastingProperty, value: Json): string {
  if (Array.isArray(value)) return JSON.stringify(value.map((item) => show(item)).sort());
  if (property === 'created_at' && typeof value === 'string') return instant(value) ?? value;
  return show(value);
}

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
    memory.set(id, known);
    for (const property of LASTING) {
      const value = record[property];
      if (value === undefined) continue;
      const now = comparable(property, value);
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
      const same =
        a !== undefined && b !== undefined
          ? comparable(property, a) === comparable(property, b)
          : a === b;
      if (!same) return `user ${id} had ${property} ${show(a)}, and has ${show(b)}`;
    }
  }
  return undefined;
}
