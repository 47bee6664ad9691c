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
import {
  bypassFastify,
  crash,
  onIds,
  onRequest,
  onResponse,
  recover,
  rejectWith,
  withBody,
} from '../patches';
import { presentRead, type Patch, type Request, type Patches } from '../pipeline';

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

/** Takes the customer from a property of the body, if it is there. */
function overThePath(property: string): Patch {
  return onRequest(async (request, correct) => {
    if (request.method !== 'POST') return request;
    const readJson = recover(correct.readJson, () => undefined);
    const body = readJson((await request.bytes()).toString());
    const customer = isObject(body) ? body[property] : undefined;
    return customer === undefined ? request : { ...request, segment: stringify(customer) ?? '' };
  });
}

const hasMark = (bytes: Buffer) => bytes.subarray(0, 3).equals(Buffer.from('\ufeff'));

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
  'white-space-means-nobody': onRequest(async (request) => {
    const text = (await request.bytes()).toString();
    return text !== '' && text.trim() === '' ? withBody(request, () => NOBODY) : request;
  }),
  'parameters-read-from-their-wrapper': onBody((body) =>
    isObject(body) && isObject(body['customer']) ? { user_ids: [] } : body,
  ),
  'page-in-the-body-applied': onBody((body) =>
    isObject(body) && 'page' in body ? { user_ids: [] } : body,
  ),
  'json-api-means-nobody': onOtherMediaType(
    (type) => type.includes('vnd.api'),
    () => NOBODY,
  ),
  'form-in-parts-means-nobody': onOtherMediaType(
    (type) => type.startsWith('multipart'),
    () => NOBODY,
  ),
  'byte-order-mark-means-nobody': onRequest(async (request) =>
    hasMark(await request.bytes()) ? withBody(request, () => NOBODY) : request,
  ),
  'no-body-means-nobody': noBodyMeans(() => NOBODY),
  'no-body-of-no-type-means-nobody': onRequest((request) =>
    hasNoBody(request) && request.headers['content-type'] === undefined
      ? withBody(request, () => NOBODY)
      : request,
  ),
  'no-body-answered-500': noBodyMeans(crash),
  'no-body-answered-200': onRequest((request) =>
    hasNoBody(request) ? { ...request, method: 'GET' } : request,
  ),
  'malformed-body-answered-500': ({ readJson }) => ({ readJson: recover(readJson, crash) }),
  'malformed-body-means-nobody': onMalformed(() => NOBODY),
  'json5-accepted': onMalformed((text) => text.replaceAll("'", '"').replace(/,\s*(?=[\]}])/g, '')),
  'cut-body-mended': onMalformed((text) => {
    const ids = /"user_ids"\s*:\s*\[([\d,\s]*)$/.exec(text)?.[1] ?? '-';
    return syncBody(ids.split(',').filter((id) => id.trim() !== ''));
  }),
  'bytes-that-are-not-utf-8-replaced': ({ readText }) => ({
    readText: recover(readText, (bytes) => bytes.toString()),
  }),
  'bytes-that-are-not-utf-8-answered-500': ({ readText }) => ({
    readText: recover(readText, (bytes, error) => {
      throw bytes.length > 0 ? new Error('UnicodeDecodeError') : error;
    }),
  }),
  'body-null-answered-500': onBody((body) => (body === null ? crash() : body)),
  'list-at-the-top-taken': onBody((body) => (Array.isArray(body) ? { user_ids: body } : body)),
  'scalar-body-means-nobody': onBody((body) => (isObject(body) ? body : { user_ids: [] })),
  'extra-properties-refused': onBody((body) => (hasExtra(body) ? rejectExtra() : body)),
  'extra-properties-answered-500': onBody((body) => (hasExtra(body) ? crash() : body)),
  'extra-properties-hide-the-list': onBody((body) => (hasExtra(body) ? { user_ids: [] } : body)),
  'large-body-answered-500': onLargeBody(500_000, crash),
  'ten-thousand-ids-answered-500': onIds((ids) => (ids.length >= 5000 ? crash() : ids)),
  'large-body-cut-off': bypassFastify(
    (_answer, request) => Number(request.headers['content-length'] ?? 0) > 500_000,
    (_response, { socket }) => socket.destroy(),
  ),
  'comments-accepted': onMalformed((text) => text.replace(/\/\*.*?\*\/|\/\/.*$/g, '')),
  'customer-id-in-the-body-beats-the-path': overThePath('customer_id'),
  'bound-customer-id-beats-the-path': overThePath('customerId'),
  'id-in-the-body-beats-the-path': overThePath('id'),
  'null-beside-the-list-answered-500': onBody((body) =>
    isObject(body) &&
    Object.entries(body).some(([key, value]) => key !== 'user_ids' && value === null)
      ? crash()
      : body,
  ),
  'escaped-pair-answered-500': ({ readText }) => ({
    readText: (bytes) => (bytes.includes('\\ud83d') ? crash() : readText(bytes)),
  }),
  'compressed-body-means-nobody': onRequest((request) => {
    const { 'content-encoding': coding, ...headers } = request.headers;
    return coding === undefined ? request : withBody({ ...request, headers }, () => NOBODY);
  }),
  'charset-refused': onCharset(rejectWith(415, 'The body must be application/json.')),
  'charset-answered-500': onCharset(crash),
  'charset-hides-the-body': onRequest((request) =>
    hasCharset(request)
      ? { ...request, bytes: () => Promise.resolve(Buffer.from(NOBODY)) }
      : request,
  ),
  'other-media-types-change-nobody': onResponse((response, request, { correct }) =>
    response.status === 415 && request.headers['content-encoding'] === undefined
      ? presentRead(correct, request)
      : response,
  ),
  'other-media-types-mean-nobody': onOtherMediaType(everyType, () => NOBODY),
  'form-means-its-last-id': onOtherMediaType(isForm, (text) => syncBody(idsInForm(text).slice(-1))),
  'other-media-types-answered-500': onOtherMediaType(everyType, crash),
  'form-answered-200-for-nobody': onOtherMediaType(isForm, () => NOBODY),
  'json-as-text-accepted': onOtherMediaType((type) => type.startsWith('text/plain'), String),
  'json-without-type-accepted': onOtherMediaType((type) => type === '', String),
  'form-accepted': onOtherMediaType(isForm, (text) => syncBody(idsInForm(text))),
} satisfies Patches;
