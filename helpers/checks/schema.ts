import { failedWithDefects, passed, type Defect } from './result';
import { contract, type Violation } from '../contract/contract';
import { pointerKeys } from '../contract/yaml-source';
import { truncate } from '../http/exchange';
import { anyIndex, type Json } from '../http/json';
import { requirementCiting, requirements } from '../contract/requirements';
import type { Judgements } from './http';

/** The requirements that keywords of the response's schema are charged to. */
const SCHEMA_REQUIREMENTS = requirements
  .map(({ id }) => id)
  .filter((id) => id === 'response.envelope' || /^user\.(?!stable)/.test(id));

const EMAIL_IS_AN_INTEGER =
  ' The contract says `type: integer` for email, surely by a slip; a baseline that waives user.email accepts a string.';

const EMAIL_AS_A_STRING = '/data/*/email must be integer, and is a string';

const MAX_PLACES = 3;
const MAX_MARKED = 100;

/** The violations that are one defect: the same property, wrong in the same way. */
function defectsOf(violations: readonly Violation[], body: Json): Defect[] {
  const groups = new Map<string, Violation[]>();
  for (const violation of violations) {
    const { instance, message } = violation;
    const property = anyIndex(instance);
    const signature = `${property || 'the body'} ${message}, and is ${kind(at(body, instance), message)}`;
    const group = groups.get(signature);
    if (group) group.push(violation);
    else groups.set(signature, [violation]);
  }
  return [...groups].map(([signature, group]) => ({
    signature,
    message: describe(group, body) + (signature === EMAIL_AS_A_STRING ? EMAIL_IS_AN_INTEGER : ''),
    places: group.slice(0, MAX_MARKED).map(({ instance }) => instance),
  }));
}

function describe(violations: readonly Violation[], body: Json): string {
  const places = violations.slice(0, MAX_PLACES).map(({ instance, message }) => {
    return `${instance || 'the body'} ${message}, and is ${show(at(body, instance))}`;
  });
  const more = violations.length - MAX_PLACES;
  return places.join('; ') + (more > 0 ? `; and ${String(more)} more like it` : '');
}

const MAX_PATTERN = 32;

function patternOf(text: string): string {
  return text
    .slice(0, MAX_PATTERN)
    .replace(/\d/g, '9')
    .replace(/[A-Za-z]/g, 'a');
}

/** What a value is like, whatever it is: its type; of a string in the wrong format, its pattern. */
function kind(value: Json | undefined, message: string): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  switch (typeof value) {
    case 'string':
      return message.includes('format') ? `a string like ${patternOf(value)}` : 'a string';
    case 'boolean':
      return 'a boolean';
    case 'object':
      return 'an object';
    default:
      return 'a number';
  }
}

/** The value at a JSON pointer (RFC 6901) that ajv gave. */
function at(value: Json, pointer: string): Json | undefined {
  return pointerKeys(pointer).reduce<Json | undefined>((inner, key) => {
    if (typeof inner !== 'object' || inner === null) return undefined;
    return Array.isArray(inner) ? inner[Number(key)] : inner[key];
  }, value);
}

export function show(value: Json | undefined): string {
  const text = JSON.stringify(value, (_name, item: unknown) =>
    typeof item === 'bigint' ? String(item) : item,
  ) as string | undefined;
  return text === undefined ? 'absent' : truncate(text, 80, '');
}

/** Each keyword that fails is charged to the requirement that cites it, each requirement once. */
export function judgeSchema(body: Json): Judgements {
  const all = contract.violations(body);
  return SCHEMA_REQUIREMENTS.map((id) => {
    const violations = all.filter(
      ({ keyword }) => (requirementCiting(keyword) ?? 'response.envelope') === id,
    );
    if (violations.length === 0) return [id, passed];
    return [id, failedWithDefects(defectsOf(violations, body))];
  });
}
