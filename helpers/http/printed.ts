import process from 'node:process';
import { escapeControls } from './escape';
import { redactSecrets, type Redact } from './redact';

/** Returns a text of some lines as it may be printed: redacted, and with each line escaped. */
export function toPrintable(text: string): string {
  return redactSecrets(text).split('\n').map(escapeControls).join('\n');
}

/** Makes the errors of a test printable, as reporters of Playwright print them as they are. */
export function sanitizeErrors(
  errors: { message?: string; stack?: string; value?: string }[],
): void {
  for (const error of errors) {
    for (const part of ['message', 'stack', 'value'] as const) {
      const text = error[part];
      if (text !== undefined) error[part] = toPrintable(text);
    }
  }
}

let redacting = false;

/**
 * Redacts all that this process prints from now on, whichever code prints it: the suite, Node with
 * NODE_DEBUG, or a reporter.
 */
export function redactStandardStreams(redact: Redact): void {
  if (redacting) return;
  redacting = true;
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream) as (chunk: unknown, ...rest: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? redact(chunk) : chunk, ...rest);
  }
}
