import { stringify } from 'lossless-json';
import { below, crash, recover } from '../alterations';
import type { Alteration, Ask } from '../parts';
import { Refusal } from '../parts';
import { isObject, listed, onBody } from '../readings';
import type { Fault } from './fault';

const hasNoBody = ({ headers }: Ask) =>
  (headers['content-length'] ?? '0') === '0' && headers['transfer-encoding'] === undefined;

/** Takes a request without a body for one with `text`. */
function noBodyMeans(text: () => string): Alteration {
  return ({ answer }) => ({
    answer: async (ask) => {
      if (ask.method !== 'POST' || !hasNoBody(ask)) return answer(ask);
      const headers = { ...ask.headers, 'content-type': 'application/json' };
      return answer({
        ...ask,
        headers,
        bytes: async () => Buffer.from(await Promise.resolve(text())),
      });
    },
  });
}

function onMalformed(mend: (text: string) => string): Alteration {
  return ({ readJson }) => ({ readJson: recover(readJson, (text) => readJson(mend(text))) });
}

/** Takes the customer from a property of the body, where there is one. */
function overThePath(property: string): Alteration {
  return (correct) => ({
    answer: async (ask) => {
      const readJson = recover(correct.readJson, () => undefined);
      const body = ask.method === 'POST' ? readJson((await ask.bytes()).toString()) : undefined;
      const customer = isObject(body) ? body[property] : undefined;
      return correct.answer(
        customer === undefined ? ask : { ...ask, segment: stringify(customer) ?? '' },
      );
    },
  });
}

const NOBODY = listed([]);

