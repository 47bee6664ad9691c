import {
  all,
  onRefusal,
  refuseOtherwise,
  withHeaders,
  withoutHeader,
  withText,
} from '../alterations';
import { Refusal, type Alteration } from '../parts';
import {
  customerInstead,
  idsInForm,
  ignoringUnknownUsers,
  integerInText,
  isForm,
  isNumber,
  isObject,
  listed,
  onItem,
  onOtherMediaType,
  onUserIds,
} from '../readings';
import type { Variant } from './variant';

const STATUS = 'The catalogue asks for a 4xx, and not for which.';
const ERRORS = 'The contract says nothing of error bodies.';

function status(from: readonly number[], to: number): Alteration {
  return refuseOtherwise((refusal) =>
    from.includes(refusal.status) ? new Refusal(to, refusal.message) : undefined,
  );
}

function errorsAs(type: string, text: (refusal: Refusal) => string): Alteration {
  return onRefusal((answer, refusal) => withText(answer, text(refusal), type));
}

function refuseItem(): never {
  throw new Refusal(422, 'user_ids lists something that is no integer.');
}

/** Which requests are refused, with what status, and how the refusal looks. */
export const refusalVariants: readonly Variant[] = [
  { name: 'invalid-bodies-answered-400', freedom: STATUS, alter: status([422], 400) },
  { name: 'malformed-bodies-answered-422', freedom: STATUS, alter: status([400], 422) },
  { name: 'invalid-bodies-answered-409', freedom: STATUS, alter: status([422], 409) },
  {
    name: 'every-mistake-a-400',
    freedom: STATUS,
    warns: ['customer.not-found', 'body.media-type', 'http.method'],
    alter: status([404, 405, 409, 413, 415, 422], 400),
  },
  {
    name: 'every-mistake-a-404',
    freedom: STATUS,
    warns: ['body.media-type', 'http.method'],
    alter: status([400, 405, 409, 413, 415, 422], 404),
  },
  {
    name: 'unknown-customer-forbidden',
    freedom: 'An unknown customer is a 4xx; 404 is a SHOULD.',
    warns: ['customer.not-found'],
    alter: refuseOtherwise(({ message, status: was }) =>
      was === 404 ? new Refusal(403, message) : undefined,
    ),
  },
  {
    name: 'no-credentials-answered-403',
    freedom: 'Refused means 401 or 403; 401 is a SHOULD.',
    warns: ['auth.status'],
    alter: status([401], 403),
  },
  {
    name: 'forbidden-answered-404',
    freedom: 'FORBIDDEN_TOKEN gets 401, 403 or 404: what one may not see may be hidden.',
    alter: status([403], 404),
  },
  {
    name: 'forbidden-answered-401',
    freedom: 'FORBIDDEN_TOKEN gets 401, 403 or 404.',
    alter: refuseOtherwise(({ status: was, message }) =>
      was === 403
        ? new Refusal(401, message, { 'www-authenticate': 'Bearer error="insufficient_scope"' })
        : undefined,
    ),
  },
  {
    name: 'several-challenges',
    freedom: 'RFC 9110 11.6.1: a 401 may offer several schemes, in any case.',
    alter: onRefusal((answer, { status: was }) =>
      was === 401
        ? withHeaders(answer, {
            'www-authenticate': 'Basic realm="a, b", bearer realm="third-party", Digest nonce="x"',
          })
        : answer,
    ),
  },
  {
    name: 'unknown-users-ignored',
    freedom: 'ids.unknown: refused or ignored.',
    alter: ignoringUnknownUsers,
  },
  {
    name: 'repeated-ids-refused',
    freedom: 'set.repeated-ids: once, or refused.',
    alter: ({ readUsers }) => ({
      readUsers: (ids) => {
        if (new Set(ids).size < ids.length) throw new Refusal(422, 'An id stands twice.');
        return readUsers(ids);
      },
    }),
  },
  {
    name: 'numeric-texts-meant',
    freedom: 'ids.one-reading: refused, or means exactly that.',
    warns: ['ids.strict'],
    alter: onItem(integerInText),
  },
  {
    name: 'everything-with-one-reading-taken',
    freedom: 'ids.one-reading: refused, or means exactly that.',
    warns: ['ids.strict'],
    alter: all(
      onUserIds((value) => {
        if (isObject(value)) return Object.values(value);
        return Array.isArray(value) ? value : isNumber(value) ? [value] : value;
      }),
      onItem(integerInText),
    ),
  },
  {
    name: 'integral-floats-refused',
    freedom: 'ids.one-reading: 101.0 and 1.01e2 are 200 or 4xx.',
    alter: onItem((item) => (isNumber(item) && /[.eE]/.test(item.value) ? refuseItem() : item)),
  },
  {
    name: 'missing-ids-change-nothing',
    freedom: 'ids.missing: refused, or nothing changes.',
    alter: ({ answer, readJson, readText }) => ({
      answer: async (ask) => {
        const answered = await answer(ask);
        if (ask.method !== 'POST' || answered.status !== 422) return answered;
        const body = readJson(readText(await ask.bytes()));
        const missing = isObject(body) && !('user_ids' in body);
        return missing ? answer({ ...ask, method: 'GET' }) : answered;
      },
    }),
  },
  {
    name: 'customer-ids-in-other-forms',
    freedom: '`07`, `+7` and `7.0` are refused or customer 7.',
    alter: customerInstead((segment, customers) =>
      customers.find((id) => id === /^\+?0*(\d+?)(\.0+)?$/.exec(segment)?.[1]),
    ),
  },
  {
    name: 'forms-taken',
    freedom: 'body.media-type-safe: a sync to just those ids.',
    warns: ['body.media-type'],
    alter: onOtherMediaType(isForm, (text) => listed(idsInForm(text))),
  },
  {
    name: 'json-of-any-type-taken',
    freedom: 'body.media-type-safe: a sync to just those ids.',
    warns: ['body.media-type'],
    alter: onOtherMediaType((type) => !isForm(type), String),
  },
  {
    name: 'thousand-ids-refused-whole',
    freedom: 'volume.all-listed: from 1 000 ids on a list may be refused whole.',
    lend: { users: 1100 },
    alter: ({ readUsers }) => ({
      readUsers: (ids) => {
        if (ids.length >= 1000) throw new Refusal(413, 'user_ids may list 999 users.');
        return readUsers(ids);
      },
    }),
  },
  {
    name: 'large-bodies-refused',
    freedom: 'body.large: a 2xx or a 4xx. The default of Express is 100 kB.',
    alter: ({ readText }) => ({
      readText: (bytes) => {
        if (bytes.length > 102_400) throw new Refusal(413, 'The body is too large.');
        return readText(bytes);
      },
    }),
  },
  {
    name: 'empty-errors',
    freedom: 'An error answer is JSON, or empty.',
    alter: onRefusal((answer) => ({
      ...withoutHeader(answer, 'content-type'),
      body: Buffer.alloc(0),
    })),
  },
  {
    name: 'problem-json-errors',
    freedom: 'RFC 9457 is JSON.',
    alter: errorsAs('application/problem+json', ({ status: was, message }) =>
      JSON.stringify({ type: 'about:blank', title: message, status: was }),
    ),
  },
  {
    name: 'errors-by-field',
    freedom: ERRORS,
    alter: errorsAs('application/json', ({ message }) =>
      JSON.stringify({ message, errors: { 'user_ids.0': [message] } }),
    ),
  },
  {
    name: 'errors-as-json-strings',
    freedom: 'RFC 8259 2: any value is a JSON text.',
    alter: errorsAs('application/json; charset=utf-8', ({ message }) => JSON.stringify(message)),
  },
  {
    name: 'errors-as-plain-text',
    freedom: ERRORS,
    warns: ['http.error-json'],
    alter: errorsAs('text/plain', ({ message }) => message),
  },
  {
    name: 'errors-as-html',
    freedom: ERRORS,
    warns: ['http.error-json'],
    alter: errorsAs('text/html', ({ message }) => `<html><h1>${message}</h1></html>`),
  },
  {
    name: 'methods-judged-before-credentials',
    freedom: 'auth.first is about what exists: a 405 tells nothing of that.',
    alter: ({ authenticate, readMethod }) => ({
      authenticate: (ask) => {
        readMethod(ask);
        authenticate(ask);
      },
    }),
  },
  {
    name: 'size-judged-before-credentials',
    freedom: 'RFC 9110 15.5.14: the proxy refuses what is too large before anyone looks at it.',
    alter: ({ answer, presentRefusal }) => ({
      answer: (ask) =>
        Number(ask.headers['content-length'] ?? 0) > 50_000
          ? Promise.resolve(
              presentRefusal(new Refusal(413, 'Too large.', { connection: 'close' }), ask),
            )
          : answer(ask),
    }),
  },
  {
    name: 'errors-of-json-api',
    freedom: 'application/vnd.api+json is JSON, by its suffix.',
    alter: errorsAs('application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"', (refusal) =>
      JSON.stringify({
        errors: [{ id: '1', status: String(refusal.status), title: refusal.message }],
      }),
    ),
  },
  {
    name: 'refusals-list-ids',
    freedom: ERRORS,
    alter: errorsAs('application/json', ({ message, status }) =>
      JSON.stringify({ message, ...(status === 422 && { user_ids: [900000002, 101] }) }),
    ),
  },
  {
    name: 'customer-id-in-any-digits',
    freedom: 'int() of Python reads the digits of every script, and spaces around them.',
    alter: customerInstead((segment, customers) => {
      const plain = segment
        .trim()
        .replace(/[\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) - 0xff10))
        .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
        .replace(/(\d)_(?=\d)/g, '$1');
      return customers.find((id) => id === plain);
    }),
  },
];
