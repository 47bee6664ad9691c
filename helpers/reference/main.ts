import { parseArgs } from 'node:util';
import { type Alteration, type ReferenceServer, startReference } from './server';

/** The port to listen on, from PORT; ends the process with 2 where that is no port. */
function readPort(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (!(port <= 65535)) {
    fail(`PORT must be a number from 0 to 65535 (0: any that is free), for example PORT=8080.`);
  }
  return port;
}

/** What `--fault` or `--variant` names; undefined for the correct server. */
async function readAlteration(): Promise<Alteration | undefined> {
  const { values } = parseArgs({
    options: { fault: { type: 'string' }, variant: { type: 'string' } },
  });
  const { fault, variant } = values;
  if (fault === undefined && variant === undefined) return undefined;
  const all =
    fault === undefined ? (await import('./variants')).variants : (await import('./faults')).faults;
  const found = all.find(({ name }) => name === (fault ?? variant));
  return (
    found?.alter ??
    fail(
      `There is no ${fault === undefined ? 'variant' : 'fault'} of that name; helpers/reference has them all.`,
    )
  );
}

function fail(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(2);
}

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
    npm run conformance

A GET on the same path shows who is attached. What is synced is forgotten when the server stops.
Stop it with Ctrl-C.
`;
}

async function main(): Promise<void> {
  const port = readPort(process.env['PORT']);
  const alteration = await readAlteration();
  const server = await startReference({ port, ...(alteration && { alteration }) }).catch(
    (error: unknown) => fail(`Could not listen on port ${String(port)}: ${String(error)}`),
  );
  process.stdout.write(describe(server));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server.close();
    });
  }
}

void main();
