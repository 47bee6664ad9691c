import http, { type RequestListener } from 'node:http';
import type net from 'node:net';
import { test as base } from '@playwright/test';
import { Client, type ClientOptions } from '../../../helpers/http/client';
import { redactor } from '../../../helpers/http/redact';
import { listen } from './servers';

/** Returns a client without a limit on its rate. */
export const newClient = (baseUrl: string, options: Partial<ClientOptions> = {}) =>
  new Client({
    baseUrl,
    timeoutMs: 30_000,
    redact: redactor({}),
    spacingMs: 0,
    idPrefix: 't.',
    ...options,
  });

type Connect = (
  server: net.Server | RequestListener,
  options?: Partial<ClientOptions>,
) => Promise<{ client: Client; baseUrl: string }>;

/** `connect` starts a server and returns a client of it. Both are closed after the test. */
export const test = base.extend<{ connect: Connect }>({
  connect: async ({}, use) => {
    const opened: { close: () => unknown }[] = [];
    await use(async (to, options) => {
      const { baseUrl, close } = await listen(
        typeof to === 'function' ? http.createServer(to) : to,
      );
      const client = newClient(baseUrl, options);
      opened.push(client, { close });
      return { client, baseUrl };
    });
    for (const each of opened) await each.close();
  },
});
