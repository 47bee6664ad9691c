import path from 'node:path';
import { run } from '../../parts/processes';
import { binary, fromNpm } from '../install';
import { MAX_SECONDS, outcomeOf, type Peer } from '../peer';

/** The steps that failed, with those of their checks that did. */
function failingOf(output: string): string[] {
  let step = '';
  const failing = output.split('\n').flatMap((line) => {
    const [, broken] = /^⚠︎ (.+ › .+)$/.exec(line) ?? [];
    if (broken !== undefined) return [`${broken}: broke down`];
    step = /^● (.+ › .+)$/.exec(line)?.[1] ?? step;
    const [, check] = /^✕ (.+)$/.exec(line) ?? [];
    return check !== undefined && step !== '' ? [`${step}: ${check}`] : [];
  });
  return [...new Set(failing)];
}

export const stepci: Peer = {
  name: 'Step CI',
  reasons:
    'Step CI runs a workflow written by hand: five syncs, each with the schema and the expected users, two wrong credentials and five wrong requests. The common defects of a sync are found. The workflow has to name an exact status for each rejection, although the contract leaves it open; servers with another status fail.',
  install: () => fromNpm('stepci'),
  command: (server, directory) => {
    const [customer = ''] = server.customers;
    const args = [
      binary('stepci'),
      'run',
      path.join(__dirname, 'workflow.yml'),
      '-e',
      `url=${server.baseUrl}`,
      `customer=${customer}`,
      `unknownCustomer=${server.unknownCustomerId}`,
      '-s',
      `token=${server.token}`,
    ];
    const env = { ...process.env, STEPCI_DISABLE_ANALYTICS: '1', FORCE_COLOR: '0' };
    return run(process.execPath, args, { env, cwd: directory, mostSeconds: MAX_SECONDS });
  },
  outcome: (ended) => outcomeOf(ended, failingOf(ended.output)),
};
