import { envelope, onSuccess, onText, withHeaders, withoutHeader } from '../alterations';
import type { Alteration, Answer, Context, UserRecord } from '../parts';
import type { Fault } from './fault';

type Records = readonly UserRecord[];

/** Another `data` where nobody is attached. */
function whenEmpty(data: () => unknown): Alteration {
  return envelope((records) => ({ data: records.length === 0 ? data() : records }));
}

/** Another status where `which` holds; the rest of the answer stays as it is. */
function status(code: number, which: (context: Context) => boolean): Alteration {
  return onSuccess((answer, context) => (which(context) ? { ...answer, status: code } : answer));
}

const attachesSomeone = ({ listed = [], before }: Context) =>
  listed.some((user) => !before.includes(user));

function mediaType(name: string, story: string, type: string): Fault {
  return {
    name,
    story,
    caughtBy: ['response.media-type'],
    alter: onSuccess((answer) => withHeaders(answer, { 'content-type': type })),
  };
}

const withoutType = (answer: Answer) => withoutHeader(answer, 'content-type');

const keyed = (records: Records, key: (record: UserRecord, index: number) => string) =>
  Object.fromEntries(records.map((record, index) => [key(record, index), record]));

/** Wrong around the users: status, media type, envelope. */
export const envelopeFaults: readonly Fault[] = [
  {
    name: 'created-when-someone-is-attached',
    story: 'REST by the book: a row was created in the pivot table, so 201.',
    caughtBy: ['response.status'],
    alter: status(201, attachesSomeone),
  },
  {
    name: 'accepted-for-more-than-ten',
    story: 'Longer lists go through a job queue, and the controller says 202.',
    caughtBy: ['response.status'],
    alter: status(202, ({ listed = [] }) => listed.length > 10),
  },
  {
    name: 'no-content-when-nothing-changes',
    story: 'Nothing was done, so nothing is said: 204.',
    caughtBy: ['response.status', 'idempotent.same-users', 'empty.when-empty'],
    alter: onAnswerToRepeat((answer) => ({ ...withoutType(answer), status: 204, body: noBytes })),
  },
  {
    name: 'partial-content-past-25',
    story: 'A pagination library marks long lists with 206.',
    caughtBy: ['response.status'],
    alter: status(206, ({ listed = [] }) => listed.length > 25),
  },
  mediaType(
    'json-as-html',
    'PHP without a header() call says text/html.',
    'text/html; charset=UTF-8',
  ),
  mediaType(
    'json-as-text',
    'The handler returns a string and the framework says text.',
    'text/plain',
  ),
  mediaType('json-as-text-json', 'The type is from before RFC 4627.', 'text/json'),
  mediaType('json-as-json-api', 'The JSON:API library sets its own.', 'application/vnd.api+json'),
  {
    name: 'no-content-type',
    story: 'The handler writes to the socket before it sets a header.',
    caughtBy: ['response.media-type'],
    alter: onSuccess(withoutType),
  },
  {
    name: 'bare-array',
    story: 'The resource wrapper is switched off for the whole application.',
    caughtBy: ['response.envelope'],
    alter: envelope((records) => records),
  },
  {
    name: 'data-keyed-by-id',
    story: 'keyBy(id) in the repository survives up to the encoder.',
    caughtBy: ['response.envelope', 'empty.detaches-all', 'empty.when-empty'],
    alter: envelope((records) => ({ data: keyed(records, ({ id }) => String(id)) })),
  },
  {
    name: 'data-keyed-by-index-after-detaching',
    story: 'PHP encodes a list with gaps, left by a filter, as an object.',
    caughtBy: ['response.envelope'],
    alter: envelope((records, { before, listed = before }) => {
      const gaps = before.some((user) => !listed.includes(user)) && records.length > 0;
      return { data: gaps ? keyed(records, (_record, index) => String(index + 1)) : records };
    }),
  },
  {
    name: 'data-alone-when-one',
    story: 'The converter from XML makes a list of one a plain value.',
    caughtBy: ['response.envelope'],
    alter: envelope((records) => ({ data: records.length === 1 ? records[0] : records })),
  },
  {
    name: 'data-as-page',
    story: 'The paginator is put into data, with the users one level deeper.',
    caughtBy: ['response.envelope'],
    alter: envelope((records) => ({ data: { items: records, total: records.length } })),
  },
  {
    name: 'data-as-json-text',
    story: 'The cached list is encoded once more.',
    caughtBy: ['response.envelope'],
    alter: ({ write }) => ({ presentData: (records) => ({ data: write(records) }) }),
  },
  {
    name: 'data-null-when-empty',
    story: 'A nil slice is encoded as null.',
    caughtBy: ['response.envelope', 'empty.detaches-all', 'empty.when-empty'],
    alter: whenEmpty(() => null),
  },
  {
    name: 'data-object-when-empty',
    story: 'PHP with JSON_FORCE_OBJECT cannot tell an empty list from an empty map.',
    caughtBy: ['response.envelope', 'empty.detaches-all', 'empty.when-empty'],
    alter: whenEmpty(() => ({})),
  },
  {
    name: 'data-left-out-when-empty',
    story: 'omitempty on the list.',
    caughtBy: ['empty.detaches-all', 'empty.when-empty'],
    alter: envelope((records) => (records.length === 0 ? {} : { data: records })),
  },
  {
    name: 'envelope-in-an-array',
    story: 'A batch gateway in front wraps each answer in a list of answers.',
    caughtBy: ['response.envelope'],
    alter: onText((text) => `[${text}]`),
  },
  {
    name: 'data-twice',
    story:
      'Two middlewares wrap the answer, by gluing texts: an empty default stands before the list.',
    caughtBy: [],
    warns: ['response.unique-names'],
    alter: onText((text) => text.replace('{', '{"data":[],')),
  },
  {
    name: 'id-twice',
    story: 'The key of the pivot row and that of the user are both written as id, the user last.',
    caughtBy: [],
    warns: ['response.unique-names'],
    alter: onText((text) => text.replaceAll('{"id":', '{"id":1,"id":')),
  },
  {
    name: 'name-twice-in-an-extra-object',
    story: 'A hand-written serializer of the pivot repeats a column of the join.',
    caughtBy: [],
    warns: ['response.unique-names'],
    alter: onText((text) =>
      text.replaceAll('{"id":', '{"pivot":{"active":true,"active":true},"id":'),
    ),
  },
];

const noBytes = Buffer.alloc(0);

/** Changes the answers to syncs after which the customer has whom it had before. */
function onAnswerToRepeat(change: (answer: Answer) => Answer): Alteration {
  return onSuccess((answer, { listed, before }) =>
    listed?.join() === before.join() ? change(answer) : answer,
  );
}
