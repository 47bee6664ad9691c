import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import os from 'node:os';
import { WebSocket } from 'undici';
import { ROOT, type Environment } from './run';

const CLI = require.resolve('@playwright/test/cli');

/** A server of Playwright: of UI mode, or the one that editors use. */
export interface PlaywrightServer {
  url: string;
  /** Everything that it printed so far. */
  output: () => string;
  process: ChildProcess;
  /** Ends it as Ctrl+C does, and waits until it has restored the customers. */
  close: () => Promise<void>;
}

/** Starts a server of Playwright, and waits for its URL. */
export async function startPlaywright(
  given: Environment,
  ...args: string[]
): Promise<PlaywrightServer> {
  const { PATH, HOME } = process.env;
  // COPILOT_CLI: it opens no browser of the person who runs the tests.
  const env = { PATH, HOME, DOTENV_CONFIG_PATH: os.devNull, COPILOT_CLI: '1', ...given };
  const child = spawn(process.execPath, [CLI, ...args], { cwd: ROOT, env, detached: true });
  let output = '';
  const ended = once(child, 'close');
  const url = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      output += chunk.toString('utf8');
      const [, found] = /Listening on (\S+)/.exec(output) ?? [];
      if (found !== undefined) resolve(found);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then(() => {
      reject(new Error(`Playwright ended: ${output}`));
    });
  });
  return {
    url,
    output: () => output,
    process: child,
    close: async () => {
      const { exitCode, signalCode, pid } = child;
      if (exitCode === null && signalCode === null && pid !== undefined)
        process.kill(-pid, 'SIGINT');
      await ended;
    },
  };
}

/** A message of the test server about its run. */
export interface RunEvent {
  method: string;
  params: Record<string, unknown>;
}

/** A connection to `playwright test-server`, as the extension of an editor has one. */
export class TestServerClient {
  readonly events: RunEvent[] = [];
  private readonly waiting = new Map<number, (result: unknown) => void>();
  private calls = 0;

  private constructor(private readonly socket: WebSocket) {
    socket.onmessage = ({ data }) => {
      const { id, result, method, params } = JSON.parse(String(data)) as {
        id?: number;
        result?: unknown;
        method?: string;
        params?: RunEvent;
      };
      if (id !== undefined) this.waiting.get(id)?.(result);
      else if (method === 'report' && params) this.events.push(params);
    };
  }

  static async connect(url: string): Promise<TestServerClient> {
    const socket = new WebSocket(url);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    return new TestServerClient(socket);
  }

  call(method: string, params: object = {}): Promise<unknown> {
    const id = ++this.calls;
    this.socket.send(JSON.stringify({ id, method, params }));
    return new Promise((resolve, reject) => {
      this.waiting.set(id, resolve);
      this.socket.addEventListener('close', () => {
        reject(new Error(`the server of Playwright ended during ${method}`));
      });
    });
  }

  close(): void {
    this.socket.close();
  }
}
