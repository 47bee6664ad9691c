import { stringify } from 'lossless-json';
import {
  idsInForm,
  isForm,
  isObject,
  onBody,
  onLargeBody,
  onOtherMediaType,
  syncBody,
} from '../lenient-parsing';
import { bypassFastify, crash, onIds, onRequest, recover, rejectWith, withBody } from '../patches';
import type { Patch, Request } from '../pipeline';
import { breaks, type Fault, type Faults } from './fault';

const hasNoBody = ({ method, headers }: Request) =>
  method === 'POST' &&
  (headers['content-length'] ?? '0') === '0' &&
  headers['transfer-encoding'] === undefined;

/** Reads a request without a body as one with `text`. */
const noBodyMeans = (text: () => string) =>
  onRequest((request) => (hasNoBody(request) ? withBody(request, text) : request));

function onMalformed(repair: (text: string) => string): Patch {
  return ({ readJson }) => ({ readJson: recover(readJson, (text) => readJson(repair(text))) });
}

/** Declares a fault that takes the customer from a property of the body, if it is there. */
function overThePath(property: string): Fault {
  const patch = onRequest(async (request, correct) => {
    if (request.method !== 'POST') return request;
    const readJson = recover(correct.readJson, () => undefined);
    const body = readJson((await request.bytes()).toString());
    const customer = isObject(body) ? body[property] : undefined;
    return customer === undefined ? request : { ...request, segment: stringify(customer) ?? '' };
  });
  const cause = 'Mass assignment: the body is merged over the parameters of the path.';
  return breaks(['body.extra'], { cause, patch });
}

const hasExtra = (body: unknown) =>
  isObject(body) && Object.keys(body).length > 1 && 'user_ids' in body;
const rejectExtra = rejectWith(422, 'The body must have user_ids and nothing else.');

const NOBODY = syncBody([]);

const everyType = () => true;
const hasCharset = ({ headers }: Request) => (headers['content-type'] ?? '').includes('charset');

const onCharset =
  (instead: () => never): Patch =>
  ({ readMediaType }) => ({
    readMediaType: (request) => {
      readMediaType(hasCharset(request) ? instead() : request);
    },
  });

