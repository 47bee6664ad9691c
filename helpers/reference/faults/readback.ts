import { listOnRead, onResponse, pause, recover } from '../patches';
import type { Handlers, Patch, Request } from '../pipeline';
import type { Ids } from '../user-sets';
import { breaks, type Fault, type Faults } from './fault';

const needs = { readBack: true } as const;

/** Declares a fault whose responses are right and whose reads are not. */
const misread = (cause: string, patch: Patch): Fault =>
  breaks(['readback.persisted', 'http.safe-get'], { cause, needs, patch });

/** Declares a fault that rejects with a status, and changes who is attached all the same. */
function appliedAfter(
  status: number,
  cause: string,
  choose: (correct: Handlers, request: Request) => Ids | Promise<Ids>,
): Fault {
  const patch = onResponse(async (response, request, { correct }) => {
    if (response.status !== status || request.method !== 'POST') return response;
    try {
      correct.store.set(correct.readCustomer(request), await choose(correct, request));
    } catch {
      // There is nothing to apply: the customer or the body cannot be read.
    }
    return response;
  });
  return breaks(['readback.refused-unchanged'], { cause, needs, patch });
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

/** Faults that only a read-back shows. */
export const readbackFaults = {
  'sync-not-stored': misread('The transaction is never committed.', () => ({
    sync: (_customer, users) => Promise.resolve(users),
  })),
  'sync-stored-later': misread(
    'The write goes through a queue, and the response does not wait for it.',
    ({ sync }) => ({
      sync: (customer, users) => {
        void pause(150).then(() => sync(customer, users));
        return Promise.resolve(users);
      },
    }),
  ),
  'read-from-a-stale-replica': misread(
    'Reads go to a replica that is one write behind.',
    readFrom((_kept, before) => before),
  ),
  'read-shows-the-detached-too': misread(
    'Detaching soft-deletes, and the index action does not check deleted_at.',
    readFrom((kept, before, users) => [...(kept ?? before), ...users]),
  ),
  'read-shows-the-first-only': misread(
    'The relation is hasOne in the model that reads.',
    listOnRead((attached) => attached.slice(0, 1)),
  ),
  'refused-for-an-unknown-user-and-applied': appliedAfter(
    422,
    'Users are attached one by one, and the one that fails ends the loop without a rollback.',
    listedUsers,
  ),
  'detached-before-the-list-is-judged': appliedAfter(
    422,
    'detach() comes first, and then the validation of the list to attach.',
    () => [],
  ),
  'malformed-body-detaches-and-is-refused': appliedAfter(
    400,
    'The body is parsed lazily, when the old rows are gone already.',
    () => [],
  ),
  'applied-before-credentials': appliedAfter(
    401,
    'The guard runs after the handler, and only replaces its response.',
    listedUsers,
  ),
} satisfies Faults;
