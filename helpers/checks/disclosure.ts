import { remembered } from '../contract/remember';
import { readId } from '../http/body';
import type { HttpResult } from '../http/client';
import type { HeaderField } from '../http/exchange';
import { escapeRegExp } from '../http/escape';
import { isObject, type Json } from '../http/json';
import { jsonValuesIn, parsed, readings } from './embedded-json';
import { idOfItem, sentIds } from './listing';
import { comparable, type UserMemory } from './response';

/** The users that a run knows: those it was given, and the records that accepted syncs listed. */
export interface KnownUsers {
  ids: ReadonlySet<string>;
  memory: UserMemory;
}

const USER_PROPERTIES = ['email', 'roles', 'permissions', 'created_at', 'updated_at'];
/** With so many of them it is a user whom the run need not know. */
const MIN_PROPERTIES = 3;
/** Properties that tell one user from another. */
const NAMES = ['name', 'email'] as const;
/** Properties whose values many users share. */
const SHARED = ['roles', 'permissions', 'created_at'] as const;

/** The names and emails of users, which each rejection is searched for. */
const parsedName = remembered(parsed);

/** Returns the text of a user's name or email; undefined if it is absent, null or cut off. */
function textOf(memory: UserMemory, id: string, property: 'name' | 'email') {
  const shown = memory.get(id)?.[property]?.value ?? '';
  if (/^\d+$/.test(shown)) return shown;
  const value = parsedName(shown);
  return typeof value === 'string' ? value : undefined;
}

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
function findRecord(value: Json | undefined, known: KnownUsers, name = ''): string | undefined {
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
function attachedIn(value: Json, index: number, known: KnownUsers): (string | undefined)[] {
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
function findListed(value: Json, { ids }: KnownUsers, sent: ReadonlySet<string>) {
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
function findListedId(
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

/** Returns whether a text has a value that is no part of a longer word or number. */
export const hasWord = (text: string, value: string) =>
  text.includes(value) && new RegExp(`(?<!\\w)${escapeRegExp(value)}(?!\\w)`).test(text);

/** Returns whether a text has a value between quotes or tags, as a value of its own. */
const hasValue = (text: string, value: string) =>
  text.includes(value) && new RegExp(`["'>]\\s*${escapeRegExp(value)}\\s*["'<]`).test(text);

/** Shorter emails and names are in other texts by chance. */
const MIN_CHARACTERS = 4;

/** Returns whether a text has an id as that of a user: `"id":1`, `user_id => 1`, `<id>1</id>`. */
const hasId = (text: string, id: string) =>
  text.includes(id) &&
  new RegExp(`(?:(?<!\\w)|user_?)id\\b\\W{1,10}${escapeRegExp(id)}(?!\\w)`, 'i').test(text);

/** Returns whether a text has an id before or behind a name: `"1":"Ann Lee"`, `["Ann Lee",1]`. */
const isBeside = (text: string, name: string, id: string) => {
  const [escaped, between] = [escapeRegExp(name), `["']?\\s*[:,]\\s*["']?`];
  return new RegExp(`(?<!\\w)${id}${between}${escaped}|${escaped}${between}${id}(?!\\w)`).test(
    text,
  );
};

/** A shorter number is in other texts by chance. */
const MIN_DIGITS = 3;

/** The number of names in a text that shows users even without their ids. */
const MIN_NAMES = 3;

/** Returns the roles and permissions of all users: texts that a rejection may have by themselves. */
function rightsOf(memory: UserMemory): Set<string> {
  const lists = [...memory.values()].flatMap(({ roles, permissions }) => [roles, permissions]);
  const names = lists.flatMap((list) => parsed(list?.value ?? '') ?? []).flat();
  return new Set(names.filter((name) => typeof name === 'string'));
}

/**
 * Returns the id of a user whom a text of any form shows. A message may name an id and begin as a
 * name does ("User 101 does not exist"), and a user may have the name of a role, so a name counts
 * beside the email, or as a value of its own. A single word also needs the id, as one, and in JSON it
 * needs its record. A user may have the name of the product, of a realm or of a contact, so more words
 * need the id or the names of other users. A message may also make such a name from an id that was
 * sent ("User 101").
 */
function findInText(
  text: string,
  { memory }: KnownUsers,
  sent: ReadonlySet<string>,
): string | undefined {
  const properties = USER_PROPERTIES.filter((property) => hasWord(text, property)).length;
  const named = new Map<string, string>();
  let isJson: boolean | undefined;
  let rights: Set<string> | undefined;
  for (const id of memory.keys()) {
    const name = textOf(memory, id, 'name') ?? '';
    const email = textOf(memory, id, 'email') ?? '';
    if (email.includes('@') && hasWord(text, email)) return id;
    if (name.length < MIN_CHARACTERS || !hasWord(text, name)) continue;
    if (email.length >= MIN_CHARACTERS && hasWord(text, email)) return id;
    const isDistinct = /\S\s\S/.test(name);
    const isEcho = sent.has(id) && hasWord(name, id);
    const others = isEcho ? text.replaceAll(name, ' ') : text;
    isJson ??= parsed(text) !== undefined;
    if (!isDistinct) {
      if (isJson || !hasId(others, id) || (rights ??= rightsOf(memory)).has(name)) continue;
    }
    if (properties >= MIN_PROPERTIES) return id;
    if (!hasValue(text, name)) continue;
    if (!isDistinct || hasId(others, id)) return id;
    // In JSON, another number may be the status, or a limit.
    const isNear = isJson
      ? !isEcho && (isBeside(text, name, id) || hasWord(name, id))
      : hasWord(others, id);
    if (id.length >= MIN_DIGITS && isNear) return id;
    if (isEcho) continue;
    named.set(name, named.get(name) ?? id);
    if (named.size === MIN_NAMES) return [...named.values()][0];
  }
  return undefined;
}

/** Returns the id of a user whom a text shows, in any form. */
function findShown(shown: string, known: KnownUsers, sent: ReadonlySet<string>) {
  const texts = readings(shown);
  // Within other text, ids may be in the example of a command.
  const listed = findListedId(parsed(texts[0] ?? ''), known, sent);
  if (listed !== undefined) return listed;
  for (const text of texts) {
    for (const value of jsonValuesIn(text)) {
      const id = findRecord(value, known) ?? findListed(value, known, sent);
      if (id !== undefined) return id;
    }
    const id = findInText(text, known, sent);
    if (id !== undefined) return id;
  }
  return undefined;
}

/** Fields with counts, and the challenge: its realm may be any name, and a count any id. */
const OF_NO_USER =
  /^(?:www-authenticate|content-length|retry-after|age|(?:x-)?rate-?limit(?:-[a-z]+)*)$/i;

/** Returns the parts of a response by their names. Fields that say nothing of users are on their own. */
export function partsOf({ body, headers, surplus = '' }: HttpResult) {
  const valuesOf = (which: (field: HeaderField) => boolean) =>
    headers.filter(which).map(([, value]) => value);
  return [
    ['the body', body?.text ?? ''],
    ['a header field', valuesOf(([field]) => !OF_NO_USER.test(field)).join('\n')],
    ...valuesOf(([field]) => OF_NO_USER.test(field)).map(
      (value) => ['a header field', value] as const,
    ),
    ['the text after it', surplus],
  ] as const;
}

/** Returns the id of a user whom a rejection shows in any form, and the part of it that does. */
export function findDisclosedUser(
  answer: HttpResult,
  known: KnownUsers,
): { id: string; part: string } | undefined {
  // An error may repeat its status as well as what was sent.
  const sent = sentIds(answer).add(String(answer.status));
  for (const [part, text] of partsOf(answer)) {
    const id = findShown(text, known, sent);
    if (id !== undefined) return { id, part };
  }
  return undefined;
}

/**
 * Returns the id of a user whom a rejected request attached, as its body shows. The list of users is in
 * a second JSON text behind the error, or it has a user who was not attached before. An error may list
 * the users whom it knows, so beside one the name of the list has to state that they are attached.
 *
 * @param before the users that were attached; undefined if they are not known
 */
export function findAttachedByRejected(
  answer: HttpResult,
  known: KnownUsers,
  before: readonly string[] | undefined,
): string | undefined {
  const sent = sentIds(answer);
  for (const text of readings(answer.body?.text ?? '')) {
    for (const [index, value] of jsonValuesIn(text).entries()) {
      const listed = attachedIn(value, index, known).filter(
        (id) => id !== undefined && sent.has(id),
      );
      const id =
        index > 0 ? listed[0] : before && listed.find((each) => !before.includes(each ?? ''));
      if (id !== undefined) return id;
    }
  }
  return undefined;
}
