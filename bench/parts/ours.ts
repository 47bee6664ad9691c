import { readConfig } from '../../helpers/config/config';
import { Scenario } from '../../helpers/scenario/scenario';
import { openSession, type Session } from '../../helpers/scenario/session';
import { environmentOf, type Server } from './server';

/** The suite's own way to a server, as a worker has it. */
export function openOurs(server: Server, users = 60): Session {
  const { target, run } = readConfig(environmentOf(server, { customers: 2, users }));
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('nothing is leased here'));
  return openSession(target, run, lease, { name: 'b', share: 1 });
}

/** A scenario of its own, as a test has it: what it saw is forgotten with it. */
export function openScenario(bench: Session): Scenario {
  bench.sent.length = 0;
  return new Scenario({
    ...bench,
    title: 'bench',
    customers: bench.target.customers.slice(0, 1),
  });
}