/** Bodies that are missing, malformed, no object, or large. */
export const bodyFaults: readonly Fault[] = [
  {
    name: 'no-body-means-nobody',
    story: 'The parser gives an empty object for no body, and an empty object lists nobody.',
    caughtBy: ['body.absent'],
    alter: noBodyMeans(() => NOBODY),
  },
  {
    name: 'no-body-answered-500',
    story: 'req.body is undefined.',
    caughtBy: ['body.absent', 'http.no-5xx'],
    alter: noBodyMeans(crash),
  },
  {
    name: 'no-body-answered-200',
    story: 'Nothing was asked, so that nothing is done and all is well.',
    caughtBy: ['body.absent'],
    alter: ({ answer }) => ({
      answer: (ask) =>
        answer(hasNoBody(ask) && ask.method === 'POST' ? { ...ask, method: 'GET' } : ask),
    }),
  },
  {
    name: 'malformed-body-answered-500',
    story: 'The exception of the JSON parser is one that nobody catches.',
    caughtBy: ['body.malformed', 'http.no-5xx'],
    alter: ({ readJson }) => ({ readJson: recover(readJson, crash) }),
  },
  {
    name: 'malformed-body-means-nobody',
    story: 'json_decode gives null, which is cast to an empty array.',
    caughtBy: ['body.malformed'],
    alter: onMalformed(() => NOBODY),
  },
  {
    name: 'json5-accepted',
    story: 'The parser is the lenient one, of configuration files.',
    caughtBy: ['body.malformed'],
    alter: onMalformed((text) => text.replaceAll("'", '"').replace(/,\s*(?=[\]}])/g, '')),
  },
  {
    name: 'cut-body-mended',
    story: 'A streaming parser gives what it has when the body ends.',
    caughtBy: ['body.malformed'],
    alter: onMalformed((text) => {
      const ids = /"user_ids"\s*:\s*\[([\d,\s]*)$/.exec(text)?.[1] ?? '-';
      return listed(ids.split(',').filter((id) => id.trim() !== ''));
    }),
  },
  {
    name: 'bytes-that-are-not-utf-8-replaced',
    story: 'toString() of the bytes, which puts U+FFFD where it cannot read.',
    caughtBy: ['body.malformed'],
    alter: ({ readText }) => ({ readText: recover(readText, (bytes) => bytes.toString()) }),
  },
  {
    name: 'bytes-that-are-not-utf-8-answered-500',
    story: 'UnicodeDecodeError.',
    caughtBy: ['body.malformed', 'http.no-5xx'],
    alter: ({ readText }) => ({
      readText: recover(readText, (bytes, refusal) => {
        throw bytes.length > 0 ? new Error('UnicodeDecodeError') : refusal;
      }),
    }),
  },
  {
    name: 'body-null-answered-500',
    story: 'body.user_ids of null.',
    caughtBy: ['body.not-object', 'http.no-5xx'],
    alter: onBody((body) => (body === null ? crash() : body)),
  },
  {
    name: 'list-at-the-top-taken',
    story: 'An older edition of the interface took a bare list, and still does.',
    caughtBy: ['body.not-object'],
    alter: onBody((body) => (Array.isArray(body) ? { user_ids: body } : body)),
  },
  {
    name: 'scalar-body-means-nobody',
    story: 'What is no object has no user_ids, and the default is an empty list.',
    caughtBy: ['body.not-object'],
    alter: onBody((body) => (isObject(body) ? body : { user_ids: [] })),
  },
  {
    name: 'extra-properties-refused',
    story: 'additionalProperties: false, where the contract does not say it.',
    caughtBy: ['body.extra'],
    alter: onBody((body) => (hasExtra(body) ? refuseExtra() : body)),
  },
  {
    name: 'extra-properties-answered-500',
    story: 'Mass assignment: the model has no such column.',
    caughtBy: ['body.extra', 'http.no-5xx'],
    alter: onBody((body) => (hasExtra(body) ? crash() : body)),
  },
  {
    name: 'extra-properties-hide-the-list',
    story:
      'With several properties the body is taken for a form of the web page, and its list is elsewhere.',
    caughtBy: ['body.extra'],
    alter: onBody((body) => (hasExtra(body) ? { user_ids: [] } : body)),
  },
  {
    name: 'large-body-answered-500',
    story: 'The error of the body parser, entity too large, is thrown past its handler.',
    caughtBy: ['body.large', 'http.no-5xx'],
    alter: onSize((bytes) => (bytes > 500_000 ? crash() : undefined)),
  },
  {
    name: 'ten-thousand-ids-answered-500',
    story: 'Too many placeholders in one statement.',
    caughtBy: ['body.large', 'http.no-5xx'],
    alter: ({ readUsers }) => ({
      readUsers: (ids) => readUsers(ids.length >= 5000 ? crash() : ids),
    }),
  },
  {
    name: 'large-body-cut-off',
    story: 'The proxy closes the connection when a body is larger than its buffer.',
    caughtBy: ['http.completes'],
    alter: below(
      (_answer, ask) => Number(ask.headers['content-length'] ?? 0) > 500_000,
      (_answer, ask) => {
        ask.socket.destroy();
      },
    ),
  },
  {
    name: 'comments-accepted',
    story: 'Jackson with ALLOW_COMMENTS, Newtonsoft as it comes.',
    caughtBy: ['body.malformed'],
    alter: onMalformed((text) => text.replace(/\/\*.*?\*\/|\/\/.*$/g, '')),
  },
  ...['customer_id', 'id'].map((property) => ({
    name: `${property.replace('_', '-')}-in-the-body-beats-the-path`,
    story: 'Mass assignment: the body is merged over the parameters of the path.',
    caughtBy: ['body.extra'],
    alter: overThePath(property),
  })),
  {
    name: 'null-beside-the-list-answered-500',
    story: 'Every property is trimmed, and null has no trim.',
    caughtBy: ['body.extra', 'http.no-5xx'],
    alter: onBody((body) =>
      isObject(body) &&
      Object.entries(body).some(([key, value]) => key !== 'user_ids' && value === null)
        ? crash()
        : body,
    ),
  },
];

const hasExtra = (body: unknown) =>
  isObject(body) && Object.keys(body).length > 1 && 'user_ids' in body;
function refuseExtra(): never {
  throw new Refusal(422, 'The body must have user_ids and nothing else.');
}

function onSize(judge: (bytes: number) => void): Alteration {
  return ({ readText }) => ({
    readText: (bytes) => {
      judge(bytes.length);
      return readText(bytes);
    },
  });
}
