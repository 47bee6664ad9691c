import { remembered } from '../contract/remember';
import { escapeRegExp } from '../http/escape';
import { parsed } from './embedded-json';
import { MIN_PROPERTIES, USER_PROPERTIES, type KnownUsers } from './records-in-json';
import type { UserMemory } from './response';

/** The names and emails of users, which each rejection is searched for. */
const parsedName = remembered(parsed);

/** Returns the text of a user's name or email; undefined if it is absent, null or cut off. */
function textOf(memory: UserMemory, id: string, property: 'name' | 'email') {
  const shown = memory.get(id)?.[property]?.value ?? '';
  if (/^\d+$/.test(shown)) return shown;
  const value = parsedName(shown);
  return typeof value === 'string' ? value : undefined;
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
export function findInText(
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
