import { crash, onResponse, rejectWith } from '../patches';
import type { Handlers, Patches } from '../pipeline';
import { emptyResponse } from '../responses';
import { attachInstead, type UsersOrThrow } from '../sync-patches';
import { type Ids, sameUsers, union, without } from '../user-sets';

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
  'empty-list-ignored': onEmptyList((before) => before),
  'empty-list-keeps-one': onEmptyList((before) => before.slice(0, 1)),
  'empty-list-refused': onEmptyList(() => rejectWith(422, 'The user_ids field is required.')),
  'empty-list-answered-500': onEmptyList(() => crash),
  'empty-list-answered-204': onResponse((response, { method }) =>
    method === 'POST' && response.status === 200 && response.body.toString() === '{"data":[]}'
      ? emptyResponse(204)
      : response,
  ),
  'empty-list-means-everyone': onEmptyList((_before, { dataset }) =>
    [...dataset.users.keys()].slice(0, 5),
  ),
  'nobody-to-detach-answered-404': whenEmpty(rejectWith(404, 'There is nobody to detach.')),
  'nobody-to-detach-answered-500': whenEmpty(crash),
  'nobody-to-detach-answered-409': whenEmpty(
    rejectWith(409, 'Somebody else has changed this customer.'),
  ),
  'emptied-list-stays-in-the-cache': attachInstead((listed, before, { customer, memory }) => {
    if (listed.length === 0) return listed;
    const repeat = sameUsers(memory.get(customer) ?? [], listed);
    memory.set(customer, listed);
    return repeat ? before : listed;
  }),
  'emptied-users-cannot-come-back': afterEmptying(without),
  'emptied-users-come-back-together': afterEmptying(union),
} satisfies Patches;
