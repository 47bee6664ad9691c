import type { Target } from '../config/config';

/** Length of the shortest secret that is searched for in the texts of others: it is no ordinary word. */
export const MIN_PRINTED_SECRET = 8;

/** Returns whether a text is a secret in any other text: long, and no part of BASE_URL. */
const isTelling = (text: string, { baseUrl }: Target) =>
  text.length >= MIN_PRINTED_SECRET && !baseUrl.includes(text);

/** Returns the values of EXTRA_HEADERS by name, and the credentials in them: those after a scheme. */
function secretsOfFields(target: Target): [name: string, secret: string][] {
  const { extraHeaders = [] } = target;
  return extraHeaders
    .flatMap(([, value], index): [string, string][] => {
      const name = `EXTRA_HEADER_${String(index + 1)}`;
      const [, credentials] = /^[\w-]+ +(\S+)$/.exec(value) ?? [];
      return credentials === undefined
        ? [[name, value]]
        : [
            [name, value],
            [`part of ${name}`, credentials],
          ];
    })
    .filter(([, secret]) => isTelling(secret, target));
}

/** Returns the secrets of a target by their options. */
export function secretsOf(target: Target): Record<string, string | undefined> {
  const { passphrase } = target.clientCertificate ?? {};
  return {
    API_TOKEN: target.token,
    FORBIDDEN_TOKEN: target.forbiddenToken,
    EXPIRED_TOKEN: target.expiredToken,
    ...(passphrase !== undefined &&
      isTelling(passphrase, target) && { CLIENT_KEY_PASSPHRASE: passphrase }),
    ...Object.fromEntries(secretsOfFields(target)),
  };
}
