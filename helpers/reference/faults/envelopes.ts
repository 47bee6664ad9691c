import { envelope, onSuccess, onText } from '../patches';
import type { Context, Response, UserRecord, Patches } from '../pipeline';
import { emptyResponse, withHeaders, withoutHeader } from '../responses';
import { isSuperset } from '../user-sets';

/** Replaces `data` where no user is attached. */
const whenEmpty = (data: () => unknown) =>
  envelope((records) => ({ data: records.length === 0 ? data() : records }));

/** Changes the status of some responses. */
const status = (code: number, which: (context: Context) => boolean) =>
  onSuccess((response, context) => (which(context) ? { ...response, status: code } : response));

const attachesSomeone = ({ listed = [], before }: Context) => !isSuperset(before, listed);

const mediaType = (type: string) =>
  onSuccess((response) => withHeaders(response, { 'content-type': type }));

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
  'created-when-someone-is-attached': status(201, attachesSomeone),
  'created-unless-json-is-accepted': status(
    201,
    ({ request }) => request.headers.accept !== 'application/json',
  ),
  'accepted-for-more-than-ten': status(202, ({ listed = [] }) => listed.length > 10),
  'no-content-when-nothing-changes': onRepeatedSync((response) => ({
    ...emptyResponse(204),
    headers: withoutType(response).headers,
  })),
  'partial-content-past-25': status(206, ({ listed = [] }) => listed.length > 25),
  'json-as-html': mediaType('text/html; charset=UTF-8'),
  'json-as-text': mediaType('text/plain'),
  'json-as-text-json': mediaType('text/json'),
  'json-as-json-api': mediaType('application/vnd.api+json'),
  'no-content-type': onSuccess(withoutType),
  'bare-array': envelope((records) => records),
  'data-keyed-by-id': envelope((records) => ({ data: keyed(records, ({ id }) => String(id)) })),
  'data-keyed-by-index-after-detaching': envelope((records, { before, listed = before }) => {
    const gaps = before.some((user) => !listed.includes(user)) && records.length > 0;
    return { data: gaps ? keyed(records, (_record, index) => String(index + 1)) : records };
  }),
  'data-alone-when-one': envelope((records) => ({
    data: records.length === 1 ? records[0] : records,
  })),
  'data-as-page': envelope((records) => ({ data: { items: records, total: records.length } })),
  'data-as-json-text': ({ write }) => ({ presentData: (records) => ({ data: write(records) }) }),
  'data-null-when-empty': whenEmpty(() => null),
  'data-object-when-empty': whenEmpty(() => ({})),
  'data-left-out-when-empty': envelope((records) =>
    records.length === 0 ? {} : { data: records },
  ),
  'envelope-in-an-array': onText((text) => `[${text}]`),
  'data-twice': onText((text) => text.replace('{', '{"data":[],')),
  'id-twice': onText((text) => text.replaceAll('{"id":', '{"id":1,"id":')),
  'name-twice-in-an-extra-object': onText((text) =>
    text.replaceAll('{"id":', '{"pivot":{"active":true,"active":true},"id":'),
  ),
} satisfies Patches;
