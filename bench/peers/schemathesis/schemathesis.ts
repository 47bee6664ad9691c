import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../parts/processes';
import { writeContract } from '../contract';
import { fromPip, PYTHON_BINARIES } from '../install';
import { MAX_SECONDS, outcomeOf, type Peer } from '../peer';

const REFUSALS = { '4XX': 'It is refused.' };

/** The part of a run's report that is read. */
interface SchemathesisReport {
  failures: { type: string; operations: string[] }[];
}

export const schemathesis: Peer = {
  name: 'Schemathesis',
  reasons:
    'Schemathesis generates valid and invalid requests from the schema and checks each response alone. It has existing ids, the token and the permitted rejections, with every check enabled. It finds defects in the form of a response, in statuses, credentials and methods. The schema does not describe the meaning of a sync, so it does not check the listed users.',
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
