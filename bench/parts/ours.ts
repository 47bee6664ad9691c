import { readConfig } from '../../helpers/config';
import { openBench, type Bench } from '../../helpers/fixtures';
import { Scenario } from '../../helpers/scenario';
import { environmentOf, type Server } from './server';

/** The suite's own way to a server, as a worker has it. */
export function openOurs(server: Server, users = 60): Bench {
  const { target, run } = readConfig(environmentOf(server, { customers: 2, users }));
  if (!target) throw new Error('no target');
  const lease = () => Promise.reject(new Error('nothing is leased here'));
  return openBench(target, run, lease, { name: 'b', share: 1 });
}

/** A scenario of its own, as a test has it: what it saw is forgotten with it. */
export function openScenario(bench: Bench): Scenario {
  return new Scenario({
    ...bench,
    title: 'bench',
    customers: bench.target.customers.slice(0, 1),
  });
}
