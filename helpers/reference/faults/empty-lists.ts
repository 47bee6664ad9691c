import { attachInstead, crash, onResponse, rejectWith, type UsersOrThrow } from '../patches';
import type { Patch } from '../pipeline';
import { type Ids, sameUsers, union, without } from '../user-sets';
import { breaks, type Faults } from './fault';

/** Replaces a sync to no user. */
const onEmptyList = (instead: (before: Ids) => UsersOrThrow) =>
  attachInstead((listed, before) => (listed.length === 0 ? instead(before) : listed));

/** Throws for a sync to no user of a customer that has none. */
const whenEmpty = (instead: () => never) =>
  onEmptyList((before) => (before.length === 0 ? instead : []));

/** Changes the first sync after `[]`. `gone` are the users that it detached. */
function afterEmptying(choose: (listed: Ids, gone: Ids) => Ids): Patch {
  return ({ sync, store }) => {
    const emptied = new Map<string, Ids>();
    return {
      sync: (customer, listed) => {
        if (listed.length === 0) {
          emptied.set(customer, store.get(customer));
          return sync(customer, listed);
        }
        const gone = emptied.get(customer) ?? [];
        emptied.delete(customer);
        return sync(customer, choose(listed, gone));
      },
    };
  };
}

/** A wrong effect of `[]`, at once or later. */
export const emptyListFaults = {
  'empty-list-ignored': breaks(['empty.detaches-all', 'sequence.model'], {
    cause: 'if (!ids.length) return, in the belief that there is nothing to do.',
    patch: onEmptyList((before) => before),
  }),
  'empty-list-keeps-one': breaks(['empty.detaches-all', 'sequence.model'], {
    cause: 'A rule of the web page is that a customer must have one user at least.',
    patch: onEmptyList((before) => before.slice(0, 1)),
  }),
  'empty-list-refused': breaks(['empty.detaches-all', 'sequence.model'], {
    cause: "Laravel's `required` refuses an empty array; `present` was meant.",
    patch: onEmptyList(() => rejectWith(422, 'The user_ids field is required.')),
  }),
  'empty-list-answered-500': breaks(['empty.detaches-all', 'sequence.model', 'http.no-5xx'], {
    cause: 'WHERE id IN () is no SQL.',
    patch: onEmptyList(() => crash),
  }),
  'empty-list-answered-204': breaks(['response.status', 'empty.detaches-all'], {
    cause: 'Nobody is left, so there is no content.',
    patch: onResponse((response, { method }) =>
      method === 'POST' && response.status === 200 && response.body.toString() === '{"data":[]}'
        ? { status: 204, headers: {}, body: Buffer.alloc(0) }
        : response,
    ),
  }),
  'empty-list-means-everyone': breaks(['empty.detaches-all', 'sequence.model'], {
    cause: 'A filter without conditions selects all, here the first five users of the system.',
    patch: ({ sync, dataset }) => {
      const everyone = [...dataset.users.keys()].slice(0, 5);
      return {
        sync: (customer, listed) => sync(customer, listed.length === 0 ? everyone : listed),
      };
    },
  }),
  'nobody-to-detach-answered-404': breaks(['empty.when-empty', 'sequence.model'], {
    cause: 'DELETE affected no row, and the repository takes that for not found.',
    patch: whenEmpty(rejectWith(404, 'There is nobody to detach.')),
  }),
  'nobody-to-detach-answered-500': breaks(['empty.when-empty', 'http.no-5xx', 'sequence.model'], {
    cause: 'first() of an empty collection is null.',
    patch: whenEmpty(crash),
  }),
  'nobody-to-detach-answered-409': breaks(['empty.when-empty', 'sequence.model'], {
    cause: 'An optimistic UPDATE that changes no row is held for a conflict.',
    patch: whenEmpty(rejectWith(409, 'Somebody else has changed this customer.')),
  }),
  'emptied-list-stays-in-the-cache': breaks(
    ['empty.then-attach', 'sequence.model', 'concurrency.independent'],
    {
      cause: 'The last list is kept to skip repeats, and emptying does not clear it.',
      patch: ({ sync, store }) => {
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
  ),
  'emptied-users-cannot-come-back': breaks(
    ['attach.one', 'empty.then-attach', 'volume.all-listed', 'sequence.model'],
    {
      cause: 'Emptying soft-deletes rows, and the unique index knows nothing of deleted_at.',
      patch: afterEmptying(without),
    },
  ),
  'emptied-users-come-back-together': breaks(
    ['attach.one', 'attach.many', 'empty.then-attach', 'sequence.model'],
    {
      cause: 'Attaching after emptying restores every soft-deleted row, not the listed ones.',
      patch: afterEmptying(union),
    },
  ),
} satisfies Faults;
