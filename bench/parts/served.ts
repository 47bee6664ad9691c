/** The reference server in a process of its own: what `startServer` talks to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { loadDirectory, type Directory } from '../../helpers/reference/directory';
import { faults } from '../../helpers/reference/faults';
import { startReference, type Alteration } from '../../helpers/reference/server';
import { variants } from '../../helpers/reference/variants';

export interface ServerOptions {
  /** A fault or a variant; the correct server where undefined. */
  name?: string | undefined;
  latencyMs?: number;
  /** How many users there are; as many as the reference has where undefined. */
  users?: number;
}

async function crowd(count: number): Promise<Directory> {
  const directory = await loadDirectory();
  const people = [...directory.users.values()];
  const users = Array.from({ length: count }, (_item, index) => {
    const id = String(101 + index);
    const like = people[index % people.length];
    if (!like) throw new Error('a directory without users');
    return [id, { ...like, id }] as const;
  });
  return { ...directory, users: new Map(users) };
}

let requests = 0;

/** As the alteration has it, but late, and counted. */
function counted({ name, latencyMs = 0 }: ServerOptions): Alteration {
  const found = [...faults, ...variants].find((each) => each.name === name);
  if (name !== undefined && !found) throw new Error(`${name} is neither a fault nor a variant`);
  return (correct) => {
    const altered = found?.alter(correct) ?? {};
    const answer = altered.answer ?? correct.answer;
    return {
      ...altered,
      answer: async (ask) => {
        requests++;
        if (latencyMs > 0) await sleep(latencyMs);
        return answer(ask);
      },
    };
  };
}

async function main(): Promise<void> {
  const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions;
  const { close, ...server } = await startReference({
    alteration: counted(options),
    ...(options.users !== undefined && { directory: await crowd(options.users) }),
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
