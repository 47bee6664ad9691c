import { startReference } from '../reference/server';
import { EMBEDDED_CUSTOMERS } from './playwright-settings';

const EMBEDDED_USERS = 60;

/** Starts the reference server and configures it as the target in the environment. */
export async function startEmbedded(shards: number): Promise<() => Promise<void>> {
  const server = await startReference();
  Object.assign(process.env, {
    BASE_URL: server.baseUrl,
    API_TOKEN: server.token,
    CUSTOMER_IDS: server.customers.slice(0, shards * EMBEDDED_CUSTOMERS).join(','),
    USER_IDS: server.users.slice(0, EMBEDDED_USERS).join(','),
    UNKNOWN_USER_ID: server.unknownUserId,
    UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    FORBIDDEN_TOKEN: server.forbiddenToken,
    EXPIRED_TOKEN: server.expiredToken,
    READ_BACK_PATH: server.readBackPath,
  });
  return () => server.close();
}
