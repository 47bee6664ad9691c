import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Environment } from '../../tests/suite/support/run';
import type { ReferenceServer } from '../../helpers/reference/server';
import type { ServerOptions } from './served';

/** A reference server in a process of its own. */
export interface Server extends Omit<ReferenceServer, 'close'> {
  /** How many requests it was sent. */
  count: () => Promise<number>;
  close: () => Promise<void>;
}

export async function startServer(options: ServerOptions = {}): Promise<Server> {
  const child = fork(path.join(__dirname, 'served.ts'), [JSON.stringify(options)], {
    execArgv: ['--import', 'tsx'],
  });
  const gone = once(child, 'exit').then(() => {
    throw new Error(`the server ended: ${JSON.stringify(options)}`);
  });
  // The process ends once it is closed.
  gone.catch(() => undefined);
  const next = async () => {
    const [message] = (await Promise.race([once(child, 'message'), gone])) as unknown[];
    return message;
  };
  const server = (await next()) as Omit<ReferenceServer, 'close'>;
  return {
    ...server,
    count: async () => {
      child.send('count');
      return (await next()) as number;
    },
    close: async () => {
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

/** The environment in which a run judges it, as its owner would give it. */
export function environmentOf(
  server: Server,
  { customers, users }: { customers: number; users: number },
): Environment {
  return {
    BASE_URL: server.baseUrl,
    API_TOKEN: server.token,
    CUSTOMER_IDS: server.customers.slice(0, customers).join(','),
    USER_IDS: server.users.slice(0, users).join(','),
    UNKNOWN_USER_ID: server.unknownUserId,
    UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    FORBIDDEN_TOKEN: server.forbiddenToken,
    EXPIRED_TOKEN: server.expiredToken,
    READ_BACK_PATH: server.readBackPath,
    SEED: '1',
  };
}
