import { envelope, onSuccess, onText } from '../patches';
import type { Context, Response, UserRecord } from '../pipeline';
import { emptyResponse, withHeaders, withoutHeader } from '../responses';
import { isSuperset } from '../user-sets';
import { breaks, type Fault, type Faults } from './fault';
import { EMPTY_DATA } from './requirement-lists';

/** Replaces `data` where no user is attached. */
const whenEmpty = (data: () => unknown) =>
  envelope((records) => ({ data: records.length === 0 ? data() : records }));

/** Changes the status of some responses. */
const status = (code: number, which: (context: Context) => boolean) =>
  onSuccess((response, context) => (which(context) ? { ...response, status: code } : response));

const attachesSomeone = ({ listed = [], before }: Context) => !isSuperset(before, listed);

const mediaType = (cause: string, type: string): Fault =>
  breaks(['response.media-type'], {
    cause,
    patch: onSuccess((response) => withHeaders(response, { 'content-type': type })),
  });

const withoutType = (response: Response) => withoutHeader(response, 'content-type');

const keyed = (
  records: readonly UserRecord[],
  key: (record: UserRecord, index: number) => string,
) => Object.fromEntries(records.map((record, index) => [key(record, index), record]));

/** Changes the responses to syncs that change nothing. */
const onRepeatedSync = (change: (response: Response) => Response) =>
  onSuccess((response, { listed, before }) =>
    listed?.join() === before.join() ? change(response) : response,
  );

/** A wrong status, media type or envelope. */
export const envelopeFaults = {
  'created-when-someone-is-attached': breaks(['response.status'], {
    cause: 'REST by the book: a row was created in the pivot table, so 201.',
    patch: status(201, attachesSomeone),
  }),
  'accepted-for-more-than-ten': breaks(['response.status'], {
    cause: 'Longer lists go through a job queue, and the controller responds with 202.',
    patch: status(202, ({ listed = [] }) => listed.length > 10),
  }),
  'no-content-when-nothing-changes': breaks(
    ['response.status', 'idempotent.same-users', 'empty.when-empty'],
    {
      cause: 'Nothing has changed, so there is no content: 204.',
      patch: onRepeatedSync((response) => ({
        ...emptyResponse(204),
        headers: withoutType(response).headers,
      })),
    },
  ),
  'partial-content-past-25': breaks(['response.status'], {
    cause: 'A pagination library marks long lists with 206.',
    patch: status(206, ({ listed = [] }) => listed.length > 25),
  }),
  'json-as-html': mediaType(
    'PHP without a header() call sends text/html.',
    'text/html; charset=UTF-8',
  ),
  'json-as-text': mediaType(
    'The handler returns a string and the framework sends text.',
    'text/plain',
  ),
  'json-as-text-json': mediaType('The type is from before RFC 4627.', 'text/json'),
  'json-as-json-api': mediaType('The JSON:API library sets its own.', 'application/vnd.api+json'),
  'no-content-type': breaks(['response.media-type'], {
    cause: 'The handler writes to the socket before it sets a header.',
    patch: onSuccess(withoutType),
  }),
  'bare-array': breaks(['response.envelope'], {
    cause: 'The resource wrapper is switched off for the whole application.',
    patch: envelope((records) => records),
  }),
  'data-keyed-by-id': breaks(EMPTY_DATA, {
    cause: 'keyBy(id) in the repository survives up to the encoder.',
    patch: envelope((records) => ({ data: keyed(records, ({ id }) => String(id)) })),
  }),
  'data-keyed-by-index-after-detaching': breaks(['response.envelope'], {
    cause: 'PHP encodes a list with gaps, left by a filter, as an object.',
    patch: envelope((records, { before, listed = before }) => {
      const gaps = before.some((user) => !listed.includes(user)) && records.length > 0;
      return { data: gaps ? keyed(records, (_record, index) => String(index + 1)) : records };
    }),
  }),
  'data-alone-when-one': breaks(['response.envelope'], {
    cause: 'The converter from XML makes a list of one a plain value.',
    patch: envelope((records) => ({ data: records.length === 1 ? records[0] : records })),
  }),
  'data-as-page': breaks(['response.envelope'], {
    cause: 'The paginator is put into data, with the users one level deeper.',
    patch: envelope((records) => ({ data: { items: records, total: records.length } })),
  }),
  'data-as-json-text': breaks(['response.envelope'], {
    cause: 'The cached list is encoded once more.',
    patch: ({ write }) => ({ presentData: (records) => ({ data: write(records) }) }),
  }),
  'data-null-when-empty': breaks(EMPTY_DATA, {
    cause: 'A nil slice is encoded as null.',
    patch: whenEmpty(() => null),
  }),
  'data-object-when-empty': breaks(EMPTY_DATA, {
    cause: 'PHP with JSON_FORCE_OBJECT cannot tell an empty list from an empty map.',
    patch: whenEmpty(() => ({})),
  }),
  'data-left-out-when-empty': breaks(['empty.detaches-all', 'empty.when-empty'], {
    cause: 'omitempty on the list.',
    patch: envelope((records) => (records.length === 0 ? {} : { data: records })),
  }),
  'envelope-in-an-array': breaks(['response.envelope'], {
    cause: 'A batch gateway in front wraps each answer in a list of answers.',
    patch: onText((text) => `[${text}]`),
  }),
  'data-twice': breaks(['response.unique-names'], {
    cause:
      'Two middlewares wrap the response, by gluing texts: an empty default precedes the list.',
    patch: onText((text) => text.replace('{', '{"data":[],')),
  }),
  'id-twice': breaks(['response.unique-names'], {
    cause: 'The key of the pivot row and that of the user are both written as id, the user last.',
    patch: onText((text) => text.replaceAll('{"id":', '{"id":1,"id":')),
  }),
  'name-twice-in-an-extra-object': breaks(['response.unique-names'], {
    cause: 'A hand-written serializer of the pivot repeats a column of the join.',
    patch: onText((text) =>
      text.replaceAll('{"id":', '{"pivot":{"active":true,"active":true},"id":'),
    ),
  }),
} satisfies Faults;
