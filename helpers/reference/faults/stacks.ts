import { LosslessNumber, stringify } from 'lossless-json';
import {
  attachInstead,
  crash,
  onRefusal,
  pause,
  recover,
  refuseOtherwise,
  withText,
} from '../alterations';
import { Refusal, type Alteration, type Ask } from '../parts';
import { customerInstead, isObject, onBody, onItem } from '../readings';
import type { Fault } from './fault';

type Ids = readonly string[];

const union = (some: Ids, others: Ids): Ids => [...new Set([...some, ...others])];
const without = (some: Ids, others: Ids): Ids => some.filter((id) => !others.includes(id));

/** A refusal of which the message is followed by what should have stayed inside. */
function leaking(name: string, story: string, leak: string): Fault {
  return {
    name,
    story,
    caughtBy: [],
    warns: ['http.no-leak'],
    alter: refuseOtherwise((refusal) =>
      refusal.status === 422
        ? new Refusal(refusal.status, `${refusal.message} ${leak}`, refusal.headers)
        : undefined,
    ),
  };
}

/** The first sync of any customer after some request is another one. */
function after(
  which: (ask: Ask, status: number) => boolean,
  choose: (listed: Ids, before: Ids) => Ids,
): Alteration {
  return ({ answer, sync, store }) => {
    let due = false;
    return {
      answer: async (ask) => {
        const answered = await answer(ask);
        if (which(ask, answered.status)) due = true;
        return answered;
      },
      sync: (customer, listed) => {
        const now = due;
        due = false;
        return sync(customer, now ? choose(listed, store.get(customer)) : listed);
      },
    };
  };
}

