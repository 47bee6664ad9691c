import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { METHODS } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { loadDataset, type Dataset } from './dataset';
import { correctHandlers } from './handlers';
import { type Handlers, HttpError, type Patch, type Request, respond } from './pipeline';

export type { Patch } from './pipeline';

/** A running reference server, with what a client needs to know of it. */
export interface ReferenceServer {
  /** With its base path, without a slash at the end. */
  readonly baseUrl: string;
  readonly token: string;
  /** Valid, but without a right to any customer: 403. */
  readonly forbiddenToken: string;
  /** Rejected with 401. */
  readonly expiredToken: string;
  /** Every customer, as decimal strings. */
  readonly customers: readonly string[];
  /** Every user, as decimal strings. */
  readonly users: readonly string[];
  readonly unknownCustomerId: string;
  readonly unknownUserId: string;
  /** A GET on it responds with `{data: User[]}`, for the same credentials. */
  readonly readBackPath: string;
  /** Stops listening and closes all connections, those of hanging responses too. */
  readonly close: () => Promise<void>;
}

export interface ReferenceOptions {
  /** Default 0: any free port. */
  readonly port?: number;
  readonly token?: string;
  /** Default: none, the correct server. */
  readonly patch?: Patch;
  /** Default: generated customers and users. */
  readonly dataset?: Dataset;
}

/** The prefix of every path. */
export const BASE_PATH = '/third-party/v1';
const MAX_BYTES = 16 * 2 ** 20;

/** Starts a server on 127.0.0.1. Rejects if the port is taken. */
export async function startReference(options: ReferenceOptions = {}): Promise<ReferenceServer> {
  const { port: wantedPort = 0, patch = () => ({}) } = options;
  const correct: Handlers = {
    ...correctHandlers(options.dataset ?? (await loadDataset()), {
      valid: options.token ?? 'Reference-Server-Token-mHq8Zt4RkWc2',
      forbidden: 'Reference-Forbidden-Token-Yb7PdL5nXs3',
      expired: 'Reference-Expired-Token-uFg6VjK9eTa1',
    }),
    respond: (request) => respond(handlers, request),
    deliver: ({ status, headers, body }, _request, reply) => {
      void reply.code(status).headers(headers).send(body);
    },
  };
  const handlers: Handlers = { ...correct, ...patch(correct) };
  const { dataset, tokens } = handlers;
  const { app, sockets } = createListener(handlers);
  await app.listen({ host: '127.0.0.1', port: wantedPort });
  const { port } = app.server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${String(port)}${BASE_PATH}`,
    token: tokens.valid,
    forbiddenToken: tokens.forbidden,
    expiredToken: tokens.expired,
    customers: [...dataset.customers.keys()],
    users: [...dataset.users.keys()],
    unknownCustomerId: dataset.unknownCustomerId,
    unknownUserId: dataset.unknownUserId,
    readBackPath: '/customers/{id}/users',
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await app.close();
    },
  };
}

function withoutSchemas(): never {
  throw new Error('no route has a schema');
}

/** Creates a fastify server with one route for every method, every body left as it came. */
function createListener(handlers: Handlers): { app: FastifyInstance; sockets: Set<Socket> } {
  const handle = async (received: FastifyRequest, reply: FastifyReply, error?: HttpError) => {
    const request = toRequest(received, error);
    handlers.deliver(await handlers.respond(request), request, reply);
    return reply;
  };
  const app = fastify({
    routerOptions: { maxParamLength: 4096 },
    // No route has a schema, so the compilers of fastify need not be loaded.
    schemaController: {
      compilersFactory: { buildValidator: withoutSchemas, buildSerializer: withoutSchemas },
    },
    // A target that is no path, such as `%zz`, is an unknown path.
    frameworkErrors: (_error, received, reply) => {
      void handle(received, reply);
    },
  });
  for (const method of METHODS) {
    if (method !== 'CONNECT' && !app.supportedMethods.includes(method)) app.addHttpMethod(method);
  }
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_received, payload, done) => {
    done(null, payload);
  });
  app.all(`${BASE_PATH}/customers/:id/users`, (received, reply) => handle(received, reply));
  app.setNotFoundHandler((received, reply) => handle(received, reply));
  // fastify throws before it calls the route if it cannot read the Content-Type.
  app.setErrorHandler((_error, received, reply) =>
    handle(received, reply, new HttpError(415, 'The body must be application/json.')),
  );

  const sockets = new Set<Socket>();
  app.server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  return { app, sockets };
}

/** Wraps a fastify request. `error` is thrown when the pipeline reads the body. */
function toRequest(received: FastifyRequest, error: HttpError | undefined): Request {
  const { raw, params } = received;
  let body: Promise<readonly Buffer[]> | undefined;
  const pieces = () =>
    (body ??= error === undefined ? readPieces(received) : Promise.reject(error));
  return {
    method: raw.method ?? '',
    target: raw.url ?? '',
    segment: (params as { id?: string } | undefined)?.id,
    headers: raw.headers,
    rawHeaders: raw.rawHeaders,
    socket: raw.socket,
    pieces,
    bytes: async () => Buffer.concat(await pieces()),
  };
}

/** Reads the body. Bytes beyond the limit are read and dropped, so that the client can finish. */
function readPieces({ raw }: FastifyRequest): Promise<readonly Buffer[]> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    let size = 0;
    raw.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size <= MAX_BYTES) pieces.push(piece);
      else reject(new HttpError(413, 'The body is too large.', { connection: 'close' }));
    });
    raw.once('end', () => {
      resolve(pieces);
    });
    raw.once('error', reject);
  });
}