/** Bodies that are missing, malformed, no object, large, or of another media type. */
export const bodyFaults = {
  'no-body-means-nobody': breaks(['body.absent'], {
    cause: 'The parser gives an empty object for no body, and an empty object lists nobody.',
    patch: noBodyMeans(() => NOBODY),
  }),
  'no-body-answered-500': breaks(['body.absent', 'http.no-5xx'], {
    cause: 'req.body is undefined.',
    patch: noBodyMeans(crash),
  }),
  'no-body-answered-200': breaks(['body.absent'], {
    cause: 'Nothing was asked, so that nothing is done and all is well.',
    patch: onRequest((request) => (hasNoBody(request) ? { ...request, method: 'GET' } : request)),
  }),
  'malformed-body-answered-500': breaks(['body.malformed', 'http.no-5xx'], {
    cause: 'The exception of the JSON parser is one that nobody catches.',
    patch: ({ readJson }) => ({ readJson: recover(readJson, crash) }),
  }),
  'malformed-body-means-nobody': breaks(['body.malformed'], {
    cause: 'json_decode gives null, which is cast to an empty array.',
    patch: onMalformed(() => NOBODY),
  }),
  'json5-accepted': breaks(['body.malformed'], {
    cause: 'The parser is the lenient one, of configuration files.',
    patch: onMalformed((text) => text.replaceAll("'", '"').replace(/,\s*(?=[\]}])/g, '')),
  }),
  'cut-body-mended': breaks(['body.malformed'], {
    cause: 'A streaming parser gives what it has when the body ends.',
    patch: onMalformed((text) => {
      const ids = /"user_ids"\s*:\s*\[([\d,\s]*)$/.exec(text)?.[1] ?? '-';
      return syncBody(ids.split(',').filter((id) => id.trim() !== ''));
    }),
  }),
  'bytes-that-are-not-utf-8-replaced': breaks(['body.malformed'], {
    cause: 'toString() of the bytes, which puts U+FFFD where it cannot read.',
    patch: ({ readText }) => ({ readText: recover(readText, (bytes) => bytes.toString()) }),
  }),
  'bytes-that-are-not-utf-8-answered-500': breaks(['body.malformed', 'http.no-5xx'], {
    cause: 'UnicodeDecodeError.',
    patch: ({ readText }) => ({
      readText: recover(readText, (bytes, error) => {
        throw bytes.length > 0 ? new Error('UnicodeDecodeError') : error;
      }),
    }),
  }),
  'body-null-answered-500': breaks(['body.not-object', 'http.no-5xx'], {
    cause: 'body.user_ids of null.',
    patch: onBody((body) => (body === null ? crash() : body)),
  }),
  'list-at-the-top-taken': breaks(['body.not-object'], {
    cause: 'An older edition of the interface took a bare list, and still does.',
    patch: onBody((body) => (Array.isArray(body) ? { user_ids: body } : body)),
  }),
  'scalar-body-means-nobody': breaks(['body.not-object'], {
    cause: 'A body that is no object has no user_ids, and the default is an empty list.',
    patch: onBody((body) => (isObject(body) ? body : { user_ids: [] })),
  }),
  'extra-properties-refused': breaks(['body.extra'], {
    cause: 'additionalProperties: false, where the contract does not say it.',
    patch: onBody((body) => (hasExtra(body) ? rejectExtra() : body)),
  }),
  'extra-properties-answered-500': breaks(['body.extra', 'http.no-5xx'], {
    cause: 'Mass assignment: the model has no such column.',
    patch: onBody((body) => (hasExtra(body) ? crash() : body)),
  }),
  'extra-properties-hide-the-list': breaks(['body.extra'], {
    cause:
      'With several properties the body is taken for a form of the web page, and its list is elsewhere.',
    patch: onBody((body) => (hasExtra(body) ? { user_ids: [] } : body)),
  }),
  'large-body-answered-500': breaks(['body.large', 'http.no-5xx'], {
    cause: 'The error of the body parser, entity too large, is thrown past its handler.',
    patch: onLargeBody(500_000, crash),
  }),
  'ten-thousand-ids-answered-500': breaks(['body.large', 'http.no-5xx'], {
    cause: 'Too many placeholders in one statement.',
    patch: onIds((ids) => (ids.length >= 5000 ? crash() : ids)),
  }),
  'large-body-cut-off': breaks(['http.completes'], {
    cause: 'The proxy closes the connection when a body is larger than its buffer.',
    patch: bypassFastify(
      (_answer, request) => Number(request.headers['content-length'] ?? 0) > 500_000,
      (_response, { socket }) => socket.destroy(),
    ),
  }),
  'comments-accepted': breaks(['body.malformed'], {
    cause: 'Jackson with ALLOW_COMMENTS, Newtonsoft as it comes.',
    patch: onMalformed((text) => text.replace(/\/\*.*?\*\/|\/\/.*$/g, '')),
  }),
  'customer-id-in-the-body-beats-the-path': overThePath('customer_id'),
  'id-in-the-body-beats-the-path': overThePath('id'),
  'null-beside-the-list-answered-500': breaks(['body.extra', 'http.no-5xx'], {
    cause: 'Every property is trimmed, and null has no trim.',
    patch: onBody((body) =>
      isObject(body) &&
      Object.entries(body).some(([key, value]) => key !== 'user_ids' && value === null)
        ? crash()
        : body,
    ),
  }),
  'charset-refused': breaks(['body.charset'], {
    cause: 'Content-Type is compared as a whole.',
    patch: onCharset(rejectWith(415, 'The body must be application/json.')),
  }),
  'charset-answered-500': breaks(['body.charset', 'http.no-5xx'], {
    cause: 'The name of the charset is looked up in a table that knows it without the hyphen.',
    patch: onCharset(crash),
  }),
  'charset-hides-the-body': breaks(['body.charset'], {
    cause: 'The JSON middleware does not know the type and leaves the body empty.',
    patch: onRequest((request) =>
      hasCharset(request)
        ? { ...request, bytes: () => Promise.resolve(Buffer.from(NOBODY)) }
        : request,
    ),
  }),
  'other-media-types-mean-nobody': breaks(['body.media-type-safe', 'body.media-type'], {
    cause: 'The JSON middleware leaves other types alone, and an empty body lists nobody.',
    patch: onOtherMediaType(everyType, () => NOBODY),
  }),
  'form-means-its-last-id': breaks(['body.media-type-safe', 'body.media-type'], {
    cause: 'The last value of a repeated name in a form wins.',
    patch: onOtherMediaType(isForm, (text) => syncBody(idsInForm(text).slice(-1))),
  }),
  'other-media-types-answered-500': breaks(
    ['body.media-type-safe', 'http.no-5xx', 'body.media-type'],
    {
      cause: 'No converter for this type, and no handler for that.',
      patch: onOtherMediaType(everyType, crash),
    },
  ),
  'form-answered-200-for-nobody': breaks(['body.media-type-safe', 'body.media-type'], {
    cause: 'The form is parsed into texts, none of which is an integer, and they are filtered.',
    patch: onOtherMediaType(isForm, () => NOBODY),
  }),
  'json-as-text-accepted': breaks(['body.media-type'], {
    cause: 'The body is parsed whatever its type is.',
    patch: onOtherMediaType((type) => type.startsWith('text/plain'), String),
  }),
  'json-without-type-accepted': breaks(['body.media-type'], {
    cause: 'No type is held for the default type.',
    patch: onOtherMediaType((type) => type === '', String),
  }),
  'form-accepted': breaks(['body.media-type'], {
    cause: 'The framework merges forms and JSON into one input.',
    patch: onOtherMediaType(isForm, (text) => syncBody(idsInForm(text))),
  }),
} satisfies Faults;
