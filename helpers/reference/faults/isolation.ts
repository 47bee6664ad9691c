import { onResponse } from '../patches';
import type { Patch, Patches } from '../pipeline';
import { attachInstead } from '../sync-patches';
import { type Ids, sameUsers, union, without } from '../user-sets';

/** Lists the users of the other one of the first two customers as well, for one of them. */
const alsoListing =
  (which: 'first' | 'second'): Patch =>
  ({ sync, store, dataset }) => ({
    sync: async (customer, listed) => {
      const attached = await sync(customer, listed);
      const pair = [...dataset.customers.keys()].slice(0, 2);
      const [one, other] = which === 'first' ? pair : pair.reverse();
      return customer === one && other !== undefined ? union(attached, store.get(other)) : attached;
    },
  });

/** Detaches nobody from one customer, but by an empty list. */
const neverDetachesFrom = (index: number) =>
  attachInstead((listed, before, { customer, correct }) => {
    const isOne = [...correct.dataset.customers.keys()][index] === customer;
    return isOne && listed.length > 0 ? union(before, listed) : listed;
  });

/** Changes who is attached to the customers behind that of a sync, in their order. */
const reachingLater = (change: (listed: Ids, of: Ids, before: Ids) => Ids) =>
  attachInstead((listed, before, { customer, correct: { dataset, store } }) => {
    const all = [...dataset.customers.keys()];
    for (const each of all.slice(all.indexOf(customer) + 1)) {
      store.set(each, change(listed, store.get(each), before));
    }
    return listed;
  });

/** Effects of one customer's syncs on another. */
export const isolationFaults = {
  'answer-of-another-customer-cached': attachInstead((listed, before, { customer, memory }) => {
    const [[last, users] = [customer, []]] = memory;
    memory.clear();
    memory.set(customer, listed);
    return last !== customer && sameUsers(users, listed) ? before : listed;
  }),
  'user-of-one-customer-only': attachInstead<true>(
    (listed, _before, { customer, correct, memory }) => {
      memory.set(customer, true);
      const others = [...memory.keys()].filter((other) => other !== customer);
      return without(listed, others.flatMap(correct.store.get));
    },
  ),
  'equal-lists-share-a-row': attachInstead((listed, before, { correct: { dataset, store } }) => {
    for (const each of dataset.customers.keys()) {
      if (before.length > 2 && sameUsers(store.get(each), before)) store.set(each, listed);
    }
    return listed;
  }),
  'refused-list-detaches-from-others': onResponse(async (response, request, { correct }) => {
    const { store, dataset } = correct;
    if (response.status !== 422 || request.method !== 'POST') return response;
    const listed = (await request.bytes()).toString().match(/\d+/g) ?? [];
    for (const id of dataset.customers.keys()) {
      if (id !== request.segment) store.set(id, without(store.get(id), listed));
    }
    return response;
  }),
  'unknown-customer-applied-to-the-first': onResponse(async (response, request, { correct }) => {
    const { store, dataset } = correct;
    if (response.status !== 404 || request.method !== 'POST') return response;
    const [first = ''] = dataset.customers.keys();
    const listed = (await request.bytes()).toString().match(/\d+/g) ?? [];
    store.set(
      first,
      listed.filter((id) => dataset.users.has(id)),
    );
    return response;
  }),
  'answers-with-the-customer-before': ({ sync, store }) => {
    let last: string | undefined;
    return {
      sync: async (customer, listed) => {
        const leaked = last === undefined || last === customer ? [] : store.get(last);
        last = customer;
        const attached = await sync(customer, listed);
        return union(attached, leaked);
      },
    };
  },
  'lists-those-of-earlier-customers': alsoListing('second'),
  'lists-those-of-later-customers': alsoListing('first'),
  'one-shard-never-detaches': neverDetachesFrom(1),
  'last-shard-never-detaches': neverDetachesFrom(2),
  'empty-list-lists-those-of-other-customers': ({ sync, store, dataset }) => ({
    sync: async (customer, listed) => {
      const attached = await sync(customer, listed);
      const others = [...dataset.customers.keys()].slice(0, 2).filter((id) => id !== customer);
      return attached.length > 0 ? attached : union([], others.flatMap(store.get));
    },
  }),
  'attaching-reaches-later-customers': reachingLater((listed, of) => union(of, listed)),
  'replacing-reaches-later-customers': reachingLater((listed, of, before) =>
    without(of, without(before, listed)),
  ),
  'detaching-forgets-the-customer': attachInstead(
    (listed, before, { correct: { dataset, store } }) => {
      const gone = without(before, listed);
      for (const each of dataset.customers.keys()) store.set(each, without(store.get(each), gone));
      return listed;
    },
  ),
} satisfies Patches;
