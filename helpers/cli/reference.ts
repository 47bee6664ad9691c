import path from 'node:path';
import { startNamedReference, UnknownNameError } from '../reference/start';
import type { ReferenceServer } from '../reference/server';
import { UsageError } from './errors';

/** How a run is started from where this file is: in a clone, or in a package. */
const RUN =
  path.extname(__filename) === '.ts' ? 'npm run conformance' : 'npx sync-users-conformance';

/** Describes how to try the server, and how to judge it. */
function describe(server: ReferenceServer): string {
  const { baseUrl, token, customers, users } = server;
  const [customer = '', ...otherCustomers] = customers;
  const [ann = '', bob = ''] = users;
  const few = (ids: readonly string[]) =>
    `${ids.slice(0, 8).join(', ')}, ... (${String(ids.length)} in all)`;
  return `
The reference server is running, on this machine only.

  base URL    ${baseUrl}
  token       ${token}
  customers   ${few([customer, ...otherCustomers])}
  users       ${few(users)}

Sync two users with customer ${customer}:

  curl -sS ${baseUrl}/customers/${customer}/users \\
    -H 'Authorization: Bearer ${token}' \\
    -H 'Content-Type: application/json' \\
    -d '{"user_ids": [${ann}, ${bob}]}'

Judge it, from another terminal:

  BASE_URL=${baseUrl} API_TOKEN=${token} \\
    CUSTOMER_IDS=${customers.slice(0, 2).join(',')} USER_IDS=${users.slice(0, 20).join(',')} \\
    ${RUN}

A GET on the same path lists the attached users. The server forgets them when it stops.
Stop it with Ctrl-C.
`;
}

/** The options of `reference`, as they are given. */
export interface ReferenceValues {
  fault?: string;
  variant?: string;
  port?: string;
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError('A port is a number from 0 to 65535 (0: any that is free): --port 8080.');
}

/**
 * Starts the reference server, prints how to use it, and stops it with a signal.
 *
 * @param anyPort PORT; a port that is given as an option wins
 * @throws UsageError where there is no such fault or variant, or the port cannot be had
 */
export async function serveReference(
  { port: given, ...names }: ReferenceValues,
  anyPort = '',
): Promise<void> {
  const port = readPort(given ?? (anyPort === '' ? '0' : anyPort));
  const server = await startNamedReference({ port, ...names }).catch((error: unknown) => {
    if (error instanceof UnknownNameError) throw new UsageError(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(`Port ${String(port)} cannot be listened on (${code}).`);
  });
  process.stdout.write(describe(server));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close();
    });
  }
}
