import type { HttpRequest } from './http-request';
import { CommandError, READ_BACK_COMMAND, runReadCommand, type ReadCommand } from './read-command';
import type { Redact } from './redact';
import { round2, toCommandResult, type HttpResult } from './result';

interface CommandExchange {
  id: string;
  /** The request in whose place the command runs. */
  request: HttpRequest;
  command: ReadCommand;
  timeoutMs: number;
}

/** Runs a command in place of a request. Returns a sentence about a command that failed. */
export async function exchangeByCommand(
  { id, request, command, timeoutMs }: CommandExchange,
  redact: Redact,
): Promise<HttpResult | { problem: string }> {
  const startedAt = round2(performance.timeOrigin + performance.now());
  try {
    const printed = await runReadCommand(command, timeoutMs);
    return toCommandResult({ id, request, printed, startedAt }, redact);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const { customer } = command;
    const problem = `${READ_BACK_COMMAND} failed for customer ${customer}: ${error.message}.`;
    return { problem: redact(problem) };
  }
}
