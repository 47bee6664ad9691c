import { crash } from '../alterations';
import { type Alteration, type Ask, Refusal } from '../parts';
import { idsInForm, isForm, listed, onOtherMediaType } from '../readings';
import type { Fault } from './fault';

const NOBODY = listed([]);

const hasCharset = ({ headers }: Ask) => (headers['content-type'] ?? '').includes('charset');

function onCharset(instead: () => never): Alteration {
  return ({ readMediaType }) => ({
    readMediaType: (ask) => {
      readMediaType(hasCharset(ask) ? instead() : ask);
    },
  });
}

/** Bodies of another type than application/json, or with parameters. */
export const mediaTypeFaults: readonly Fault[] = [
  {
    name: 'charset-refused',
    story: 'Content-Type is compared as a whole.',
    caughtBy: ['body.charset'],
    alter: onCharset(() => {
      throw new Refusal(415, 'The body must be application/json.');
    }),
  },
  {
    name: 'charset-answered-500',
    story: 'The name of the charset is looked up in a table that knows it without the hyphen.',
    caughtBy: ['body.charset', 'http.no-5xx'],
    alter: onCharset(crash),
  },
  {
    name: 'charset-hides-the-body',
    story: 'The JSON middleware does not know the type and leaves the body empty.',
    caughtBy: ['body.charset'],
    alter: ({ answer }) => ({
      answer: (ask) =>
        answer(
          hasCharset(ask) ? { ...ask, bytes: () => Promise.resolve(Buffer.from(NOBODY)) } : ask,
        ),
    }),
  },
  {
    name: 'other-media-types-mean-nobody',
    story: 'The JSON middleware leaves other types alone, and an empty body lists nobody.',
    caughtBy: ['body.media-type-safe'],
    warns: ['body.media-type'],
    alter: onOtherMediaType(
      () => true,
      () => NOBODY,
    ),
  },
  {
    name: 'form-means-its-last-id',
    story: 'A name that stands twice in a form: the last one wins.',
    caughtBy: ['body.media-type-safe'],
    warns: ['body.media-type'],
    alter: onOtherMediaType(isForm, (text) => listed(idsInForm(text).slice(-1))),
  },
  {
    name: 'other-media-types-answered-500',
    story: 'No converter for this type, and no handler for that.',
    caughtBy: ['body.media-type-safe', 'http.no-5xx'],
    warns: ['body.media-type'],
    alter: onOtherMediaType(() => true, crash),
  },
  {
    name: 'form-answered-200-for-nobody',
    story: 'The form is parsed into texts, none of which is an integer, and they are filtered.',
    caughtBy: ['body.media-type-safe'],
    warns: ['body.media-type'],
    alter: onOtherMediaType(isForm, () => NOBODY),
  },
  {
    name: 'json-as-text-accepted',
    story: 'The body is parsed whatever its type says.',
    caughtBy: [],
    warns: ['body.media-type'],
    alter: onOtherMediaType((type) => type.startsWith('text/plain'), String),
  },
  {
    name: 'json-without-type-accepted',
    story: 'No type is held for the default type.',
    caughtBy: [],
    warns: ['body.media-type'],
    alter: onOtherMediaType((type) => type === '', String),
  },
  {
    name: 'form-accepted',
    story: 'The framework merges forms and JSON into one input.',
    caughtBy: [],
    warns: ['body.media-type'],
    alter: onOtherMediaType(isForm, (text) => listed(idsInForm(text))),
  },
];
