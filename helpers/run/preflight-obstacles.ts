import { challengesBearer, isRejection } from '../checks/rejection';
import { fieldValue } from '../http/body';
import type { HttpResult } from '../http/client';
import { excerpt } from '../http/excerpt';
import { redactAndTruncate } from '../http/exchange';
import { isObject } from '../http/json';
import type { Redact } from '../http/redact';
import { MALFORMED } from '../http/transport';

/** TLS 1.3 may close a connection without the reason. */
const CERTIFICATE = ' If it requires a client certificate, set CLIENT_CERT and CLIENT_KEY.';

/** The recipient of a request of the preflight. */
interface Asked {
  baseUrl: string;
  customer: string;
  redact: Redact;
}

/** Returns a sentence about what came in place of the list of users. */
export function describeResponse({ exchange: { response } }: HttpResult, redact: Redact): string {
  return response ? ` The response is ${excerpt(response, redact)}.` : '';
}

/** Returns a value of a header field as a part of a sentence. */
function describeValue(value: string, redact: Redact): string {
  return redactAndTruncate(value, redact, 100).replace(/[\p{C}\p{Z}]+/gu, ' ');
}

/** Returns a sentence about a challenge of other schemes than that of the contract. */
function describeChallenge(answer: HttpResult, redact: Redact): string {
  const challenge = fieldValue(answer.headers, 'www-authenticate');
  if (challenge === undefined || challengesBearer(answer)) return '';
  return ` It asks for the scheme of WWW-Authenticate: ${describeValue(challenge, redact)}; the contract has Bearer.`;
}

/** Returns whether a body is markup, which a gateway may have sent in place of the target. */
export const isPage = ({ body }: HttpResult) => /^\s*</.test(body?.text ?? '');

/** A page for logging in, by the place that a redirect names. */
const LOGIN = /\b(log-?in|sign-?in|sso|saml|oauth2?|authorize|cdn-cgi\/access)\b/i;

/** Returns the page for logging in that a response redirects to, unless the response has a list of users. */
function findLogin({ status, headers, body }: HttpResult): string | undefined {
  const location = fieldValue(headers, 'location') ?? '';
  const redirects = status !== undefined && status >= 300 && status < 400 && LOGIN.test(location);
  const value = body?.json?.value;
  const lists = isObject(value) && Array.isArray(value['data']);
  return redirects && !lists ? location : undefined;
}

/** Returns why the target accepts no sync of a customer; undefined if a response shows otherwise. */
export function findObstacle(
  answer: HttpResult,
  { baseUrl: where, customer, redact }: Asked,
): string | undefined {
  const { status, failure } = answer;
  const about = describeResponse(answer, redact);
  const page = isPage(answer);
  const gateway =
    ' A firewall or a proxy in front of the target may have sent it. If it asks for header fields, set EXTRA_HEADERS.';
  switch (failure?.kind) {
    case 'unreachable':
      return `${where} cannot be reached (${failure.message}). Check BASE_URL and that the server is running.`;
    case 'timeout':
      return `${where} does not respond: ${failure.message}. Check BASE_URL, or raise REQUEST_TIMEOUT_MS.`;
    case 'not-http':
      if (failure.message.startsWith(MALFORMED)) {
        return `${where} sends malformed HTTP, for any list: ${failure.message}. Check the server and the proxies in front of it.`;
      }
      return `${where} does not speak HTTP: ${failure.message}. Check BASE_URL, its scheme and its port.`;
    case 'too-large':
      return `${where} sends too much, for any list: ${failure.message}. Check BASE_URL.`;
    case 'not-sent':
      return `${where} cannot be tested. ${failure.message}${about}`;
    case 'incomplete':
      if (status !== undefined) break;
      return `${where} accepts connections but closes them without a response: ${failure.message}. Check BASE_URL, its scheme and its port, and that the server behind it is running.${where.startsWith('https:') ? CERTIFICATE : ''}`;
    case 'reset-while-sending':
    case undefined:
  }
  if (status === 401) {
    const challenge = describeChallenge(answer, redact);
    return `${where} rejects API_TOKEN (401). Set a valid token.${challenge}${about}${page ? gateway : ''}`;
  }
  if (status === 403) {
    return `${where} rejects API_TOKEN for customer ${customer} (403). Set a token that may access all of CUSTOMER_IDS.${about}${page ? gateway : ''}`;
  }
  if (status === 404) {
    return `${where} responds with 404 for customer ${customer}. Check CUSTOMER_IDS, and that BASE_URL ends with the base path.${about}`;
  }
  const login = findLogin(answer);
  if (login !== undefined) {
    return `${where} redirects a sync of customer ${customer} to a page for logging in (${String(status)}): ${describeValue(login, redact)}. Check BASE_URL and API_TOKEN.${about}${gateway}`;
  }
  if (page && isRejection(answer)) {
    return `${where} responds with a page (${String(status)}) for customer ${customer}. Check BASE_URL.${about}${gateway}`;
  }
  return undefined;
}
