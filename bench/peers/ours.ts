import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../package.json';
import type { Report } from '../../helpers/report/report';
import { playwright } from '../parts/processes';
import { environmentOf } from '../parts/server';
import { outcomeOf, type Peer } from './peer';

/** A run as `npm run conformance` makes it, with what the bank of faults lends. */
export const ours: Peer = {
  name: 'This suite',
  reasons:
    'It is written for this one operation, and the bank is our own: each fault in it has a requirement that is known to catch it. So these figures tell what the others leave to be found, and not how good this suite would be at what nobody here has thought of.',
  install: () => Promise.resolve(version),
  command: (server, directory, subject) => {
    const lent = { customers: subject?.customers ?? 2, users: subject?.users ?? 60 };
    const { READ_BACK_PATH, ...environment } = environmentOf(server, lent);
    return playwright([`--output=${path.join(directory, 'playwright')}`], {
      ...environment,
      ...(subject?.readBack === true && { READ_BACK_PATH }),
      // As the bank has it: longer than the slowest of the variants takes.
      REQUEST_TIMEOUT_MS: '2000',
      REPORT_DIR: directory,
    });
  },
  outcome: (ended, directory) => {
    const file = path.join(directory, 'conformance.json');
    if (!existsSync(file)) return outcomeOf(ended, []);
    const { requirements } = JSON.parse(readFileSync(file, 'utf8')) as Report;
    const names = requirements
      .filter(({ verdict }) => verdict === 'failed' || verdict === 'warning')
      .map(({ id }) => id);
    return outcomeOf(ended, names);
  },
};
