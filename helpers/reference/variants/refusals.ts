import {
  customerInstead,
  idsInForm,
  ignoringUnknownUsers,
  integerInText,
  isForm,
  isNumber,
  isObject,
  onItem,
  onLargeBody,
  onOtherMediaType,
  onUserIds,
  syncBody,
} from '../lenient-parsing';
import {
  combine,
  onError,
  onIds,
  onResponse,
  onStatus,
  rejectLarger,
  rejectWith,
  replaceError,
} from '../patches';
import { HttpError } from '../pipeline';
import { withHeaders, withoutHeader, withText } from '../responses';
import type { Variants } from './variant';

const STATUS = 'The catalogue asks for a 4xx, and not for which.';
const ERRORS = 'The contract says nothing of error bodies.';

/** Replaces the status of some errors. */
const status = (from: readonly number[], to: number, headers = {}) =>
  replaceError((error) =>
    from.includes(error.status) ? new HttpError(to, error.message, headers) : undefined,
  );

const errorsAs = (type: string, text: (error: HttpError) => string) =>
  onError((response, error) => withText(response, text(error), type));

const rejectItem = rejectWith(422, 'user_ids lists something that is no integer.');
const rejectRepeated = rejectWith(422, 'user_ids lists an id twice.');
const rejectLong = rejectWith(413, 'user_ids may list 999 users.');

