import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../parts/processes';
import { writeContract } from '../contract';
import { binary, fromNpm } from '../install';
import { MAX_SECONDS, outcomeOf, type Peer } from '../peer';

const REFUSALS = {
  401: 'There are no valid credentials.',
  404: 'There is no such customer.',
  422: 'The request cannot be followed.',
};

/** The part of newman's report that is read. */
interface NewmanReport {
  run: { failures: { error: { name: string; test?: string }; source?: { name?: string } }[] };
}

export const portman: Peer = {
  name: 'Portman + newman',
  reasons:
    'Portman makes a collection from the contract, and newman runs it. The configuration adds tests of the listed users, four more syncs, two wrong credentials and five wrong requests. The common defects of a sync are found. The configuration has to name an exact status for each rejection, although the contract leaves it open; servers with another status fail.',
  install: async () => `${await fromNpm('@apideck/portman')} + ${await fromNpm('newman')}`,
  command: async (server, directory) => {
    const contract = path.join(directory, 'openapi.yaml');
    writeContract(contract, server, REFUSALS);
    writeFileSync(path.join(directory, '.env'), `PORTMAN_API_TOKEN=${server.token}\n`);
    const options = { cwd: directory, mostSeconds: MAX_SECONDS };
    const made = await run(
      process.execPath,
      [
        binary('portman'),
        `--local=${contract}`,
        `--baseUrl=${server.baseUrl}`,
        `--portmanConfigFile=${path.join(__dirname, 'portman.json')}`,
        `--envFile=${path.join(directory, '.env')}`,
        '--output=collection.json',
      ],
      options,
    );
    if (made.status !== 0) throw new Error(`Portman made no collection:\n${made.output}`);
    const ended = await run(
      process.execPath,
      [
        binary('newman'),
        'run',
        'collection.json',
        '--reporters=json',
        '--reporter-json-export=report.json',
      ],
      options,
    );
    return { ...ended, seconds: made.seconds + ended.seconds };
  },
  outcome: (ended, directory) => {
    const file = path.join(directory, 'report.json');
    if (!existsSync(file)) return outcomeOf(ended, []);
    const report = JSON.parse(readFileSync(file, 'utf8')) as NewmanReport;
    const names = report.run.failures.map(
      ({ error, source }) => `${source?.name ?? ''}: ${error.test ?? error.name}`,
    );
    return outcomeOf(ended, [...new Set(names)]);
  },
};
