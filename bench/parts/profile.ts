import { Session, type Profiler } from 'node:inspector';
import path from 'node:path';
import { ROOT } from './processes';

type Frame = Profiler.ProfileNode['callFrame'];

/** To what the time of a function is charged: a file of ours, a package, Node; or its caller. */
function owner({ functionName, url }: Frame): string | undefined {
  if (functionName === '(garbage collector)') return 'garbage collection';
  if (functionName === '(idle)') return 'idle: waiting for the server';
  // Time outside every script: the kernel, sockets, libuv.
  if (functionName === '(program)') return 'outside JavaScript: sockets, timers';
  const file = url.replace(/^file:\/\//, '');
  // A regular expression, or what is built into V8.
  if (file === '') return undefined;
  const [, , packaged] = /(^|.*\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file) ?? [];
  return packaged ?? (file.startsWith(ROOT) ? path.relative(ROOT, file) : "Node's own modules");
}

/** The owner of each node of a profile. */
function ownersOf({ nodes }: Profiler.Profile): Map<number, string> {
  const frames = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, string>();
  const charge = (id: number, caller: string) => {
    const node = frames.get(id);
    const own = node ? (owner(node.callFrame) ?? caller) : caller;
    owners.set(id, own);
    for (const child of node?.children ?? []) charge(child, own);
  };
  charge(nodes[0]?.id ?? 0, 'unknown');
  return owners;
}

/** Runs something under V8's profiler; gives the time by owner, in ms, the longest first. */
export async function profiled(work: () => Promise<unknown>): Promise<[string, number][]> {
  const session = new Session();
  session.connect();
  const post = (method: 'Profiler.enable' | 'Profiler.start') => {
    session.post(method);
  };
  post('Profiler.enable');
  session.post('Profiler.setSamplingInterval', { interval: 200 });
  post('Profiler.start');
  await work();
  const profile = await new Promise<Profiler.Profile>((resolve, reject) => {
    session.post('Profiler.stop', (error, { profile: done }) => {
      if (error) reject(error);
      else resolve(done);
    });
  });
  session.disconnect();
  const owners = ownersOf(profile);
  const times = new Map<string, number>();
  for (const [index, id] of (profile.samples ?? []).entries()) {
    const of = owners.get(id) ?? 'unknown';
    times.set(of, (times.get(of) ?? 0) + (profile.timeDeltas?.[index] ?? 0) / 1000);
  }
  return [...times].sort(([, a], [, b]) => b - a);
}
