import { pause, recover } from '../alterations';
import type { Alteration, Ask, Parts, Refusal } from '../parts';
import { ignoringUnknownUsers } from '../readings';
import type { Fault } from './fault';

const PERSISTED = {
  caughtBy: ['readback.persisted', 'http.safe-get'],
  needs: ['readback'],
} as const;
const UNCHANGED = { caughtBy: ['readback.refused-unchanged'], needs: ['readback'] } as const;

/** A read shows others than those who are attached. */
function onRead(
  choose: (attached: readonly string[], customer: string) => readonly string[],
): Alteration {
  return ({ answer, store, directory, presentUser, presentData, presentAnswer, write }) => ({
    answer: async (ask) => {
      const answered = await answer(ask);
      const customer = ask.segment ?? '';
      if (ask.method !== 'GET' || answered.status !== 200) return answered;
      const before = store.get(customer);
      const context = { ask, customer, listed: undefined, before };
      const shown = new Set(choose(before, customer));
      const users = [...directory.users.values()].filter(({ id }) => shown.has(id));
      const records = users.map((user) => presentUser(user, context));
      return presentAnswer(write(presentData(records, context)), context);
    },
  });
}

/** Refuses as the correct server does, after `harm` was done. */
function afterRefusal(
  harm: (correct: Parts, ask: Ask) => Promise<void>,
  which: (refusal: Refusal) => boolean,
): Alteration {
  return (correct) => {
    const refused = new WeakSet<Ask>();
    return {
      presentRefusal: (refusal, ask) => {
        if (which(refusal)) refused.add(ask);
        return correct.presentRefusal(refusal, ask);
      },
      answer: async (ask) => {
        const answered = await correct.answer(ask);
        if (refused.has(ask) && ask.method === 'POST') {
          await harm(correct, ask).catch(() => undefined);
        }
        return answered;
      },
    };
  };
}

/** Whom the body names, as far as it can be read at all. */
async function named({ readText, readJson, readList, readId, directory }: Parts, ask: Ask) {
  const items = readList(readJson(readText(await ask.bytes())));
  const read = recover(
    (item: unknown) => [String(readId(item))],
    () => [],
  );
  return items.flatMap(read).filter((id) => directory.users.has(id));
}

/** What only a second way of looking shows. */
export const readbackFaults: readonly Fault[] = [
  {
    name: 'sync-not-stored',
    story: 'The transaction is never committed.',
    ...PERSISTED,
    alter: () => ({ sync: (_customer, users) => Promise.resolve(users) }),
  },
  {
    name: 'sync-stored-later',
    story: 'The write goes through a queue, the answer does not wait for it.',
    ...PERSISTED,
    alter: ({ sync }) => ({
      sync: (customer, users) => {
        void pause(150).then(() => sync(customer, users));
        return Promise.resolve(users);
      },
    }),
  },
  {
    name: 'read-from-a-stale-replica',
    story: 'Reads go to a replica that is one write behind.',
    ...PERSISTED,
    alter: (correct) => {
      const behind = new Map<string, readonly string[]>();
      const sync: Parts['sync'] = (customer, users) => {
        behind.set(customer, correct.store.get(customer));
        return correct.sync(customer, users);
      };
      return {
        sync,
        ...onRead((attached, customer) => behind.get(customer) ?? attached)(correct),
      };
    },
  },
  {
    name: 'read-shows-the-detached-too',
    story: 'Detaching soft-deletes, and the index action does not look at deleted_at.',
    ...PERSISTED,
    alter: (correct) => {
      const ever = new Map<string, readonly string[]>();
      const sync: Parts['sync'] = (customer, users) => {
        ever.set(customer, [...(ever.get(customer) ?? correct.store.get(customer)), ...users]);
        return correct.sync(customer, users);
      };
      return { sync, ...onRead((attached, customer) => ever.get(customer) ?? attached)(correct) };
    },
  },
  {
    name: 'read-shows-the-first-only',
    story: 'The relation is hasOne in the model that reads.',
    ...PERSISTED,
    alter: onRead((attached) => attached.slice(0, 1)),
  },
  {
    name: 'refused-for-an-unknown-user-and-applied',
    story:
      'Users are attached one by one, and the one that fails ends the loop without a rollback.',
    ...UNCHANGED,
    alter: (correct) => {
      const { readUsers = correct.readUsers } = ignoringUnknownUsers(correct);
      return afterRefusal(
        async (parts, ask) => {
          const ids = (await named(parts, ask)).map((id) => BigInt(id));
          parts.store.set(parts.readCustomer(ask), readUsers(ids));
        },
        ({ status }) => status === 422,
      )(correct);
    },
  },
  {
    name: 'detached-before-the-list-is-judged',
    story: 'detach() comes first, and then the validation of what is to be attached.',
    ...UNCHANGED,
    alter: afterRefusal(
      (parts, ask) => {
        parts.store.set(parts.readCustomer(ask), []);
        return Promise.resolve();
      },
      ({ status }) => status === 422,
    ),
  },
  {
    name: 'malformed-body-detaches-and-is-refused',
    story: 'The body is parsed lazily, when the old rows are gone already.',
    ...UNCHANGED,
    alter: afterRefusal(
      (parts, ask) => {
        parts.store.set(parts.readCustomer(ask), []);
        return Promise.resolve();
      },
      ({ status }) => status === 400,
    ),
  },
  {
    name: 'applied-before-credentials',
    story: 'The guard runs after the handler, and only replaces its answer.',
    ...UNCHANGED,
    alter: afterRefusal(
      async (parts, ask) => {
        parts.store.set(parts.readCustomer(ask), await named(parts, ask));
      },
      ({ status }) => status === 401,
    ),
  },
];
