import { recover, refuse, sameUsers } from '../alterations';
import type { Alteration, Parts } from '../parts';
import { Refusal } from '../parts';
import type { Fault } from './fault';

type Ids = readonly string[];
type Choose = (listed: Ids, before: Ids, customer: string) => Ids | (() => never);

const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];

function synced({ sync, store }: Parts, choose: Choose): Parts['sync'] {
  return async (customer, listed) => {
    const chosen = choose(listed, store.get(customer), customer);
    return sync(customer, typeof chosen === 'function' ? chosen() : chosen);
  };
}

/** The first sync after a request that was refused with one of these is another one. */
function afterRefusal(statuses: readonly number[], choose: Choose): Alteration {
  return (correct) => {
    let refused = false;
    return {
      presentRefusal: (refusal, ask) => {
        if (ask.method === 'POST') refused = statuses.includes(refusal.status);
        return correct.presentRefusal(refusal, ask);
      },
      sync: synced(correct, (listed, before, customer) => {
        const after = refused;
        refused = false;
        return after ? choose(listed, before, customer) : listed;
      }),
    };
  };
}

/** What an earlier request does to a later one. */
export const afterEffectFaults: readonly Fault[] = [
  {
    name: 'refused-list-comes-with-the-next',
    story: 'The entities of a refused request stay in the session, and the next flush writes them.',
    caughtBy: ['detach.unlisted', 'sequence.model'],
    alter: (correct) => {
      let dirty: Ids = [];
      let read: string[] = [];
      return {
        readList: (body) => {
          read = [];
          return correct.readList(body);
        },
        readId: (item) => {
          const id = correct.readId(item);
          if (correct.directory.users.has(String(id))) read.push(String(id));
          return id;
        },
        presentRefusal: (refusal, ask) => {
          if (refusal.status === 422) dirty = [...read];
          return correct.presentRefusal(refusal, ask);
        },
        sync: synced(correct, (listed) => {
          const flushed = dirty;
          dirty = [];
          return listed.length === 0 ? listed : union(listed, flushed);
        }),
      };
    },
  },
  {
    name: 'sync-after-bad-credentials-only-adds',
    story: 'The worker that has refused a token is left with a read-only view of what to detach.',
    caughtBy: ['sequence.model'],
    alter: afterRefusal([401], (listed, before) =>
      listed.length === 0 ? listed : union(before, listed),
    ),
  },
  {
    name: 'sync-after-an-invalid-item-refused',
    story: 'The errors of the validator are kept in the object, and are still there the next time.',
    caughtBy: ['attach.many', 'sequence.model'],
    alter: afterRefusal([422], (listed) =>
      listed.length > 1 ? refuse(422, 'user_ids lists something that is no integer.') : listed,
    ),
  },
  {
    name: 'third-repeat-refused',
    story: 'A guard against doubled forms counts the same body, and is fed up the fourth time.',
    caughtBy: ['set.unordered', 'sequence.model'],
    alter: (correct) => {
      const repeats = new Map<string, number>();
      return {
        sync: synced(correct, (listed, before, customer) => {
          const nth = sameUsers(listed, before) ? (repeats.get(customer) ?? 0) + 1 : 0;
          repeats.set(customer, nth);
          return nth >= 3 && listed.length > 0 ? refuse(409, 'This has been done.') : listed;
        }),
      };
    },
  },
  {
    name: 'sync-after-a-repeated-id-ignored',
    story:
      'The violated index leaves the transaction open, and the next one is rolled back with it.',
    caughtBy: ['sequence.model'],
    alter: (correct) => {
      let broken = false;
      let twice = false;
      return {
        readUsers: (ids) => {
          twice = new Set(ids).size < ids.length && ids.length < 1000;
          return correct.readUsers(ids);
        },
        sync: synced(correct, (listed, before) => {
          const was = broken;
          broken = twice;
          return was && listed.length > 0 ? before : listed;
        }),
      };
    },
  },
  {
    name: 'sync-after-a-long-list-only-adds',
    story: 'Long lists are written by a job, and what comes next does not see its rows yet.',
    caughtBy: ['detach.unlisted'],
    alter: (correct) => ({
      sync: synced(correct, (listed, before) =>
        before.length > 40 && listed.length > 0 ? union(before, listed) : listed,
      ),
    }),
  },
  {
    name: 'detaches-twenty-at-most',
    story: 'Detaching goes through a query with LIMIT 20, and is not repeated.',
    caughtBy: ['detach.unlisted'],
    alter: (correct) => ({
      sync: synced(correct, (listed, before) => {
        const gone = before.filter((user) => !listed.includes(user));
        return listed.length === 0 ? listed : union(listed, gone.slice(20));
      }),
    }),
  },
  {
    name: 'detached-users-cannot-come-back',
    story:
      'Detaching soft-deletes rows, the unique index knows nothing of it, and IGNORE hides it.',
    caughtBy: ['replace.disjoint', 'replace.mixed', 'sequence.model'],
    alter: (correct) => {
      const deleted = new Map<string, Ids>();
      return {
        sync: synced(correct, (listed, before, customer) => {
          const gone = before.filter((user) => !listed.includes(user));
          const rows = listed.length === 0 ? [] : union(deleted.get(customer) ?? [], gone);
          deleted.set(customer, rows);
          return listed.filter((user) => before.includes(user) || !rows.includes(user));
        }),
      };
    },
  },
  {
    name: 'list-sent-before-answered-from-memory',
    story: 'Answers are kept by the hash of the body, for who sends the same again.',
    caughtBy: ['readback.persisted', 'http.safe-get'],
    needs: ['readback'],
    alter: ({ sync, store }) => {
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
  },
  {
    name: 'forbidden-and-applied',
    story: 'The policy is asked after the action, about its result.',
    caughtBy: ['readback.refused-unchanged'],
    needs: ['readback'],
    alter: (correct) => ({
      authenticate: recover(correct.authenticate, (ask, refusal) => {
        if (refusal.status !== 403 || ask.method !== 'POST') throw refusal;
      }),
      presentAnswer: (text, context) =>
        context.ask.headers.authorization === `Bearer ${correct.tokens.forbidden}`
          ? correct.presentRefusal(new Refusal(403, 'No right.'), context.ask)
          : correct.presentAnswer(text, context),
    }),
  },
  {
    name: 'one-user-in-ten-is-never-detached',
    story: 'The owner of the account is exempt from detaching, and there are several of them.',
    caughtBy: ['detach.unlisted', 'sequence.model'],
    alter: (correct) => {
      const owners = [...correct.directory.users.keys()].filter((_user, index) => index % 10 === 7);
      return {
        sync: synced(correct, (listed, before) =>
          listed.length === 0
            ? listed
            : union(
                listed,
                before.filter((user) => owners.includes(user)),
              ),
        ),
      };
    },
  },
  {
    name: 'sync-after-a-malformed-body-ignored',
    story: 'The parser that threw is reused, and its first call gives what it had.',
    caughtBy: ['sequence.model'],
    alter: afterRefusal([400], (listed, before) => (listed.length === 0 ? listed : before)),
  },
  {
    name: 'sync-after-an-unknown-customer-only-adds',
    story: 'The tenant of the worker is unset after a 404, and its detachments are of nobody.',
    caughtBy: ['sequence.model'],
    alter: afterRefusal([404], (listed, before) =>
      listed.length === 0 ? listed : union(before, listed),
    ),
  },
];
