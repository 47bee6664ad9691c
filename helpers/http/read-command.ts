import { spawn, type ChildProcess } from 'node:child_process';
import { optionEntries } from '../config/options';
import { MAX_BODY_BYTES, readBody, readId } from './body';
import { truncate } from './exchange';
import { isObject } from './json';

/** READ_BACK_COMMAND for one customer. */
export interface ReadCommand {
  /** For a POSIX shell, or cmd.exe on Windows. */
  command: string;
  customer: string;
  /** Values that no variable of the command's environment may contain. */
  secrets: readonly string[];
}

/** In the place of the HTTP method: it marks the exchange of a command. */
export const READ_BACK_COMMAND = 'READ_BACK_COMMAND';

/** The output of a command, and the same as the body of a response to a sync. */
export interface Printed {
  output: string;
  data: string;
}

/** Error about a command that did not print who is attached. The message is a sentence fragment. */
export class CommandError extends Error {}

const MAX_ERROR_BYTES = 64 * 2 ** 10;
const MAX_SHOWN = 500;

const IS_WINDOWS = process.platform === 'win32';

/** An id that a sync can have. */
const ID = /^[1-9]\d{0,29}$/;

/** Variables with a secret. One that is short may be a part of others by coincidence. */
const SECRET_OPTIONS: readonly string[] = optionEntries
  .filter(([, { secret }]) => secret === true)
  .map(([name]) => name);

/** Returns the environment of the command: that of the run without any secret. */
function environmentFor({ customer, secrets }: ReadCommand): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(
    ([name, value = '']) =>
      !SECRET_OPTIONS.includes(name) && !secrets.some((secret) => value.includes(secret)),
  );
  return { ...Object.fromEntries(entries), CUSTOMER_ID: customer };
}

/** Collects the output of a stream up to a number of bytes. */
function collect(stream: NodeJS.ReadableStream, max: number, onMore?: () => void) {
  const chunks: Buffer[] = [];
  let length = 0;
  stream.on('data', (chunk: Buffer) => {
    if (length < max) chunks.push(chunk.subarray(0, max - length));
    length += chunk.length;
    if (length > max) onMore?.();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(IS_WINDOWS ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

/**
 * Runs the command with `CUSTOMER_ID` in its environment.
 *
 * @throws CommandError if it fails, does not end within `timeoutMs`, or prints too much or no ids
 */
export async function runReadCommand(read: ReadCommand, timeoutMs: number): Promise<Printed> {
  const child = spawn(read.command, {
    shell: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentFor(read),
    // A group of its own: it can be ended with all that it started, and Ctrl-C does not reach it.
    detached: !IS_WINDOWS,
  });
  let problem: string | undefined;
  const stop = (reason: string) => {
    problem ??= reason;
    endGroup(child);
    // A process that has left the group may keep the pipes open.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const output = collect(child.stdout, MAX_BODY_BYTES, () => {
    stop(`it printed more than ${String(MAX_BODY_BYTES / 2 ** 20)} MiB`);
  });
  const errors = collect(child.stderr, MAX_ERROR_BYTES);
  const limit = setTimeout(() => {
    stop(`it did not end within ${String(timeoutMs)} ms`);
  }, timeoutMs);
  const ended = await new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => {
      resolve(error.message);
    });
    child.on('close', (status, signal) => {
      resolve(status === 0 ? undefined : `it ended with ${signal ?? `status ${String(status)}`}`);
    });
  });
  clearTimeout(limit);
  const failure = problem ?? ended;
  if (failure !== undefined) throw new CommandError(failure + shown('it wrote', errors()));
  return { output: output(), data: toData(output()) };
}

function shown(what: string, text: string): string {
  const trimmed = text.trim();
  return trimmed === '' ? '' : `; ${what}: ${truncate(trimmed, MAX_SHOWN, '')}`;
}

/** Returns the body of a response with the ids in an output: ids, or JSON with ids or users. */
function toData(output: string): string {
  const text = output.trim();
  const wrong = (reason: string) => new CommandError(reason + shown('it printed', text));
  if (!/^[[{]/.test(text)) {
    const ids = text.split(/[\s,]+/).filter((id) => id !== '');
    return dataOf(ids, wrong);
  }
  const { json, tooLarge = 'it printed no valid JSON' } = readBody(Buffer.from(text), []);
  if (!json) throw wrong(tooLarge);
  const list = isObject(json.value) ? json.value['data'] : json.value;
  if (!Array.isArray(list)) throw wrong('its JSON is neither a list nor {"data": [...]}');
  const ids = list.map((item) => readId(isObject(item) ? item['id'] : item));
  const data = dataOf(ids, wrong);
  // Links and totals beside the users tell whether they are one page of several.
  return isObject(json.value) && list.every(isObject) ? text : data;
}

function dataOf(
  ids: readonly (string | undefined)[],
  wrong: (reason: string) => CommandError,
): string {
  const users = ids.map((id) => {
    if (id === undefined || !ID.test(id))
      throw wrong('it printed something other than ids of users');
    return `{"id":${id}}`;
  });
  return `{"data":[${users.join(',')}]}`;
}
