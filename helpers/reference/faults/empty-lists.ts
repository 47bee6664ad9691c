import { attachInstead, crash, onAnswer, refuse, sameUsers } from '../alterations';
import type { Alteration } from '../parts';
import type { Fault } from './fault';

/** Something else than a sync to nobody. */
function onEmptyList(instead: (before: readonly string[]) => readonly string[] | (() => never)) {
  return attachInstead((listed, before) => (listed.length === 0 ? instead(before) : listed));
}

/** Does something else when the list is empty, and the customer has nobody. */
function whenEmpty(instead: () => never): Alteration {
  return onEmptyList((before) => (before.length === 0 ? instead : []));
}

/** `[]`, and what comes after it. */
export const emptyListFaults: readonly Fault[] = [
  {
    name: 'empty-list-ignored',
    story: 'if (!ids.length) return, in the belief that there is nothing to do.',
    caughtBy: ['empty.detaches-all', 'sequence.model'],
    alter: onEmptyList((before) => before),
  },
  {
    name: 'empty-list-keeps-one',
    story: 'A customer must have one user at least, says a rule of the web page.',
    caughtBy: ['empty.detaches-all', 'sequence.model'],
    alter: onEmptyList((before) => before.slice(0, 1)),
  },
  {
    name: 'empty-list-refused',
    story: "Laravel's `required` refuses an empty array; `present` was meant.",
    caughtBy: ['empty.detaches-all', 'sequence.model'],
    alter: onEmptyList(() => refuse(422, 'The user_ids field is required.')),
  },
  {
    name: 'empty-list-answered-500',
    story: 'WHERE id IN () is no SQL.',
    caughtBy: ['empty.detaches-all', 'sequence.model', 'http.no-5xx'],
    alter: onEmptyList(() => crash),
  },
  {
    name: 'empty-list-answered-204',
    story: 'Nobody is left, so there is no content.',
    caughtBy: ['response.status', 'empty.detaches-all'],
    alter: onAnswer((answer, { method }) =>
      method === 'POST' && answer.status === 200 && answer.body.toString() === '{"data":[]}'
        ? { status: 204, headers: {}, body: Buffer.alloc(0) }
        : answer,
    ),
  },
  {
    name: 'empty-list-means-everyone',
    story: 'A filter without conditions selects all, here the first five users of the system.',
    caughtBy: ['empty.detaches-all', 'sequence.model'],
    alter: ({ sync, directory }) => {
      const everyone = [...directory.users.keys()].slice(0, 5);
      return {
        sync: (customer, listed) => sync(customer, listed.length === 0 ? everyone : listed),
      };
    },
  },
  {
    name: 'nobody-to-detach-answered-404',
    story: 'DELETE affected no row, and the repository takes that for not found.',
    caughtBy: ['empty.when-empty', 'sequence.model'],
    alter: whenEmpty(refuse(404, 'There is nobody to detach.')),
  },
  {
    name: 'nobody-to-detach-answered-500',
    story: 'first() of an empty collection is null.',
    caughtBy: ['empty.when-empty', 'http.no-5xx', 'sequence.model'],
    alter: whenEmpty(crash),
  },
  {
    name: 'nobody-to-detach-answered-409',
    story: 'An optimistic UPDATE that changes no row is held for a conflict.',
    caughtBy: ['empty.when-empty', 'sequence.model'],
    alter: whenEmpty(refuse(409, 'Somebody else has changed this customer.')),
  },
  {
    name: 'emptied-list-stays-in-the-cache',
    story: 'The last list is kept to skip repeats, and emptying does not clear it.',
    caughtBy: ['empty.then-attach', 'sequence.model', 'concurrency.independent'],
    alter: ({ sync, store }) => {
      const last = new Map<string, readonly string[]>();
      return {
        sync: (customer, listed) => {
          if (listed.length === 0) return sync(customer, listed);
          const repeat = sameUsers(last.get(customer) ?? [], listed);
          last.set(customer, listed);
          return repeat ? Promise.resolve(store.get(customer)) : sync(customer, listed);
        },
      };
    },
  },
  {
    name: 'emptied-users-cannot-come-back',
    story: 'Emptying soft-deletes rows, and the unique index knows nothing of deleted_at.',
    caughtBy: ['attach.one', 'empty.then-attach', 'volume.all-listed', 'sequence.model'],
    alter: afterEmptying((listed, gone) => listed.filter((user) => !gone.includes(user))),
  },
  {
    name: 'emptied-users-come-back-together',
    story: 'Attaching after emptying restores every soft-deleted row, not the listed ones.',
    caughtBy: ['attach.one', 'attach.many', 'empty.then-attach', 'sequence.model'],
    alter: afterEmptying((listed, gone) => [...new Set([...listed, ...gone])]),
  },
];

/** The first sync after `[]`, given whom that has detached. */
function afterEmptying(
  choose: (listed: readonly string[], gone: readonly string[]) => readonly string[],
): Alteration {
  return ({ sync, store }) => {
    const emptied = new Map<string, readonly string[]>();
    return {
      sync: (customer, listed) => {
        if (listed.length === 0) emptied.set(customer, store.get(customer));
        const gone = emptied.get(customer) ?? [];
        if (listed.length > 0) emptied.delete(customer);
        return sync(customer, listed.length > 0 ? choose(listed, gone) : listed);
      },
    };
  };
}
