import type { HttpResult } from '../http/client';
import type { HeaderField } from '../http/exchange';
import { jsonValuesIn, parsed, readings } from './embedded-json';
import { sentIds } from './listing';
import { findInText } from './names-in-text';
import {
  attachedIn,
  findListed,
  findListedId,
  findRecord,
  type KnownUsers,
} from './records-in-json';

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
