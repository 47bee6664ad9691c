import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { TestInfo } from '@playwright/test';
import { standIns } from './shell';

/**
 * A machine as GitHub has them, on which an install takes no network and no minute: the packages are
 * those of this checkout, and `npm` is a stand-in that notes its call.
 */
export function openRunner(testInfo: Pick<TestInfo, 'outputPath'>, npm = '') {
  const directory = testInfo.outputPath('runner');
  const temp = path.join(directory, 'temp');
  mkdirSync(temp, { recursive: true });
  const bin = path.join(directory, 'bin');
  const calls = path.join(bin, 'calls');
  return {
    /** All that is written for the runner, and for the caller. */
    directory,
    env: {
      PATH: standIns(bin, { npm }),
      HOME: process.env['HOME'],
      CI: 'true',
      GITHUB_ACTIONS: 'true',
      RUNNER_TEMP: temp,
    },
    /** What `npm` was called with. */
    npm: () => (existsSync(calls) ? readFileSync(calls, 'utf8') : ''),
  };
}

/** A command to a GitHub runner, as it stands in what a step prints. */
export interface WorkflowCommand {
  command: string;
  properties: Record<string, string>;
  message: string;
}

const unescaped = (text: string) =>
  text
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%3A', ':')
    .replaceAll('%2C', ',')
    .replaceAll('%25', '%');

/**
 * What a GitHub runner takes for its commands in the output of a step, and what is left: `::` at
 * the beginning of a line, and `##[` anywhere. Between `::stop-commands::` and its end there are none.
 */
export function runner(output: string): { commands: WorkflowCommand[]; lines: string[] } {
  const commands: WorkflowCommand[] = [];
  const lines: string[] = [];
  let end: string | undefined;
  for (const line of output.split(/\r\n|[\r\n]/)) {
    const [, head, message = ''] = /^\s*::(.+?)::(.*)$/.exec(line) ?? [];
    const [, old] = /(##(?:vso)?\[[^\]\s]*)/.exec(line) ?? [];
    if (end !== undefined) {
      if (line.trim() === `::${end}::`) end = undefined;
      else lines.push(line);
    } else if (head !== undefined) {
      const [, command = '', given = ''] = /^(\S+)(?: (.*))?$/.exec(head) ?? [];
      const properties = given
        .split(',')
        .filter((each) => each.includes('='))
        .map((each) => /^([^=]*)=(.*)$/.exec(each)?.slice(1) ?? [])
        .map(([name = '', value = '']) => [name.trim(), unescaped(value)] as const);
      if (command === 'stop-commands') end = message;
      else
        commands.push({
          command,
          properties: Object.fromEntries(properties),
          message: unescaped(message),
        });
    } else if (old !== undefined) {
      commands.push({ command: old, properties: {}, message: line });
    } else if (line !== '') {
      lines.push(line);
    }
  }
  return { commands, lines };
}

/** What a step prints of which nothing is a command, whoever said it: it stops them, and ends so. */
export const SILENCED = /^::stop-commands::([\w-]{36})\n[^]+\n::\1::\n$/;

/** What a runner reads from the file that GITHUB_OUTPUT names, in both of its forms. */
export function stepFile(text: string): Record<string, string> {
  const values: Record<string, string> = {};
  const lines = text.split('\n');
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, delimiter] = /^([^=<]+)<<(.+)$/.exec(line) ?? [];
    const [, simple, value = ''] = /^([^=<]+)=(.*)$/.exec(line) ?? [];
    if (name !== undefined) {
      const end = lines.findIndex((each) => each === delimiter);
      if (end === -1) throw new Error(`${name} has no end`);
      values[name] = lines
        .splice(0, end + 1)
        .slice(0, -1)
        .join('\n');
    } else if (simple !== undefined) {
      values[simple] = value;
    } else if (line !== '') {
      throw new Error(`the runner cannot read ${JSON.stringify(line)}`);
    }
  }
  return values;
}
