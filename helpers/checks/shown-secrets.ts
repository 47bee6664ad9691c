import type { Body } from '../http/body';
import type { HttpResult } from '../http/client';
import type { Json } from '../http/json';
import { redactSecrets } from '../http/redact';
import { OF_EXAMPLE } from './records-in-json';

/** Names of properties with secrets, without the marks between their words. */
const OF_SECRETS = new Set([
  ...['password', 'passwd', 'passwordhash', 'passworddigest', 'encryptedpassword'],
  ...['hashedpassword', 'remembertoken', 'apitoken', 'accesstoken', 'refreshtoken', 'authtoken'],
  ...['apikey', 'privatekey', 'secretkey', 'secret', 'otpsecret', 'clientsecret', 'jwtsecret'],
]);

/** A text without such a name in it needs no search. */
const MAY_HAVE_NAME = /(?:pass|token|key|secret)\w{0,12}"\s{0,9}:\s{0,9}"/i;

/** Names under which an error has its messages, each by the property that it is about. */
const OF_MESSAGES =
  /^(?:details?|errors?|fields?|invalid\w*|messages?|problems?|validation\w*|violations?)$/i;

/** Shorter values are words, or statuses. */
const MIN_SECRET = 8;

/** A value that is masked, a placeholder, a date, a link or prose. */
const NO_SECRET =
  /[*•]{3}|x{4}|\.{3}|…|\s|hidden|redacted|filtered|masked|example|your[_-]|^\$?[{<[(]|^\$[A-Z_]+$|^\d{4}-\d\d-\d\d|^[a-z][a-z\d+.-]*:\/\/|^\/[a-z]/i;

/** A variable and its value, not in prose: in a file, in JSON, in a dump or in a table of HTML. */
const VARIABLES = new RegExp(
  [
    String.raw`(?<![A-Z\d_])((?:[A-Z][A-Z\d_]{0,40}_(?:PASSWORD|SECRET|SECRET_KEY|API_KEY|PRIVATE_KEY|ACCESS_KEY)|APP_KEY|SECRET_KEY)\b)`,
    String.raw`(?:\\?["']|&quot;)?\]?(?:\s?(?:=>?|:)\s?|</\w{1,4}>\s{0,20}(?:<\w{1,4}[^<>]{0,80}>\s{0,20}){1,3})`,
    String.raw`(?:\\?["']|&quot;)?([^\s"'<>\\&,;]{1,2000})(?![^\s"'<>\\&,;]| [a-z])`,
  ].join(''),
  'g',
);

/** Returns whether a value is a secret of the target; what the client sent is none. */
function isSecret(value: string, { exchange: { request } }: HttpResult): boolean {
  if (value.length < MIN_SECRET || NO_SECRET.test(value)) return false;
  return redactSecrets(value) === value && !JSON.stringify(request).includes(value);
}

/** Returns whether a value in an error is a secret, and not the key of a message. */
const isSecretOfError = (value: string, answer: HttpResult) =>
  /\d/.test(value) && isSecret(value, answer);

/** Returns the name of the first property with a secret. */
function findNamed(value: Json, answer: HttpResult, isError: boolean): string | undefined {
  const isShown = isError ? isSecretOfError : isSecret;
  const find = (within: Json, areMessages: boolean): string | undefined => {
    if (typeof within !== 'object' || within === null) return undefined;
    for (const [name, item] of Object.entries(within)) {
      if (isError && OF_EXAMPLE.test(name)) continue;
      const isNamed = OF_SECRETS.has(name.replaceAll(/[-_]/g, '').toLowerCase());
      if (isNamed && !areMessages && typeof item === 'string' && isShown(item, answer)) return name;
      const found = find(item, isError && OF_MESSAGES.test(name));
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return find(value, false);
}

/** Returns the name of the first variable of an environment whose secret a text shows. */
function findVariable(text: string, answer: HttpResult): string | undefined {
  for (const [, name, value = ''] of text.matchAll(VARIABLES)) {
    if (isSecretOfError(value, answer)) return name;
  }
  return undefined;
}

/**
 * Returns the name under which a response shows a secret; undefined if it shows none.
 *
 * @param texts the texts of the response without their escapes
 */
export function findShownSecret(
  answer: HttpResult,
  { text, json }: Body,
  texts: string,
): string | undefined {
  const isError = (answer.status ?? 0) >= 400;
  const named =
    json && MAY_HAVE_NAME.test(text) ? findNamed(json.value, answer, isError) : undefined;
  return named ?? findVariable(text, answer) ?? findVariable(texts, answer);
}
