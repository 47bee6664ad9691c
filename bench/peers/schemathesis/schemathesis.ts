import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../parts/processes';
import { writeContract } from '../contract';
import { fromPip, PYTHON_BINARIES } from '../install';
import { MAX_SECONDS, outcomeOf, type Peer } from '../peer';

const REFUSALS = { '4XX': 'It is refused.' };

/** What is of interest here of the report of a run. */
interface SchemathesisReport {
  failures: { type: string; operations: string[] }[];
}

export const schemathesis: Peer = {
  name: 'Schemathesis',
  reasons:
    'It makes requests from the schema, right and wrong ones, and holds each answer by itself to the contract. It is given ids that exist, the token and the refusals that a server may give, and has every check on. It finds what is wrong in the form of an answer, in statuses, credentials and methods; the contract tells it nothing of what a sync means, so that who is listed is beyond it.',
  install: fromPip,
  command: (server, directory) => {
    const contract = path.join(directory, 'openapi.yaml');
    writeContract(contract, server, REFUSALS);
    const args = [
      `--config-file=${path.join(__dirname, 'schemathesis.toml')}`,
      'run',
      contract,
      `--url=${server.baseUrl}`,
      '--checks=all',
      '--report=json',
      `--report-json-path=${path.join(directory, 'report.json')}`,
      '--no-color',
    ];
    const env = { ...process.env, API_TOKEN: server.token };
    const command = path.join(PYTHON_BINARIES, 'schemathesis');
    return run(command, args, { env, cwd: directory, mostSeconds: MAX_SECONDS });
  },
  outcome: (ended, directory) => {
    const file = path.join(directory, 'report.json');
    if (!existsSync(file)) return outcomeOf(ended, []);
    const { failures } = JSON.parse(readFileSync(file, 'utf8')) as SchemathesisReport;
    const names = failures.flatMap(({ type, operations }) =>
      operations.map((operation) => `${type} of ${operation.split(' ')[0] ?? ''}`),
    );
    return outcomeOf(ended, names);
  },
};
