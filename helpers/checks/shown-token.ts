import type { Target } from '../config/config';
import type { HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { MIN_PRINTED_SECRET } from '../http/secrets';
import { partsOf } from './disclosure';
import { readings } from './embedded-json';
import { hasWord } from './names-in-text';

/** Matches evidence that has the token or a part of it, or a cookie of the target, which may be one. */
const OF_TOKEN = /\bAPI_TOKEN\b|\[COOKIE\]/;

/**
 * Returns the right token if a request carried it nowhere, in no form: not altered, encoded or in a
 * longer one.
 *
 * @param sent the credentials of the request, whose evidence has the names of tokens alone
 */
export function unsentToken(
  { exchange: { request } }: HttpResult,
  { token, extraHeaders = [] }: Target,
  sent?: Credential | null,
): string | undefined {
  const texts = [
    request.target,
    request.body ?? '',
    sent?.value ?? '',
    ...[...request.headers, ...extraHeaders].map(([, value]) => value),
  ];
  return texts.some((text) => OF_TOKEN.test(text) || text.includes(token)) ? undefined : token;
}

/** Returns the part of a rejection that shows a token; a word may be in any error by chance. */
export function findShownToken(answer: HttpResult, token: string): string | undefined {
  if (token.length < MIN_PRINTED_SECRET || /^[a-z_]+$/i.test(token)) return undefined;
  const isShownIn = ([, text]: readonly [string, string]) =>
    readings(text).some((reading) => hasWord(reading, token));
  return partsOf(answer).find(isShownIn)?.[0];
}
