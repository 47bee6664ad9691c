import { Client } from 'undici';
import { ACCEPT_ENCODING } from '../../helpers/http/body';
import { syncBody } from '../../helpers/http/requests';
import type { Server } from './server';

/** Undici with nothing around it, on one connection that is kept: sends what our client sends. */
export class Bare {
  private readonly client: Client;
  private readonly path: string;

  constructor(private readonly server: Server) {
    const { origin, pathname } = new URL(server.baseUrl);
    this.client = new Client(origin, { pipelining: 1 });
    this.path = `${pathname}/customers/${server.customers[0] ?? ''}/users`;
  }

  /** One sync, its answer read to the end. */
  async sync(ids: readonly string[]): Promise<Buffer> {
    const body = syncBody(ids);
    const { statusCode, body: answer } = await this.client.request({
      method: 'POST',
      path: this.path,
      headers: {
        accept: 'application/json',
        'accept-encoding': ACCEPT_ENCODING,
        'user-agent': 'sync-users-conformance',
        authorization: `Bearer ${this.server.token}`,
        'content-type': 'application/json',
      },
      body,
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    if (statusCode !== 200) throw new Error(`a sync was answered ${String(statusCode)}`);
    return bytes;
  }

  async close(): Promise<void> {
    await this.client.close();
  }
}
