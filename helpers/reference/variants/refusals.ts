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
import type { User } from '../dataset';
import { HttpError, type Patch, type Patches } from '../pipeline';
import { withHeaders, withJson, withoutHeader, withText } from '../responses';

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

/** Changes the body of a 422 to one that lists those of the requested users who exist. */
const listingUsersFound =
  (body: (found: readonly User[]) => Record<string, unknown>): Patch =>
  ({ respond, dataset }) => ({
    respond: async (request) => {
      const response = await respond(request);
      if (response.status !== 422) return response;
      const sent = (await request.bytes()).toString().match(/\d+/g) ?? [];
      return withJson(response, body(sent.flatMap((id) => dataset.users.get(id) ?? [])));
    },
  });

/** Permitted rejections: of which requests, with which status and which body. */
export const refusalVariants = {
  'invalid-bodies-answered-400': status([422], 400),
  'malformed-bodies-answered-422': status([400], 422),
  'invalid-bodies-answered-409': status([422], 409),
  'every-mistake-a-400': status([404, 405, 409, 413, 415, 422], 400),
  'every-mistake-a-404': status([400, 405, 409, 413, 415, 422], 404),
  'unknown-customer-forbidden': status([404], 403),
  'no-credentials-answered-403': status([401], 403),
  'forbidden-answered-404': status([403], 404),
  'forbidden-answered-401': status([403], 401, {
    'www-authenticate': 'Bearer error="insufficient_scope"',
  }),
  'several-challenges': onStatus(401, (response) =>
    withHeaders(response, {
      'www-authenticate': 'Basic realm="a, b", bearer realm="third-party", Digest nonce="x"',
    }),
  ),
  'unknown-users-ignored': ignoringUnknownUsers,
  'repeated-ids-refused': onIds((ids) => (new Set(ids).size < ids.length ? rejectRepeated() : ids)),
  'numeric-texts-meant': onItem(integerInText),
  'everything-with-one-reading-taken': combine(
    onUserIds((value) => {
      if (isObject(value)) return Object.values(value);
      return Array.isArray(value) ? value : isNumber(value) ? [value] : value;
    }),
    onItem(integerInText),
  ),
  'integral-floats-refused': onItem((item) =>
    isNumber(item) && /[.eE]/.test(item.value) ? rejectItem() : item,
  ),
  'missing-ids-change-nothing': onResponse(async (response, request, { correct }) => {
    if (request.method !== 'POST' || response.status !== 422) return response;
    const body = correct.readJson(correct.readText(await request.bytes()));
    const missing = isObject(body) && !('user_ids' in body);
    return missing ? correct.respond({ ...request, method: 'GET' }) : response;
  }),
  'customer-ids-in-other-forms': customerInstead((segment, customers) =>
    customers.find((id) => id === /^\+?0*(\d+?)(\.0+)?$/.exec(segment)?.[1]),
  ),
  'forms-taken': onOtherMediaType(isForm, (text) => syncBody(idsInForm(text))),
  'json-of-any-type-taken': onOtherMediaType((type) => !isForm(type), String),
  'thousand-ids-refused-whole': onIds((ids) => (ids.length >= 1000 ? rejectLong() : ids)),
  'large-bodies-refused': onLargeBody(102_400, rejectWith(413, 'The body is too large.')),
  'empty-errors': onError((response) => withText(withoutHeader(response, 'content-type'), '')),
  'problem-json-errors': errorsAs('application/problem+json', ({ status: was, message }) =>
    JSON.stringify({ type: 'about:blank', title: message, status: was }),
  ),
  'errors-by-field': errorsAs('application/json', ({ message }) =>
    JSON.stringify({ message, errors: { 'user_ids.0': [message] } }),
  ),
  'errors-as-json-strings': errorsAs('application/json; charset=utf-8', ({ message }) =>
    JSON.stringify(message),
  ),
  'errors-as-plain-text': errorsAs('text/plain', ({ message }) => message),
  'errors-as-html': errorsAs('text/html', ({ message }) => `<html><h1>${message}</h1></html>`),
  'methods-judged-before-credentials': ({ authenticate, readMethod }) => ({
    authenticate: (request) => {
      readMethod(request);
      authenticate(request);
    },
  }),
  'size-judged-before-credentials': rejectLarger(50_000),
  'errors-of-json-api': errorsAs(
    'application/vnd.api+json; ext="https://jsonapi.org/ext/atomic"',
    (error) =>
      JSON.stringify({
        errors: [{ id: '1', status: String(error.status), title: error.message }],
      }),
  ),
  'refusals-list-ids': errorsAs('application/json', ({ message, status }) =>
    JSON.stringify({ message, ...(status === 422 && { user_ids: [900000002, 101] }) }),
  ),
  'refusals-list-the-users-found': listingUsersFound((found) => ({
    message: 'Nothing was changed.',
    users: found,
    data: found,
  })),
  'refusals-list-the-users-found-in-german': listingUsersFound((found) => ({
    erfolg: false,
    data: found,
  })),
  'refusals-name-a-permission': ({ respond, dataset }) => ({
    respond: async (request) => {
      const response = await respond(request);
      if (response.status !== 401) return response;
      const [id] = dataset.users.keys();
      const resource = { type: 'customer', id: Number(id), permissions: ['users.sync'] };
      return withJson(response, { error: { message: 'Log in.', resource } });
    },
  }),
  'refusals-describe-others-with-ids-of-users': ({ respond, dataset }) => {
    const [user] = dataset.users.values();
    const id = Number(user?.id);
    const { roles, permissions, created_at } = user ?? {};
    return {
      respond: async (request) => {
        const response = await respond(request);
        if (response.status !== 401) return response;
        return withJson(response, {
          customer_id: id,
          required_role: roles?.[0],
          client: { id, name: 'Partner B', roles, permissions, created_at },
          session: { id, user: null, roles: [], permissions: [] },
          resource: { id, permissions },
          support: { id, name: 'Help desk', email: 'help@example.com' },
        });
      },
    };
  },
  'invalid-lists-reported-item-by-item': listingUsersFound((found) => ({
    data: [...found.map(({ id, name }) => ({ id, name, ok: true })), { ok: false }],
  })),
  'product-with-the-name-of-a-user': ({ respond, dataset }) => {
    const [{ name } = { name: '' }] = dataset.users.values();
    return {
      respond: async (request) => {
        const response = await respond(request);
        if (response.status !== 401) return response;
        const challenge = { 'www-authenticate': `Bearer realm="${name}"` };
        return withHeaders(withJson(response, { message: 'No.', service: name }), challenge);
      },
    };
  },
  'customer-id-in-any-digits': customerInstead((segment, customers) => {
    const plain = segment
      .trim()
      .replace(/[\uff10-\uff19]/g, (d) => String(d.charCodeAt(0) - 0xff10))
      .replace(/[\u0660-\u0669]/g, (d) => String(d.charCodeAt(0) - 0x660))
      .replace(/(\d)_(?=\d)/g, '$1');
    return customers.find((id) => id === plain);
  }),
} satisfies Patches;
