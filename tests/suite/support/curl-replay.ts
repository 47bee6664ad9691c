import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { reproduce } from '../../../helpers/http/curl';
import type { Client } from '../../../helpers/http/client';
import { redactor } from '../../../helpers/http/redact';
import type { HttpRequest } from '../../../helpers/http/transport';
import { test as base } from './client';
import { bash } from './shell';

/** Returns a script that runs another in a shell without the extensions of bash. */
const inPosixShell = (script = '') => `sh -eu <<'END OF SCRIPT'\n${script}\nEND OF SCRIPT`;

/** Of the characters of base64, whose `+`, `/` and `=` mean something in a URL. */
export const TOKEN = 'Tok3n.with+some/of-each_kind~==';
export const FORBIDDEN = 'Another-Token-9';
/** Values that a gateway asks for. One is so short that other texts contain it. */
export const EXTRA_HEADERS = [
  ['X-Gateway-Key', 'g4te-k"ey\'s, $HOME; `id`'],
  ['X-Tenant', '1'],
] as const;
export const SECRETS = {
  API_TOKEN: TOKEN,
  FORBIDDEN_TOKEN: FORBIDDEN,
  EXTRA_HEADER_1: EXTRA_HEADERS[0][1],
};

const OWN_OF_CLIENTS = ['host', 'connection', 'accept-encoding'];
const OWN_USER_AGENT = /^(curl\/|sync-users-conformance$)/;

/** Returns a received request without the header fields that depend on the client. */
async function receive(request: IncomingMessage) {
  const headers = Object.entries(request.headersDistinct)
    .flatMap(([name, values = []]) => values.map((value) => [name, value] as const))
    .filter(([name]) => !OWN_OF_CLIENTS.includes(name))
    .filter(([name, value]) => name !== 'user-agent' || !OWN_USER_AGENT.test(value))
    // Content-Length: 0 is optional without a body.
    .filter(([name, value]) => name !== 'content-length' || value !== '0')
    .sort(([a], [b]) => a.localeCompare(b));
  const { method, url: target } = request;
  return { method, target, headers, body: await text(request.setEncoding('latin1')) };
}

type Received = Awaited<ReturnType<typeof receive>>;

interface Replay {
  client: Client;
  baseUrl: string;
  /** Returns the requests since the last call, and the number of their connections. */
  received: () => { requests: Received[]; connections: number };
  /** Runs a script in a shell that has its variables and nothing else. */
  shell: (script: string | undefined) => Promise<void>;
  /** Sends requests with the client, and runs the script for them. */
  twice: (
    ...requests: readonly HttpRequest[]
  ) => Promise<{ sent: Received[]; again: Received[]; script: string | undefined }>;
}

export const test = base.extend<{ replay: Replay }>({
  replay: async ({ connect }, use) => {
    const requests: Received[] = [];
    const ports: (number | undefined)[] = [];
    const { client, baseUrl } = await connect(
      (request, response) => {
        ports.push(request.socket.remotePort);
        void receive(request).then((each) => {
          requests.push(each);
          response.end('{}');
        });
      },
      { redact: redactor(SECRETS), access: { extraHeaders: EXTRA_HEADERS } },
    );
    const received = () => ({
      requests: requests.splice(0),
      connections: new Set(ports.splice(0)).size,
    });
    const env = { PATH: process.env['PATH'], BASE_URL: baseUrl, ...SECRETS, EXTRA_HEADER_2: '1' };
    const shell = async (script = '') => {
      const ran = await bash(`set -u; exec >/dev/null\n${script}`, { cwd: '.', env });
      expect(ran).toEqual({ exitCode: 0, output: '' });
    };
    const twice: Replay['twice'] = async (...toSend) => {
      const exchanges = [];
      for (const request of toSend) exchanges.push((await client.send(request)).exchange);
      const sent = received().requests;
      const script = reproduce(exchanges);
      await shell(script);
      const again = received().requests;
      await shell(inPosixShell(script));
      expect(received().requests).toEqual(again);
      return { sent, again, script };
    };
    await use({ client, baseUrl, received, shell, twice });
  },
});
