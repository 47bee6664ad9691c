import { failedWithDefects, passed, type Defect, type Judgements } from './result';
import { contract, type Violation } from '../contract/contract';
import { requirementCiting, requirements } from '../contract/requirements';
import type { CodeOf, RequirementId } from '../contract/requirements';
import { pointerKeys } from '../contract/yaml-source';
import { truncate } from '../http/exchange';
import { readId } from '../http/body';
import { anyIndex, isObject, type Json } from '../http/json';

/** The requirements that keywords of the response's schema are cited by. */
const SCHEMA_REQUIREMENTS = requirements
  .filter(({ judgedBy }) => judgedBy === 'response-schema')
  .map(({ id }) => id);

type SchemaCode = CodeOf<'user.created-at'>;

const MAX_SHOWN = 3;
const MAX_POINTERS = 100;

/** Violations of one property by values of one kind: one defect, however many they are. */
interface Group {
  code: SchemaCode;
  count: number;
  /** The first of them. */
  shown: Violation[];
  pointers: string[];
}

/** Groups the violations of a body by requirement, and keeps the first of each group. */
function groupViolations(body: Json): Map<RequirementId, Map<string, Group>> {
  const all = new Map<RequirementId, Map<string, Group>>();
  for (const violation of contract.eachViolation(body)) {
    const { instance, keyword, message } = violation;
    const id = requirementCiting(keyword) ?? 'response.envelope';
    const groups = all.get(id) ?? new Map<string, Group>();
    all.set(id, groups);
    const code = codeOf(at(body, instance), message);
    const key = `${code} ${anyIndex(instance)}`;
    const group = groups.get(key) ?? { code, count: 0, shown: [], pointers: [] };
    groups.set(key, group);
    group.count++;
    if (group.shown.length < MAX_SHOWN) group.shown.push(violation);
    if (group.pointers.length < MAX_POINTERS) group.pointers.push(instance);
  }
  return all;
}

function describe({ shown, count }: Group, body: Json): string {
  const described = shown.map(({ instance, message }) => {
    return `${describePlace(instance, body)} ${message}, got ${show(at(body, instance))}`;
  });
  const more = count - shown.length;
  return described.join('; ') + (more > 0 ? `; and ${String(more)} more like it` : '');
}

/** Returns a place in a body: of a user with a readable id by that id, else by the pointer. */
function describePlace(pointer: string, body: Json): string {
  const [, place, property = ''] = /^(\/data\/\d+)\/(.+)/.exec(pointer) ?? [];
  const user = place === undefined ? undefined : at(body, place);
  const id = isObject(user) ? readId(user['id']) : undefined;
  return id === undefined ? pointer || 'the body' : `user ${id}: ${property}`;
}

/** Codes of strings that are no date-time; their patterns. */
const FORMATS: readonly (readonly [SchemaCode, RegExp])[] = [
  ['date', /^\d{4}-\d\d-\d\d$/],
  ['no-offset', /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?$/],
  ['digits', /^\d+$/],
];

/** Returns the code of a value: its type; of a string in the wrong format, that format. */
function codeOf(value: Json | undefined, message: string): SchemaCode {
  if (value === null || value === undefined) return 'null-value';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'string') {
    if (!message.includes('format')) return 'string';
    return FORMATS.find(([, pattern]) => pattern.test(value))?.[0] ?? 'format';
  }
  if (typeof value === 'object') return 'object';
  return typeof value === 'boolean' ? 'boolean' : 'number';
}

/** Returns the value at a JSON pointer (RFC 6901). */
function at(value: Json, pointer: string): Json | undefined {
  return pointerKeys(pointer).reduce<Json | undefined>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Array.isArray(inner) ? inner[Number(key)] : inner[key];
  }, value);
}

/** Returns a value as JSON, with integers of any size. */
export function toJsonText(value: Json): string {
  // Most values are: it takes a tenth of the time.
  if (typeof value === 'string') return JSON.stringify(value);
  return JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'bigint' ? String(item) : item,
  );
}

/** Returns the beginning of a value as a message has it. */
export function show(value: Json | undefined): string {
  return value === undefined ? 'absent' : truncate(toJsonText(value), 80, '');
}

/** The integer in the contract looks like a slip: most servers send addresses. */
const STRING_EMAIL =
  ' The contract has `type: integer` for email, probably by mistake. This entry of a baseline accepts it: `requirement: user.email`, `code: string`.';

function judgeKeywords(id: RequirementId, groups: readonly Group[], body: Json) {
  if (groups.length === 0) return passed;
  const defects = groups.map((group): Defect<SchemaCode> => {
    const { code, pointers } = group;
    const advice = id === 'user.email' && code === 'string' ? `.${STRING_EMAIL}` : '';
    return { code, message: describe(group, body) + advice, pointers };
  });
  return failedWithDefects(defects);
}

/** Judges the keywords of the response's schema, each by the requirement that cites it. */
export function judgeSchema(body: Json): Judgements {
  const groups = groupViolations(body);
  return SCHEMA_REQUIREMENTS.map((id) => [
    id,
    judgeKeywords(id, [...(groups.get(id)?.values() ?? [])], body),
  ]) as Judgements;
}
