/** The reference server in a process of its own: what `startServer` talks to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDataset, type Dataset } from '../../helpers/reference/dataset';
import { faults, variants } from '../../helpers/reference/catalogue';
import { startReference, type Patch } from '../../helpers/reference/server';

export interface ServerOptions {
  /** A fault or a variant; the correct server where undefined. */
  name?: string | undefined;
  latencyMs?: number;
  /** How many users there are; as many as the reference has where undefined. */
  users?: number;
}

async function crowd(count: number): Promise<Dataset> {
  const dataset = await loadDataset();
  const people = [...dataset.users.values()];
  const users = Array.from({ length: count }, (_item, index) => {
    const id = String(101 + index);
    const like = people[index % people.length];
    if (!like) throw new Error('a directory without users');
    return [id, { ...like, id }] as const;
  });
  return { ...dataset, users: new Map(users) };
}

let requests = 0;

/** Patches the server by name, counts its requests and delays its responses. */
function counted({ name, latencyMs = 0 }: ServerOptions): Patch {
  const all: Readonly<Partial<Record<string, { patch: Patch }>>> = { ...faults, ...variants };
  const found = name === undefined ? undefined : all[name];
  if (name !== undefined && !found) throw new Error(`${name} is neither a fault nor a variant`);
  return (correct) => {
    const altered = found?.patch(correct) ?? {};
    const respond = altered.respond ?? correct.respond;
    return {
      ...altered,
      respond: async (request) => {
        requests++;
        if (latencyMs > 0) await sleep(latencyMs);
        return respond(request);
      },
    };
  };
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
  const { close, ...server } = await startReference({
    patch: counted(options),
    ...(options.users !== undefined && { dataset: await crowd(options.users) }),
  });
  process.on('message', (message) => {
    if (message === 'count') process.send?.(requests);
  });
  process.once('disconnect', () => {
    void close().then(() => process.exit());
  });
  process.send?.(server);
}

void main();
