import { crash, onResponse, rejectWith } from '../patches';
import type { Handlers } from '../pipeline';
import { emptyResponse } from '../responses';
import { attachInstead, type UsersOrThrow } from '../sync-patches';
import { type Ids, sameUsers, union, without } from '../user-sets';
import { breaks, type Faults } from './fault';

/** Replaces a sync to no user. */
const onEmptyList = (instead: (before: Ids, correct: Handlers) => UsersOrThrow) =>
  attachInstead((listed, before, { correct }) =>
    listed.length === 0 ? instead(before, correct) : listed,
  );

/** Throws for a sync to no user of a customer that has none. */
const whenEmpty = (instead: () => never) =>
  onEmptyList((before) => (before.length === 0 ? instead : []));

/** Changes the first sync after `[]`. `gone` are the users that it detached. */
const afterEmptying = (choose: (listed: Ids, gone: Ids) => Ids) =>
  attachInstead((listed, before, { customer, memory }) => {
    const gone = memory.get(customer) ?? [];
    memory.set(customer, listed.length === 0 ? before : []);
    return listed.length === 0 ? listed : choose(listed, gone);
  });

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
        ? emptyResponse(204)
        : response,
    ),
  }),
  'empty-list-means-everyone': breaks(['empty.detaches-all', 'sequence.model'], {
    cause: 'A filter without conditions selects all, here the first five users of the system.',
    patch: onEmptyList((_before, { dataset }) => [...dataset.users.keys()].slice(0, 5)),
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
      patch: attachInstead((listed, before, { customer, memory }) => {
        if (listed.length === 0) return listed;
        const repeat = sameUsers(memory.get(customer) ?? [], listed);
        memory.set(customer, listed);
        return repeat ? before : listed;
      }),
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
