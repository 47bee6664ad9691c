import { idsInForm, isForm, onOtherMediaType, syncBody } from '../lenient-parsing';
import { crash, rejectWith } from '../patches';
import type { Patch, Request } from '../pipeline';
import { breaks, type Faults } from './fault';

const NOBODY = syncBody([]);

const hasCharset = ({ headers }: Request) => (headers['content-type'] ?? '').includes('charset');

function onCharset(instead: () => never): Patch {
  return ({ readMediaType }) => ({
    readMediaType: (request) => {
      readMediaType(hasCharset(request) ? instead() : request);
    },
  });
}

/** Bodies of another type than application/json, or with parameters. */
export const mediaTypeFaults = {
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
    patch: ({ respond }) => ({
      respond: (request) =>
        respond(
          hasCharset(request)
            ? { ...request, bytes: () => Promise.resolve(Buffer.from(NOBODY)) }
            : request,
        ),
    }),
  }),
  'other-media-types-mean-nobody': breaks(['body.media-type-safe', 'body.media-type'], {
    cause: 'The JSON middleware leaves other types alone, and an empty body lists nobody.',
    patch: onOtherMediaType(
      () => true,
      () => NOBODY,
    ),
  }),
  'form-means-its-last-id': breaks(['body.media-type-safe', 'body.media-type'], {
    cause: 'The last value of a repeated name in a form wins.',
    patch: onOtherMediaType(isForm, (text) => syncBody(idsInForm(text).slice(-1))),
  }),
  'other-media-types-answered-500': breaks(
    ['body.media-type-safe', 'http.no-5xx', 'body.media-type'],
    {
      cause: 'No converter for this type, and no handler for that.',
      patch: onOtherMediaType(() => true, crash),
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
