import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { METHODS } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { correctParts } from './correct';
import { loadDirectory, type Directory } from './directory';
import { type Alteration, type Answer, type Ask, type Parts, Refusal, type Tokens } from './parts';

export type { Alteration } from './parts';

/** A running reference server, and everything a client may want to know of it. */
export interface ReferenceServer {
  /** With its base path, without a slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  /** Valid, but without a right to any customer: 403. */
  readonly forbiddenToken: string;
  /** Refused with 401. */
  readonly expiredToken: string;
  /** Every customer, as decimal strings. */
  readonly customers: readonly string[];
  /** Every user, as decimal strings. */
  readonly users: readonly string[];
  readonly unknownCustomerId: string;
  readonly unknownUserId: string;
  /** A GET on it answers `{data: User[]}`, with the same credentials. */
  readonly readBackPath: string;
  /** Stops listening and cuts what is still open, hanging answers too. */
  readonly close: () => Promise<void>;
}

export interface ReferenceOptions {
  /** Default 0: one that is free. */
  readonly port?: number;
  readonly token?: string;
  /** Default: none, the correct server. */
  readonly alteration?: Alteration;
  /** Whom it knows. Default: people of its own. */
  readonly directory?: Directory;
}

/** In front of every path. */
export const BASE_PATH = '/third-party/v1';
const MOST_BYTES = 16 * 2 ** 20;

/** Starts a server on 127.0.0.1. Rejects when the port is taken. */
export async function startReference(options: ReferenceOptions = {}): Promise<ReferenceServer> {
  const tokens: Tokens = {
    valid: options.token ?? 'Reference-Server-Token-mHq8Zt4RkWc2',
    forbidden: 'Reference-Forbidden-Token-Yb7PdL5nXs3',
    expired: 'Reference-Expired-Token-uFg6VjK9eTa1',
  };
  const parts = assemble(
    { ...correctParts(options.directory ?? (await loadDirectory()), tokens), deliver },
    options,
  );
  const { app, sockets } = listener(parts);
  await app.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${String(port)}${BASE_PATH}`,
    token: parts.tokens.valid,
    forbiddenToken: parts.tokens.forbidden,
    expiredToken: parts.tokens.expired,
    customers: [...parts.directory.customers.keys()],
    users: [...parts.directory.users.keys()],
    unknownCustomerId: parts.directory.unknownCustomerId,
    unknownUserId: parts.directory.unknownUserId,
    readBackPath: '/customers/{id}/users',
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await app.close();
    },
  };
}

/** The correct parts, with those that the alteration has of its own in their places. */
function assemble(
  correct: Omit<Parts, 'answer'>,
  { alteration = () => ({}) }: ReferenceOptions,
): Parts {
  const whole = { ...correct, answer: (ask: Ask) => answer(parts, ask) };
  const parts: Parts = { ...whole, ...alteration(whole) };
  return parts;
}

/**
 * What the server does with a request. Credentials come first, so that a refusal tells a stranger
 * nothing; the state is changed last, when nothing can be refused any more.
 */
async function answer(parts: Parts, ask: Ask): Promise<Answer> {
  try {
    parts.authenticate(ask);
    const method = parts.readMethod(ask);
    const customer = parts.readCustomer(ask);
    const before = parts.store.get(customer);
    const listed = method === 'sync' ? await readSync(parts, ask) : undefined;
    const attached = listed === undefined ? before : await parts.sync(customer, listed);

    const context = { ask, customer, listed, before };
    const records = attached.flatMap((id) => {
      const user = parts.directory.users.get(id);
      return user === undefined ? [] : [parts.presentUser(user, context)];
    });
    return parts.presentAnswer(parts.write(parts.presentData(records, context)), context);
  } catch (error) {
    return parts.presentRefusal(asRefusal(error), ask);
  }
}

/** The users that a sync's body names. */
async function readSync(parts: Parts, ask: Ask): Promise<readonly string[]> {
  const bytes = await ask.bytes();
  parts.readMediaType(ask);
  const items = parts.readList(parts.readJson(parts.readText(bytes)));
  return parts.readUsers(items.map((item) => parts.readId(item)));
}

/** What is thrown and is no Refusal is ours: a 500 that tells nothing. */
function asRefusal(error: unknown): Refusal {
  return error instanceof Refusal ? error : new Refusal(500, 'Something went wrong here.');
}

function deliver({ status, headers, body }: Answer, _ask: Ask, reply: FastifyReply): void {
  void reply.code(status).headers(headers).send(body);
}

/** fastify with one route for every method, every body left as it came. */
function listener(parts: Parts): { app: FastifyInstance; sockets: ReadonlySet<Socket> } {
  const respond = async (request: FastifyRequest, reply: FastifyReply, refusal?: Refusal) => {
    const ask = toAsk(request, refusal);
    parts.deliver(await parts.answer(ask), ask, reply);
    return reply;
  };
  const app = fastify({
    routerOptions: { maxParamLength: 4096 },
    // A target that is no path, `%zz` say: as unknown as any other.
    frameworkErrors: (_error, request, reply) => {
      void respond(request, reply);
    },
  });
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, payload, done) => {
    done(null, payload);
  });
  app.all(`${BASE_PATH}/customers/:id/users`, (request, reply) => respond(request, reply));
  app.setNotFoundHandler((request, reply) => respond(request, reply));
  // Thrown by fastify before the route is called: a Content-Type that it cannot read.
  app.setErrorHandler((_error, request, reply) =>
    respond(request, reply, new Refusal(415, 'The body must be application/json.')),
  );

  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return { app, sockets };
}

/** `refusal` is what fastify found wrong: it is thrown when the pipeline comes to the body. */
function toAsk(request: FastifyRequest, refusal: Refusal | undefined): Ask {
  const { raw, params } = request;
  let body: Promise<Buffer> | undefined;
  return {
    method: raw.method ?? '',
    target: raw.url ?? '',
    segment: (params as { id?: string } | undefined)?.id,
    headers: raw.headers,
    rawHeaders: raw.rawHeaders,
    socket: raw.socket,
    bytes: () => (body ??= refusal === undefined ? readBytes(request) : Promise.reject(refusal)),
  };
}

/** What is beyond the limit is read and forgotten, so that the client comes to see the answer. */
function readBytes({ raw }: FastifyRequest): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    raw.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MOST_BYTES) chunks.push(chunk);
      else reject(new Refusal(413, 'The body is too large.', { connection: 'close' }));
    });
    raw.once('end', () => {
      resolve(Buffer.concat(chunks));
    });
    raw.once('error', reject);
  });
}
