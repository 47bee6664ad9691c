import {
  startNamedReference,
  UnknownNameError,
  type NamedReferenceOptions,
} from '../reference/start';
import type { ReferenceServer } from '../reference/server';
import { COMMAND } from '../config/command';
import { UsageError } from './errors';

/** Returns how to try the server and how to test it. */
function describe(server: ReferenceServer): string {
  const { baseUrl, token, customers, users, readBackPath } = server;
  const [customer = '', ...otherCustomers] = customers;
  const [ann = '', bob = ''] = users;
  const few = (ids: readonly string[]) =>
    `${ids.slice(0, 8).join(', ')}, ... (${String(ids.length)} in all)`;
  return `
The reference server is running. Only this machine can reach it.

  base URL    ${baseUrl}
  token       ${token}
  customers   ${few([customer, ...otherCustomers])}
  users       ${few(users)}

Sync two users with customer ${customer}:

  curl -sS ${baseUrl}/customers/${customer}/users \\
    -H 'Authorization: Bearer ${token}' \\
    -H 'Content-Type: application/json' \\
    -d '{"user_ids": [${ann}, ${bob}]}'

Test it from another terminal:

  BASE_URL=${baseUrl} API_TOKEN=${token} \\
    CUSTOMER_IDS=${customers.slice(0, 2).join(',')} USER_IDS=${users.slice(0, 20).join(',')} \\
    READ_BACK_PATH='${readBackPath}' ${COMMAND}

A GET on the same path lists the attached users. The server forgets them when it stops.
Stop it with Ctrl-C.
`;
}

/** Options of `reference`. */
export interface ReferenceValues {
  fault?: string;
  variant?: string;
  port?: string;
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65535) return Number(text);
  throw new UsageError(
    '--port must be a number from 0 to 65535; 0 is any free port. Example: --port 8080',
  );
}

async function start(options: NamedReferenceOptions & { port: number }): Promise<ReferenceServer> {
  try {
    return await startNamedReference(options);
  } catch (error) {
    if (error instanceof UnknownNameError) throw new UsageError(error.message);
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new UsageError(
      `Listening on port ${String(options.port)} failed (${code}); choose another with --port.`,
    );
  }
}

/**
 * Starts the reference server, prints how to use it, and stops it at a signal.
 *
 * @param anyPort PORT; `--port` takes precedence
 * @throws UsageError for an unknown fault or variant, or a port that is not free
 */
export async function serveReference(
  { port: given, ...names }: ReferenceValues,
  anyPort = '',
): Promise<void> {
  const port = readPort(given ?? (anyPort === '' ? '0' : anyPort));
  const server = await start({ port, ...names });
  process.stdout.write(describe(server));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close();
    });
  }
}
