import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../package.json';
import type { Report } from '../../helpers/report/report';
import { playwright } from '../parts/processes';
import { environmentOf } from '../parts/server';
import { outcomeOf, type Peer } from './peer';

/** A run of `npm run conformance` with the customers and users of the fault matrix. */
export const ours: Peer = {
  name: 'This suite',
  reasons:
    'The suite is written for this operation, and the faults are our own: each has a requirement that catches it. These figures show the defects that the other tools leave. They do not show how well this suite finds defects that nobody here has thought of.',
  install: () => Promise.resolve(version),
  command: (server, directory, subject) => {
    const lent = { customers: subject?.customers ?? 2, users: subject?.users ?? 60 };
    const { READ_BACK_PATH, ...environment } = environmentOf(server, lent);
    return playwright([`--output=${path.join(directory, 'playwright')}`], {
      ...environment,
      RESTORE_USER_IDS: 'none',
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
