import { isForm } from '../lenient-parsing';
import {
  combine,
  listOnRead,
  onResponse,
  pause,
  recover,
  rejectWith,
  type BigIds,
} from '../patches';
import { attachInstead, WORK_MS } from '../sync-patches';
import {
  presentRead,
  type Handlers,
  type Patch,
  type Patches,
  type Request,
  type Response,
} from '../pipeline';
import { common, isSuperset, sameUsers, union, without, type Ids } from '../user-sets';

const reject = rejectWith(401, 'Unauthorized.');

/** Rejects with a status, and changes who is attached all the same. */
function appliedAfter(
  status: number,
  choose: (correct: Handlers, request: Request) => Ids | Promise<Ids>,
): Patch {
  return onResponse(async (response, request, { correct }) => {
    if (response.status !== status || request.method !== 'POST') return response;
    try {
      correct.store.set(correct.readCustomer(request), await choose(correct, request));
    } catch {
      // There is nothing to apply: the customer or the body cannot be read.
    }
    return response;
  });
}

/** Returns the users that a body lists, as far as it can be read. */
async function listedUsers(
  { readText, readJson, readList, readId, dataset }: Handlers,
  request: Request,
): Promise<Ids> {
  const items = readList(readJson(readText(await request.bytes())));
  const read = recover(
    (item: unknown) => [String(readId(item))],
    () => [],
  );
  return [...new Set(items.flatMap(read))].filter((id) => dataset.users.has(id));
}

/** Responds to a GET with users that are kept apart from the store. */
function readFrom(update: (kept: Ids | undefined, before: Ids, users: Ids) => Ids): Patch {
  return (correct) => {
    const kept = new Map<string, Ids>();
    return {
      sync: (customer, users) => {
        kept.set(customer, update(kept.get(customer), correct.store.get(customer), users));
        return correct.sync(customer, users);
      },
      ...listOnRead((attached, customer) => kept.get(customer) ?? attached)(correct),
    };
  };
}

/** Keeps who is attached with the connection of the sync: a read on another shows nobody. */
const storedWithTheConnection = onResponse((response, request, { correct, seen }) => {
  if (request.method === 'POST') seen.add(request.socket);
  const isOther = request.method === 'GET' && response.status === 200 && !seen.has(request.socket);
  return isOther ? presentRead(correct, request, () => []) : response;
});

/** Answers some syncs with their users, and stores nothing. */
const notStored =
  (which: (users: Ids) => boolean): Patch =>
  ({ sync }) => ({
    sync: (customer, users) => (which(users) ? Promise.resolve(users) : sync(customer, users)),
  });

/** Answers with the users of a sync, and stores others. */
const storedOtherwise =
  (choose: (users: Ids, before: Ids) => Ids): Patch =>
  ({ sync, store }) => ({
    sync: async (customer, users) => {
      await sync(customer, choose(users, store.get(customer)));
      return users;
    },
  });

/** Answers with the users of a sync, and stores all but some, by the ids as they were sent. */
const storedWithout =
  (choose: (ids: BigIds) => BigIds): Patch =>
  ({ readUsers, sync }) => {
    let lost: Ids = [];
    return {
      readUsers: (ids) => {
        lost = choose(ids).map(String);
        return readUsers(ids);
      },
      sync: (customer, users) => sync(customer, without(users, lost)).then(() => users),
    };
  };

/** Changes who is attached to all other customers with some syncs. */
const onOthers = (
  which: (listed: Ids, before: Ids) => boolean,
  change: (of: Ids, listed: Ids) => Ids,
): Patch =>
  attachInstead((listed, before, { customer, correct: { store, dataset } }) => {
    const others = [...dataset.customers.keys()].filter((id) => id !== customer);
    if (which(listed, before))
      for (const id of others) store.set(id, change(store.get(id), listed));
    return listed;
  });

const REPEATED = 'lists a user twice';
const rejectRepeated = rejectWith(422, `user_ids ${REPEATED}.`);

const repeated = (ids: BigIds) => {
  const seen = new Set<bigint>();
  return ids.filter((id) => seen.has(id) || !seen.add(id));
};