/** Permitted rejections: of which requests, with which status and which body. */
export const refusalVariants = {
  'invalid-bodies-answered-400': { permittedBy: STATUS, patch: status([422], 400) },
  'malformed-bodies-answered-422': { permittedBy: STATUS, patch: status([400], 422) },
  'invalid-bodies-answered-409': { permittedBy: STATUS, patch: status([422], 409) },
  'every-mistake-a-400': {
    permittedBy: STATUS,
    warns: ['customer.not-found', 'body.media-type', 'http.method'],
    patch: status([404, 405, 409, 413, 415, 422], 400),
  },
  'every-mistake-a-404': {
    permittedBy: STATUS,
    warns: ['body.media-type', 'http.method'],
    patch: status([400, 405, 409, 413, 415, 422], 404),
  },
  'unknown-customer-forbidden': {
    permittedBy: 'An unknown customer is a 4xx; 404 is a SHOULD.',
    warns: ['customer.not-found'],
    patch: status([404], 403),
  },
  'no-credentials-answered-403': {
    permittedBy: 'Refused means 401 or 403; 401 is a SHOULD.',
    warns: ['auth.status'],
    patch: status([401], 403),
  },
  'forbidden-answered-404': {
    permittedBy: 'FORBIDDEN_TOKEN gets 401, 403 or 404: what one may not see may be hidden.',
    patch: status([403], 404),
  },
  'forbidden-answered-401': {
    permittedBy: 'FORBIDDEN_TOKEN gets 401, 403 or 404.',
    patch: status([403], 401, { 'www-authenticate': 'Bearer error="insufficient_scope"' }),
  },
  'several-challenges': {
    permittedBy: 'RFC 9110 11.6.1: a 401 may offer several schemes, in any case.',
    patch: onStatus(401, (response) =>
      withHeaders(response, {
        'www-authenticate': 'Basic realm="a, b", bearer realm="third-party", Digest nonce="x"',
      }),
    ),
  },
  'unknown-users-ignored': {
    permittedBy: 'ids.unknown: refused or ignored.',
    patch: ignoringUnknownUsers,
  },
  'repeated-ids-refused': {
    permittedBy: 'set.repeated-ids: once, or refused.',
    patch: onIds((ids) => (new Set(ids).size < ids.length ? rejectRepeated() : ids)),
  },
  'numeric-texts-meant': {
    permittedBy: 'ids.one-reading: refused, or means exactly that.',
    warns: ['ids.strict'],
    patch: onItem(integerInText),
  },
  'everything-with-one-reading-taken': {
    permittedBy: 'ids.one-reading: refused, or means exactly that.',
    warns: ['ids.strict'],
    patch: combine(
      onUserIds((value) => {
        if (isObject(value)) return Object.values(value);
        return Array.isArray(value) ? value : isNumber(value) ? [value] : value;
      }),
      onItem(integerInText),
    ),
  },
  'integral-floats-refused': {
    permittedBy: 'ids.one-reading: 101.0 and 1.01e2 are 200 or 4xx.',
    patch: onItem((item) => (isNumber(item) && /[.eE]/.test(item.value) ? rejectItem() : item)),
  },
  'missing-ids-change-nothing': {
    permittedBy: 'ids.missing: refused, or nothing changes.',
    patch: onResponse(async (response, request, { correct }) => {
      if (request.method !== 'POST' || response.status !== 422) return response;
      const body = correct.readJson(correct.readText(await request.bytes()));
      const missing = isObject(body) && !('user_ids' in body);
      return missing ? correct.respond({ ...request, method: 'GET' }) : response;
    }),
  },
  'customer-ids-in-other-forms': {
    permittedBy: '`07`, `+7` and `7.0` are refused or customer 7.',
    patch: customerInstead((segment, customers) =>
      customers.find((id) => id === /^\+?0*(\d+?)(\.0+)?$/.exec(segment)?.[1]),
    ),
  },
  'forms-taken': {
    permittedBy: 'body.media-type-safe: a sync to just those ids.',
    warns: ['body.media-type'],
    patch: onOtherMediaType(isForm, (text) => syncBody(idsInForm(text))),
  },
  'json-of-any-type-taken': {
    permittedBy: 'body.media-type-safe: a sync to just those ids.',
    warns: ['body.media-type'],
    patch: onOtherMediaType((type) => !isForm(type), String),
  },
  'thousand-ids-refused-whole': {
    permittedBy: 'volume.all-listed: from 1 000 ids on a list may be refused whole.',
    needs: { users: 1100 },
    patch: onIds((ids) => (ids.length >= 1000 ? rejectLong() : ids)),
  },
  'large-bodies-refused': {
    permittedBy: 'body.large: a 2xx or a 4xx. The default of Express is 100 kB.',
    patch: onLargeBody(102_400, rejectWith(413, 'The body is too large.')),
  },
  'empty-errors': {
    permittedBy: 'An error answer is JSON, or empty.',
    patch: onError((response) => withText(withoutHeader(response, 'content-type'), '')),
  },
  'problem-json-errors': {
    permittedBy: 'RFC 9457 is JSON.',
    patch: errorsAs('application/problem+json', ({ status: was, message }) =>
      JSON.stringify({ type: 'about:blank', title: message, status: was }),
    ),
  },
  'errors-by-field': {
    permittedBy: ERRORS,
    patch: errorsAs('application/json', ({ message }) =>
      JSON.stringify({ message, errors: { 'user_ids.0': [message] } }),
    ),
  },
  'errors-as-json-strings': {
    permittedBy: 'RFC 8259 2: any value is a JSON text.',
    patch: errorsAs('application/json; charset=utf-8', ({ message }) => JSON.stringify(message)),
  },
  'errors-as-plain-text': {
    permittedBy: ERRORS,
    warns: ['http.error-json'],
    patch: errorsAs('text/plain', ({ message }) => message),
  },
  'errors-as-html': {
    permittedBy: ERRORS,
    warns: ['http.error-json'],
    patch: errorsAs('text/html', ({ message }) => `<html><h1>${message}</h1></html>`),
  },
  'methods-judged-before-credentials': {
    permittedBy: 'auth.first is about what exists: a 405 discloses nothing of that.',
    patch: ({ authenticate, readMethod }) => ({
      authenticate: (request) => {
        readMethod(request);
        authenticate(request);
      },
    }),
  },
  'size-judged-before-credentials': {
    permittedBy: 'RFC 9110 15.5.14: the proxy refuses what is too large before anyone looks at it.',
    patch: rejectLarger(50_000),
  },
  'errors-of-json-api': {
    permittedBy: 'application/vnd.api+json is JSON, by its suffix.',
    patch: errorsAs('application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"', (error) =>
      JSON.stringify({
        errors: [{ id: '1', status: String(error.status), title: error.message }],
      }),
    ),
  },
  'refusals-list-ids': {
    permittedBy: ERRORS,
    patch: errorsAs('application/json', ({ message, status }) =>
      JSON.stringify({ message, ...(status === 422 && { user_ids: [900000002, 101] }) }),
    ),
  },
  'customer-id-in-any-digits': {
    permittedBy: 'int() of Python reads the digits of every script, and spaces around them.',
    patch: customerInstead((segment, customers) => {
      const plain = segment
        .trim()
        .replace(/[\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) - 0xff10))
        .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
        .replace(/(\d)_(?=\d)/g, '$1');
      return customers.find((id) => id === plain);
    }),
  },
} satisfies Variants;
