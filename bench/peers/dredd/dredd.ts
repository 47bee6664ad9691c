import path from 'node:path';
import { run } from '../../parts/processes';
import { responseSchema, writeContract } from '../contract';
import { binary, fromNpm } from '../install';
import { MAX_SECONDS, outcomeOf, type Peer } from '../peer';

const REFUSALS = {
  401: 'There are no credentials.',
  404: 'There is no such customer.',
  422: 'An id is no integer.',
};

export const dredd: Peer = {
  name: 'Dredd',
  reasons:
    'Dredd sends one request for each documented response and compares status, header and body. Hooks provide the token, the cause of each rejection and the response schema. It finds defects in the form of one sync and in those rejections. It does not check the listed users, or anything that takes a second sync.',
  install: () => fromNpm('dredd'),
  command: (server, directory) => {
    const contract = path.join(directory, 'openapi.yaml');
    writeContract(contract, server, REFUSALS);
    const { origin, pathname } = new URL(server.baseUrl);
    const args = [
      binary('dredd'),
      contract,
      origin,
      `--hookfiles=${path.join(__dirname, 'hooks.cjs')}`,
      '--loglevel=error',
      '--no-color',
    ];
    const env = {
      ...process.env,
      API_TOKEN: server.token,
      BASE_PATH: pathname,
      RESPONSE_SCHEMA: responseSchema(),
      UNKNOWN_CUSTOMER_ID: server.unknownCustomerId,
    };
    return run(process.execPath, args, { env, cwd: directory, mostSeconds: MAX_SECONDS });
  },
  outcome: (ended) => {
    const lines = ended.output.matchAll(/^(?:fail|error): (POST \(\d+\)) .* duration/gm);
    return outcomeOf(ended, [...new Set([...lines].map(([, name = '']) => name))]);
  },
};