/** Faults that only a read-back shows. */
export const readbackFaults = {
  'sync-not-stored': () => ({ sync: (_customer, users) => Promise.resolve(users) }),
  'one-user-not-stored': notStored((users) => users.length === 1),
  'long-list-not-stored': notStored((users) => users.length > 20),
  'long-descending-list-stores-nobody': storedWithout((ids) =>
    ids.length > 20 && (ids[0] ?? 0n) > (ids[1] ?? 0n) ? ids : [],
  ),
  'repeated-id-not-stored': storedWithout(repeated),
  'twenty-detached-at-most-in-the-store': storedOtherwise((users, before) =>
    users.length === 1 ? [...users, ...without(before, users).slice(20)] : users,
  ),
  'superset-stored-without-those-before': storedOtherwise((users, before) =>
    users.length > before.length && isSuperset(users, before) ? without(users, before) : users,
  ),
  'overlapping-list-stored-as-both': storedOtherwise((users, before) => {
    const isMixed = users.length === before.length && !isSuperset(users, before);
    return isMixed && common(users, before).length > 0 ? union(before, users) : users;
  }),
  'detached-before-an-unknown-user-is-found': appliedAfter(422, async (correct, request) => {
    const customer = correct.readCustomer(request);
    const listed = await listedUsers(correct, request);
    const text = (await request.bytes()).toString();
    const isUnknown = listed.length === 1 && /^\{"user_ids":\[\d+,\d+\]\}$/.test(text);
    return isUnknown ? [] : correct.store.get(customer);
  }),
  'chunks-without-credentials-refused-and-applied': appliedAfter(401, (correct, request) =>
    request.headers['transfer-encoding'] === undefined
      ? correct.store.get(correct.readCustomer(request))
      : listedUsers(correct, request),
  ),
  'object-refused-and-nobody-left': appliedAfter(422, async (correct, request) =>
    (await request.bytes()).includes('"user_ids":{')
      ? []
      : correct.store.get(correct.readCustomer(request)),
  ),
  'form-refused-and-everyone-detached': appliedAfter(415, (correct, request) =>
    isForm(request.headers['content-type'] ?? '')
      ? []
      : correct.store.get(correct.readCustomer(request)),
  ),
  'words-alone-refused-and-everyone-detached': appliedAfter(422, async (correct, request) =>
    /^\{"user_ids":\["[^\d"]+"\]\}$/.test((await request.bytes()).toString())
      ? []
      : correct.store.get(correct.readCustomer(request)),
  ),
  'thirteenth-user-not-stored': (correct) => {
    const [thirteenth] = [...correct.dataset.users.keys()].slice(12);
    return storedOtherwise((users) => users.filter((id) => id !== thirteenth))(correct);
  },
  'detached-before-the-media-type-is-judged': appliedAfter(415, () => []),
  'unknown-customer-refused-and-applied': onResponse(async (response, request, { correct }) => {
    if (response.status !== 404 || request.method !== 'POST') return response;
    const users = await listedUsers(correct, request);
    for (const customer of correct.dataset.customers.keys()) correct.store.set(customer, users);
    return response;
  }),
  'users-of-a-refused-list-detached': appliedAfter(422, async (correct, request) =>
    without(correct.store.get(correct.readCustomer(request)), await listedUsers(correct, request)),
  ),
  'repeated-id-refused-and-emptied': combine(
    ({ readUsers }) => ({
      readUsers: (ids) => readUsers(repeated(ids).length > 0 ? rejectRepeated() : ids),
    }),
    onResponse(async (response, request, { correct }) => {
      if (response.status === 422 && response.body.includes(REPEATED))
        correct.store.set(correct.readCustomer(request), []);
      return Promise.resolve(response);
    }),
  ),
  'batches-before-an-unknown-user-stored': appliedAfter(422, async (correct, request) => {
    const listed = await listedUsers(correct, request);
    return listed.length > 20 ? listed : correct.store.get(correct.readCustomer(request));
  }),
  'unchanged-list-detaches-from-other-customers': onOthers(
    (listed, before) => listed.length > 0 && sameUsers(listed, before),
    () => [],
  ),
  'empty-list-again-detaches-from-all-customers': onOthers(
    (listed, before) => listed.length === 0 && before.length === 0,
    () => [],
  ),
  'long-list-takes-users-from-others': onOthers(
    (listed, before) => without(listed, before).length > 10,
    (of, listed) => without(of, listed),
  ),
  'missing-ids-refused-and-emptied': onResponse(async (response, request, { correct }) => {
    const isEmpty = (await request.bytes()).toString() === '{}';
    if (response.status === 422 && isEmpty) correct.store.set(correct.readCustomer(request), []);
    return response;
  }),
  'adding-a-user-stored-for-all-customers': attachInstead((listed, before, { correct }) => {
    const { store, dataset } = correct;
    const added = isSuperset(listed, before) && before.length > 0 ? without(listed, before) : [];
    for (const id of dataset.customers.keys()) store.set(id, union(store.get(id), added));
    return listed;
  }),
  'replacing-a-user-stored-for-all-customers': attachInstead((listed, before, { correct }) => {
    const { store, dataset } = correct;
    const lost = common(listed, before).length > 0 ? without(before, listed) : [];
    const isMixed = lost.length > 0 && without(listed, before).length > 0;
    if (isMixed)
      for (const id of dataset.customers.keys()) store.set(id, without(store.get(id), lost));
    return listed;
  }),
  'read-of-one-user-cached': (correct) => {
    const kept = new Map<string, Ids>();
    return listOnRead((attached, customer) => {
      if (attached.length !== 1) return attached;
      if (!kept.has(customer)) kept.set(customer, attached);
      return kept.get(customer) ?? attached;
    })(correct);
  },
  'sync-stored-later': (correct) => {
    const before = new Map<string, Ids>();
    const shown = listOnRead((attached, customer) => {
      const late = before.get(customer);
      before.delete(customer);
      return late ?? attached;
    })(correct);
    return {
      ...shown,
      sync: (customer, users) => {
        before.set(customer, correct.store.get(customer));
        return correct.sync(customer, users);
      },
    };
  },
  'read-from-a-stale-replica': readFrom((_kept, before) => before),
  'read-shows-the-detached-too': readFrom((kept, before, users) => [...(kept ?? before), ...users]),
  'read-shows-those-of-earlier-customers': (correct) =>
    listOnRead((attached, customer) => {
      const all = [...correct.dataset.customers.keys()];
      const earlier = all.slice(0, all.indexOf(customer));
      return union(attached, earlier.flatMap(correct.store.get));
    })(correct),
  'one-customer-not-stored': (correct) => {
    const [, second] = correct.dataset.customers.keys();
    return {
      sync: (customer, users) =>
        customer === second ? Promise.resolve(users) : correct.sync(customer, users),
    };
  },
  'stored-with-the-connection': storedWithTheConnection,
  'read-beside-a-sync-fills-the-cache': (correct) => {
    const cache = new Map<string | undefined, Response>();
    const reads = onResponse(async (response, { method, segment }) => {
      if (method !== 'GET' || response.status !== 200) return response;
      await pause(2 * WORK_MS);
      cache.set(segment, cache.get(segment) ?? response);
      return cache.get(segment) ?? response;
    });
    return {
      ...reads(correct),
      sync: async (customer, users) => {
        await pause(WORK_MS);
        cache.delete(customer);
        return correct.sync(customer, users);
      },
    };
  },
  'read-shows-the-first-only': listOnRead((attached) => attached.slice(0, 1)),
  'refused-for-an-unknown-user-and-applied': appliedAfter(422, listedUsers),
  'detached-before-the-list-is-judged': appliedAfter(422, () => []),
  'malformed-body-detaches-and-is-refused': appliedAfter(400, () => []),
  'applied-before-credentials': appliedAfter(401, listedUsers),
  'applied-for-another-scheme': appliedAfter(401, (correct, request) =>
    request.headers.authorization?.startsWith('Token ') ? listedUsers(correct, request) : reject(),
  ),
} satisfies Patches;
