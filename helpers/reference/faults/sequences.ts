import { counter, recover, rejectWith } from '../patches';
import { HttpError, type Patch, type Patches, type Request } from '../pipeline';
import { attachInstead, type UsersOrThrow } from '../sync-patches';
import { common, type Ids, sameUsers, union, without } from '../user-sets';

/** Changes the next sync after an error response with this status, to some requests. */
function afterError(
  status: number,
  choose: (listed: Ids, before: Ids) => UsersOrThrow,
  to: (request: Request) => boolean = () => true,
): Patch {
  return (correct) => {
    let failed = false;
    return {
      presentError: (error, request) => {
        if (request.method === 'POST') failed = error.status === status && to(request);
        return correct.presentError(error, request);
      },
      ...attachInstead((listed, before) => {
        const after = failed;
        failed = false;
        return after ? choose(listed, before) : listed;
      })(correct),
    };
  };
}

const addOnly = (listed: Ids, before: Ids): Ids =>
  listed.length === 0 ? listed : union(before, listed);

/** Attaches by the number of syncs that the customer has had since it was last emptied. */
const sinceEmptied = (choose: (nth: number, listed: Ids, before: Ids) => Ids) =>
  attachInstead<number>((listed, before, { customer, memory }) => {
    const nth = listed.length === 0 ? 0 : (memory.get(customer) ?? 0) + 1;
    memory.set(customer, nth);
    return nth === 0 ? listed : choose(nth, listed, before);
  });

/** Effects of earlier requests on a later one. */
export const sequenceFaults = {
  'tenth-sync-in-a-row-adds-only': sinceEmptied((nth, listed, before) =>
    nth >= 10 ? union(before, listed) : listed,
  ),
  'ninth-sync-in-a-row-ignored': sinceEmptied((nth, listed, before) =>
    nth >= 9 ? before : listed,
  ),
  'ninth-sync-in-a-row-loses-one': sinceEmptied((nth, listed) =>
    nth >= 9 ? listed.slice(1) : listed,
  ),
  'second-sync-in-a-row-adds-only': sinceEmptied((nth, listed, before) =>
    nth === 2 ? union(before, listed) : listed,
  ),
  'fourth-attachment-of-a-user-is-lost': attachInstead<(user: string) => number>(
    (listed, before, { customer, memory }) => {
      // A sync to nobody purges the rows: what builds up does so between two of them.
      if (listed.length === 0) memory.delete(customer);
      const count = memory.get(customer) ?? counter();
      memory.set(customer, count);
      return listed.filter((user) => before.includes(user) || count(user) < 4);
    },
  ),
  'refused-list-comes-with-the-next': (correct) => {
    let dirty: Ids = [];
    let read: string[] = [];
    return {
      readList: (body) => {
        read = [];
        return correct.readList(body);
      },
      readId: (item) => {
        const id = correct.readId(item);
        if (correct.dataset.users.has(String(id))) read.push(String(id));
        return id;
      },
      presentError: (error, request) => {
        if (error.status === 422) dirty = [...read];
        return correct.presentError(error, request);
      },
      ...attachInstead((listed) => {
        const flushed = dirty;
        dirty = [];
        return listed.length === 0 ? listed : union(listed, flushed);
      })(correct),
    };
  },
  'sync-after-bad-credentials-only-adds': afterError(401, addOnly),
  'sync-after-an-invalid-item-refused': afterError(422, (listed) =>
    listed.length > 1 ? rejectWith(422, 'user_ids lists something that is no integer.') : listed,
  ),
  'sync-after-a-word-for-a-customer-only-adds': afterError(404, addOnly, ({ segment = '' }) =>
    /^[a-z]+$/.test(segment),
  ),
  'sync-after-no-body-only-adds': afterError(
    400,
    addOnly,
    ({ headers }) => (headers['content-length'] ?? '0') === '0',
  ),
  'sync-after-an-expired-token-only-adds': (correct) =>
    afterError(
      401,
      addOnly,
      ({ headers }) => headers.authorization === `Bearer ${correct.tokens.expired}`,
    )(correct),
  'third-repeat-refused': attachInstead<number>((listed, before, { customer, memory }) => {
    const nth = sameUsers(listed, before) ? (memory.get(customer) ?? 0) + 1 : 0;
    memory.set(customer, nth);
    return nth >= 3 && listed.length > 0 ? rejectWith(409, 'This has been done.') : listed;
  }),
  'sync-after-a-repeated-id-ignored': (correct) => {
    let broken = false;
    let twice = false;
    return {
      readUsers: (ids) => {
        twice = new Set(ids).size < ids.length && ids.length < 1000;
        return correct.readUsers(ids);
      },
      ...attachInstead((listed, before) => {
        const was = broken;
        broken = twice;
        return was && listed.length > 0 ? before : listed;
      })(correct),
    };
  },
  'sync-after-a-long-list-only-adds': attachInstead((listed, before) =>
    before.length > 40 ? addOnly(listed, before) : listed,
  ),
  'detaches-twenty-at-most': attachInstead((listed, before) =>
    listed.length === 0 ? listed : union(listed, without(before, listed).slice(20)),
  ),
  'detached-users-cannot-come-back': attachInstead((listed, before, { customer, memory }) => {
    const gone = union(memory.get(customer) ?? [], without(before, listed));
    const rows = listed.length === 0 ? [] : gone;
    memory.set(customer, rows);
    return listed.filter((user) => before.includes(user) || !rows.includes(user));
  }),
  'list-sent-before-answered-from-memory': ({ sync, store }) => {
    const known = new Map<string, Ids>();
    return {
      sync: async (customer, listed) => {
        const key = `${customer}:${[...listed].sort().join()}`;
        const kept = known.get(key);
        if (kept && listed.length > 0) return kept;
        if (listed.length === 0) store.set(customer, []);
        const attached = await sync(customer, listed);
        known.set(key, attached);
        return attached;
      },
    };
  },
  'forbidden-and-applied': (correct) => ({
    authenticate: recover(correct.authenticate, (request, error) => {
      if (error.status !== 403 || request.method !== 'POST') throw error;
    }),
    presentResponse: (text, context) =>
      context.request.headers.authorization?.endsWith(` ${correct.tokens.forbidden}`) === true
        ? correct.presentError(new HttpError(403, 'No right.'), context.request)
        : correct.presentResponse(text, context),
  }),
  'one-user-in-ten-is-never-detached': attachInstead((listed, before, { correct }) => {
    const owners = [...correct.dataset.users.keys()].filter((_user, index) => index % 10 === 7);
    return listed.length === 0 ? listed : union(listed, common(before, owners));
  }),
  'sync-after-a-malformed-body-ignored': afterError(400, (listed, before) =>
    listed.length === 0 ? listed : before,
  ),
  'sync-after-an-unknown-customer-only-adds': afterError(404, addOnly),
} satisfies Patches;
