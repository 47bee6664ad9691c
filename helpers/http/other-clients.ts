import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HeaderField } from './exchange';
import type { HttpRequest, OtherClient, RawResponse } from './transport';

/** Takes the place of the credentials in the other client, whose logs and traces may show them. */
const PLACEHOLDER = 'Bearer in-place-of-the-token';

/** Fields that concern the connection between the relay and the client alone. */
const PER_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding', 'content-length'];

/** A request as a person writes it for an HTTP client. */
interface Written {
  method: string;
  headers: Record<string, string>;
  body: string;
}

type Send = (url: string, written: Written) => Promise<void>;

/** Values that Playwright would take from the options of the test, if they were absent. */
const PLAYWRIGHT_DEFAULTS = { userAgent: undefined, extraHTTPHeaders: undefined } as object;

/** Sends a request as a client written from the contract does: with its token, its type and its body. */
const senders: Readonly<Record<Exclude<OtherClient, 'http2'>, Send>> = {
  fetch: async (url, written) => {
    await (await fetch(url, { ...written, redirect: 'manual' })).arrayBuffer();
  },
  playwright: async (url, { method, headers, body }) => {
    const { request } = await import('@playwright/test');
    const context = await request.newContext(PLAYWRIGHT_DEFAULTS);
    try {
      const options = { method, headers, maxRedirects: 0, timeout: 0 };
      await context.fetch(url, { ...options, data: Buffer.from(body) });
    } finally {
      await context.dispose();
    }
  },
};

/** A request in the form that another client gave it, and the response. */
export interface Relayed {
  sent: HttpRequest;
  received: RawResponse;
}

/** Returns the header lines of an incoming request, for the target and with its credentials. */
function forTarget(flat: readonly string[], { authorization }: HttpRequest, host: string) {
  return flat.flatMap((name, index): HeaderField[] => {
    if (index % 2 === 1) return [];
    const field = name.toLowerCase();
    if (field === 'host') return [[name, host]];
    const value = flat[index + 1] ?? '';
    return [[name, field === 'authorization' ? (authorization?.value ?? value) : value]];
  });
}

/**
 * Passes a response on to the client that sent the request.
 *
 * @throws {RangeError} if Node sends no such status
 * @throws {TypeError} if Node sends no such field
 */
function answer(reply: http.ServerResponse, { status, headers, bytes, failure }: RawResponse) {
  if (status === undefined || failure) {
    reply.destroy();
    return;
  }
  const fields = headers.filter(([name]) => !PER_CONNECTION.includes(name.toLowerCase()));
  reply.writeHead(status, [...fields, ['Connection', 'close']].flat());
  reply.end(bytes);
}

/**
 * Sends a request with another HTTP client. A relay on 127.0.0.1 adds the credentials, so that they
 * are in no log and in no trace of that client, and forwards the request as the client words it.
 *
 * @param forward sends the request to the target and reads the response within the bounds of the run
 */
export async function relay(
  request: HttpRequest & { sentBy: Exclude<OtherClient, 'http2'> },
  host: string,
  forward: (request: HttpRequest) => Promise<RawResponse>,
): Promise<Relayed> {
  const { method, target, headers, body = '', sentBy, authorization } = request;
  let relayed: Relayed | undefined;
  const server = http.createServer({ keepAliveTimeout: 1 }, (incoming, reply) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      (async () => {
        const fields = forTarget(incoming.rawHeaders, request, host);
        const sent = { ...request, body: Buffer.concat(chunks), fields };
        const received = await forward(sent);
        relayed ??= { sent, received };
        answer(reply, received);
      })().catch(() => reply.destroy());
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let problem = 'it sent nothing';
  try {
    await senders[sentBy](`http://127.0.0.1:${String(port)}${target}`, {
      method,
      headers: {
        // Also what a client of the contract asks for; client.accept is about others.
        Accept: 'application/json',
        ...Object.fromEntries(headers),
        ...(authorization && { Authorization: PLACEHOLDER }),
      },
      body: String(body),
    });
  } catch (error) {
    // A client may reject a response that was received; the response itself is judged.
    problem = (error as Error).message.split('\n')[0] ?? problem;
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return relayed ?? { sent: request, received: notSent(`${sentBy} did not send: ${problem}`) };
}

function notSent(message: string): RawResponse {
  return {
    headers: [],
    bytes: Buffer.alloc(0),
    sentAt: performance.now(),
    failure: { kind: 'not-sent', message },
  };
}
