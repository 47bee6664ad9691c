import { contractProperties } from '../checks/observations';
import { copyBeginning, type Body } from '../http/body';
import { isObject, type Json } from '../http/json';

/** Bodies up to this length are kept whole. */
const MAX_WHOLE_BYTES = 2 ** 20;
const MAX_STRING = 1000;
const MAX_NAME = 100;

const KNOWN = new Set(contractProperties());

/** Returns the properties of an object that pass a filter, their values replaced. */
function pick(
  value: { [name: string]: Json },
  keeps: (name: string) => boolean,
  replace: (item: Json, name: string) => Json,
): { [name: string]: Json } {
  const kept = Object.entries(value).filter(([name]) => keeps(name));
  return Object.fromEntries(kept.map(([name, item]) => [name, replace(item, name)]));
}

const isScalar = (value: Json) => typeof value !== 'object' || value === null;

function abridgeProperty(value: Json): Json {
  if (typeof value === 'string') return copyBeginning(value, MAX_STRING);
  if (Array.isArray(value)) return value.filter(isScalar).map(abridgeProperty);
  return isScalar(value) ? value : {};
}

const abridgeUser = (value: Json) =>
  isObject(value)
    ? pick(value, (name) => KNOWN.has(name), abridgeProperty)
    : abridgeProperty(value);

function abridgeList(value: Json): Json {
  if (Array.isArray(value)) return value.map(abridgeUser);
  if (!isObject(value)) return abridgeProperty(value);
  return 'id' in value ? abridgeUser(value) : pick(value, () => true, abridgeUser);
}

/** Returns a body with an envelope, or with a list, without what is beyond the contract. */
function abridgeValue(value: Json): Json {
  if (!isObject(value) || !('data' in value)) return abridgeList(value);
  return pick(
    value,
    (name) => name.length <= MAX_NAME,
    (item, name) => (name === 'data' ? abridgeList(item) : null),
  );
}

/**
 * Drops what no check reads of a long body that has been judged: a scenario keeps its responses until
 * it ends.
 */
export function abridge(body: Body): void {
  if (body.bytes <= MAX_WHOLE_BYTES || !body.json) return;
  body.json = { ...body.json, value: abridgeValue(body.json.value) };
}