/** What comes with a stack: its parsers, its pools, its mappers, its drivers. */
export const stackFaults: readonly Fault[] = [
  {
    name: 'one-shard-never-detaches',
    story: 'Customers of one of two shards are on a release that only adds.',
    caughtBy: ['detach.unlisted'],
    alter: (correct) => {
      const second = [...correct.directory.customers.keys()][1];
      return attachInstead((listed, before, customer) =>
        customer === second && listed.length > 0 ? union(before, listed) : listed,
      )(correct);
    },
  },
  {
    name: 'chunk-of-one-is-lost',
    story:
      'Lists are cut into chunks of thirty, and the converter from XML makes a chunk of one a plain value.',
    caughtBy: ['detach.unlisted'],
    alter: attachInstead((listed) =>
      listed.length > 30 && listed.length % 30 === 1 ? listed.slice(0, -1) : listed,
    ),
  },
  {
    name: 'sync-after-a-malformed-body-ignored',
    story: 'The parser that threw is reused, and its first call gives what it had.',
    caughtBy: ['sequence.model'],
    alter: after(
      ({ method }, status) => method === 'POST' && status === 400,
      (listed, before) => (listed.length === 0 ? listed : before),
    ),
  },
  {
    name: 'sync-after-an-unknown-customer-only-adds',
    story: 'The tenant of the worker is unset after a 404, and its detachments are of nobody.',
    caughtBy: ['sequence.model'],
    alter: after(
      ({ method }, status) => method === 'POST' && status === 404,
      (listed, before) => (listed.length === 0 ? listed : union(before, listed)),
    ),
  },
  {
    name: 'shared-user-locked',
    story: 'The row of the user is locked, and another customer that wants it at once is refused.',
    caughtBy: ['concurrency.independent'],
    alter: ({ sync }) => {
      const locked = new Map<string, string>();
      return {
        sync: async (customer, listed) => {
          const taken = listed.some((id) => (locked.get(id) ?? customer) !== customer);
          if (taken) throw new Refusal(409, 'A user is locked.');
          for (const id of listed) locked.set(id, customer);
          await pause(12);
          for (const id of listed) locked.delete(id);
          return sync(customer, listed);
        },
      };
    },
  },
  {
    name: 'detaching-forgets-the-customer',
    story: 'Rows are deleted by the user alone, and the customer is left out of the WHERE.',
    caughtBy: ['isolation.customers'],
    needs: ['readback'],
    alter: ({ sync, store, directory }) => ({
      sync: (customer, listed) => {
        const gone = without(store.get(customer), listed);
        for (const other of directory.customers.keys()) {
          if (other !== customer) store.set(other, without(store.get(other), gone));
        }
        return sync(customer, listed);
      },
    }),
  },
  {
    name: 'validation-errors-dump-the-headers',
    story: 'The error of the validator has the whole request in its context.',
    caughtBy: [],
    warns: ['auth.no-echo'],
    alter: onRefusal((answer, { status }, ask) =>
      status === 422
        ? withText(answer, JSON.stringify({ error: 'invalid', request: { headers: ask.headers } }))
        : answer,
    ),
  },
  {
    name: 'customer-wraps-at-64-bits',
    story: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    caughtBy: ['customer.range'],
    alter: customerInstead((segment, customers) =>
      /^\d+$/.test(segment)
        ? customers.find((id) => id === String(BigInt.asUintN(64, BigInt(segment))))
        : undefined,
    ),
  },
  {
    name: 'comments-accepted',
    story: 'Jackson with ALLOW_COMMENTS, Newtonsoft as it comes.',
    caughtBy: ['body.malformed'],
    alter: ({ readJson }) => ({
      readJson: recover(readJson, (text) => readJson(text.replace(/\/\*.*?\*\/|\/\/.*$/g, ''))),
    }),
  },
  {
    name: 'text-items-parsed-up-to-their-digits',
    story: 'parseInt, intval, to_i: "101abc" is 101; what has no digits is refused.',
    caughtBy: ['ids.not-integer'],
    alter: onItem((item) => {
      const digits = typeof item === 'string' ? /^\s*(\d+)\D/.exec(item)?.[1] : undefined;
      return digits === undefined ? item : new LosslessNumber(digits);
    }),
  },
  {
    name: 'ids-wrap-at-64-bits',
    story: 'Digits are added up in an unsigned 64-bit integer, which wraps.',
    caughtBy: ['ids.range'],
    alter: ({ readId }) => ({ readId: (item) => BigInt.asUintN(64, readId(item)) }),
  },
  {
    name: 'customer-id-in-the-body-beats-the-path',
    story: 'Mass assignment: customer_id of the body is put into the pivot.',
    caughtBy: ['body.extra'],
    alter: (correct) => ({
      answer: async (ask) => {
        if (ask.method !== 'POST') return correct.answer(ask);
        try {
          const body = correct.readJson((await ask.bytes()).toString());
          if (isObject(body) && 'customer_id' in body)
            return await correct.answer({ ...ask, segment: stringify(body['customer_id']) ?? '' });
        } catch {
          // As without one.
        }
        return correct.answer(ask);
      },
    }),
  },
  {
    name: 'null-beside-the-list-answered-500',
    story: 'Every property is trimmed, and null has no trim.',
    caughtBy: ['body.extra', 'http.no-5xx'],
    alter: onBody((body) =>
      isObject(body) &&
      Object.entries(body).some(([key, value]) => key !== 'user_ids' && value === null)
        ? crash()
        : body,
    ),
  },
  {
    name: 'get-from-the-cache-for-anyone',
    story: 'The CDN keeps what it has read once, and gives it to who has no token.',
    caughtBy: ['auth.missing'],
    alter: ({ answer, presentUser, presentData, presentAnswer, write, directory, store }) => {
      const readable = new Set<string>();
      return {
        answer: async (ask) => {
          const answered = await answer(ask);
          if (ask.method !== 'GET') return answered;
          if (answered.status === 200) readable.add(ask.target);
          if (answered.status !== 401 || !readable.has(ask.target)) return answered;
          const customer = ask.segment ?? '';
          const before = store.get(customer);
          const context = { ask, customer, listed: undefined, before };
          const users = [...directory.users.values()].filter(({ id }) => before.includes(id));
          return presentAnswer(
            write(
              presentData(
                users.map((user) => presentUser(user, context)),
                context,
              ),
            ),
            context,
          );
        },
      };
    },
  },
  leaking(
    'sql-server-error-in-refusals',
    'The message of the driver is passed on.',
    'The INSERT statement conflicted with the FOREIGN KEY constraint "FK_users". The conflict occurred in database "crm", table "dbo.users", column \'id\'.',
  ),
  leaking(
    'elixir-stack-in-refusals',
    'Plug.Debugger is on.',
    '(app 0.1.0) lib/app_web/controllers/user_controller.ex:12: AppWeb.UserController.sync/2',
  ),
  {
    name: 'refused-body-left-on-the-connection',
    story:
      'A 401 is answered before the body is read, which is then read as the next request: 400.',
    caughtBy: ['auth.each-request'],
    alter: ({ answer, presentRefusal }) => {
      const spoilt = new WeakSet<object>();
      return {
        answer: async (ask) => {
          if (spoilt.delete(ask.socket))
            return presentRefusal(new Refusal(400, 'Bad request line.'), ask);
          const answered = await answer(ask);
          if (answered.status === 401 && ask.headers['content-length'] !== undefined)
            spoilt.add(ask.socket);
          return answered;
        },
      };
    },
  },
  {
    name: 'text-items-cast-with-intval',
    story: 'array_map("intval"): "101abc" is 101, "abc" and "" are 0, and 0 does not exist: 422.',
    caughtBy: ['ids.not-integer'],
    warns: ['ids.strict'],
    alter: onItem((item) => {
      if (typeof item !== 'string') return item;
      return new LosslessNumber(/^\s*[+-]?(\d+)/.exec(item)?.[1]?.replace(/^0+(?=\d)/, '') ?? '0');
    }),
  },
  {
    name: 'answers-of-the-request-and-stored-by-stale-diff',
    story:
      'The answer is made of the request, and rows are written by a diff with a stale read: overlap leaves the union.',
    caughtBy: ['readback.persisted'],
    needs: ['readback'],
    alter: ({ sync, store }) => ({
      sync: async (customer, listed) => {
        const read = store.get(customer);
        await pause(12);
        const now = store.get(customer);
        await sync(customer, union(without(now, read), listed));
        return listed;
      },
    }),
  },
  leaking(
    'rust-panic-in-refusals',
    'The panic hook writes into the answer.',
    "thread 'main' panicked at src/handlers/users.rs:41:18: called `Result::unwrap()` on an `Err` value",
  ),
  leaking(
    'mongo-error-in-refusals',
    'The message of the driver is passed on.',
    'E11000 duplicate key error collection: crm.customer_users index: customer_1_user_1 dup key: { customer: 7, user: 101 }',
  ),
  {
    name: 'connection-remembers-the-refusal',
    story: 'The principal of a connection is kept: anonymous once, anonymous for good.',
    caughtBy: ['auth.each-request'],
    alter: ({ authenticate }) => {
      const anonymous = new WeakSet<object>();
      return {
        authenticate: (ask) => {
          if (anonymous.has(ask.socket))
            throw new Refusal(401, 'Anonymous.', { 'www-authenticate': 'Bearer' });
          if (ask.headers.authorization === undefined) anonymous.add(ask.socket);
          authenticate(ask);
        },
      };
    },
  },
];
