import { readId } from '../http/body';
import { isObject, type Json } from '../http/json';
import { idOfItem } from './listing';
import { comparable, type UserMemory } from './response';

/** The users that a run knows: those it was given, and the records that accepted syncs listed. */
export interface KnownUsers {
  ids: ReadonlySet<string>;
  memory: UserMemory;
}

/** Properties that a user has beside an id and a name. */
export const USER_PROPERTIES = ['email', 'roles', 'permissions', 'created_at', 'updated_at'];

/** With so many of them it is a user whom the run need not know. */
export const MIN_PROPERTIES = 3;
/** Properties that tell one user from another. */
const NAMES = ['name', 'email'] as const;
/** Properties whose values many users share. */
const SHARED = ['roles', 'permissions', 'created_at'] as const;

/** Returns whether an email is what a guest has, or an example that is generated from the schema. */
const isPlaceholder = (email: Json | undefined) =>
  email === undefined || email === null || email === '' || email === 0 || email === 'string';

const isEmpty = (value: Json | undefined) => Array.isArray(value) && value.length === 0;

/** Returns whether the run has been given a user, or has seen one in a list. */
const isKnown = (id: string, { ids, memory }: KnownUsers) => ids.has(id) || memory.has(id);

/**
 * Returns the id of a user whose record a value is. An error may describe something else that has an
 * id, a name, roles and permissions: a client, a role, a contact. So a record needs the name or the
 * email that its user has, or two values that are not the user's alone, and none that is another's.
 *
 * @param isListed whether the value is in a list of users
 */
function userOf(value: Json | undefined, known: KnownUsers, isListed = false): string | undefined {
  if (!isObject(value)) return undefined;
  const id = readId(value['id']);
  // Some frameworks describe an anonymous client as user 0.
  if (id === undefined || BigInt(id) <= 0n) return undefined;
  const lasting = known.memory.get(id);
  const compared = (property: (typeof NAMES | typeof SHARED)[number]) => {
    const before = property in value ? lasting?.[property] : undefined;
    return before && before.value === comparable(property, value[property]);
  };
  if (NAMES.some((property) => compared(property) === false)) return undefined;
  const isOfRun = isKnown(id, known);
  const properties = USER_PROPERTIES.filter((property) => property in value).length;
  const hasEmail = isOfRun ? 'email' in value : !isPlaceholder(value['email']);
  if (properties >= MIN_PROPERTIES && hasEmail) return id;
  const isNamed = NAMES.some(
    (property) => compared(property) && (property === 'email' || value[property] !== null),
  );
  const alike = SHARED.filter((property) => compared(property));
  const isAlike = alike.length > 1 && alike.some((property) => !isEmpty(value[property]));
  const isOfUser = isListed && SHARED.some((property) => property in value);
  return isOfRun && (isNamed || isAlike || isOfUser) ? id : undefined;
}

/** Names under which an error describes who sent the request, who need not be a user. */
const OF_CALLER = /^(actor|application|caller|client|principal|service_?account|subject|tenant)$/i;

/** Returns the id of the first user whose record is anywhere in a value, which may have a name. */
export function findRecord(
  value: Json | undefined,
  known: KnownUsers,
  name = '',
): string | undefined {
  const own = userOf(value, known);
  const isUser = own !== undefined && (!OF_CALLER.test(name) || isKnown(own, known));
  if (isUser) return own;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [property, item] of Object.entries(value)) {
    const id = findRecord(item, known, property);
    if (id !== undefined) return id;
  }
  return undefined;
}

const dataOf = (value: Json): Json[] => {
  const data = isObject(value) ? value['data'] : undefined;
  return Array.isArray(data) ? data : [];
};

/** Names of lists of those who are attached; a validator lists the valid items under another. */
const OF_ATTACHED = ['attached', 'added', 'synced'];
/** Names of lists of users in a success; an error may list those whom a sync would have attached. */
const OF_SUCCESS = ['data', 'users'];

/**
 * Returns the ids of the users whom a value lists as attached.
 *
 * @param index the number of JSON texts before this one; only the first can be the error itself
 */
export function attachedIn(value: Json, index: number, known: KnownUsers): (string | undefined)[] {
  // Another property may say that this is an error, in any language.
  const isBare = isObject(value) && Object.keys(value).length === 1;
  const idsIn = (name: string) => {
    const list = isObject(value) ? value[name] : undefined;
    return Array.isArray(list) ? list.map((item) => userOf(item, known, true)) : [];
  };
  // An error may report on each item of a list: some of these items are not users.
  const isOfUsers = (ids: readonly unknown[]) => index > 0 || !ids.includes(undefined);
  const success = index > 0 || isBare ? OF_SUCCESS.map(idsIn).filter(isOfUsers).flat() : [];
  return [...OF_ATTACHED.flatMap(idsIn), ...success];
}

/**
 * Returns the first known id in `data` that is a record by itself, or that the request did not send:
 * an error may repeat what was sent, bare or with more about it.
 */
export function findListed(value: Json, { ids }: KnownUsers, sent: ReadonlySet<string>) {
  for (const item of dataOf(value)) {
    const id = idOfItem(item);
    const whole = isObject(item) && Object.keys(item).length === 1;
    if (id !== undefined && ids.has(id) && (whole || !sent.has(id))) return id;
  }
  return undefined;
}

/** Names of lists of the ids of users, in an error as in a record of a customer. */
const OF_IDS = /^user(?:s|_?ids)$/i;

/** Names under which an error describes the operation, with an example of a request or its limits. */
export const OF_EXAMPLE =
  /example|sample|^(body|curl|docs|documentation|expected|help|hint|limits|payload|request|schema|usage)$/i;

/** Returns the first known id in a list of ids of users, anywhere, that the request did not send. */
export function findListedId(
  value: Json | undefined,
  known: KnownUsers,
  sent: ReadonlySet<string>,
): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    if (OF_EXAMPLE.test(name)) continue;
    const ids = OF_IDS.test(name) && Array.isArray(item) ? item.map(readId) : [];
    const id =
      ids.find((each) => each !== undefined && known.ids.has(each) && !sent.has(each)) ??
      findListedId(item, known, sent);
    if (id !== undefined) return id;
  }
  return undefined;
}
