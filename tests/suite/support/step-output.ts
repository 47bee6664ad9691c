/** A workflow command in the output of a step of a GitHub job. */
export interface WorkflowCommand {
  command: string;
  properties: Record<string, string>;
  message: string;
}

const ESCAPES = [
  ['%0D', '\r'],
  ['%0A', '\n'],
  ['%3A', ':'],
  ['%2C', ','],
  ['%25', '%'],
] as const;

const unescape = (text: string) =>
  ESCAPES.reduce((rest, [escape, character]) => rest.replaceAll(escape, character), text);

/**
 * Parses the output of a step as the runner of GitHub does: a command is `::` at the beginning of a
 * line, or `##[` anywhere. `::stop-commands::` disables commands up to its end marker.
 */
export function parseStepOutput(output: string): { commands: WorkflowCommand[]; lines: string[] } {
  const commands: WorkflowCommand[] = [];
  const lines: string[] = [];
  let end: string | undefined;
  for (const line of output.split(/\r\n|[\r\n]/)) {
    const [, command, given = '', message = ''] = /^\s*::(\S+?)(?: (.*?))?::(.*)$/.exec(line) ?? [];
    const [, old] = /(##(?:vso)?\[[^\]\s]*)/.exec(line) ?? [];
    if (end !== undefined) {
      if (line.trim() === `::${end}::`) end = undefined;
      else lines.push(line);
    } else if (command === 'stop-commands') {
      end = message;
    } else if (command !== undefined) {
      const pairs = given.split(',').flatMap((pair) => {
        const [, name = '', value = ''] = /^([^=]*)=(.*)$/.exec(pair) ?? [];
        return name === '' ? [] : [[name.trim(), unescape(value)] as const];
      });
      const properties = Object.fromEntries(pairs);
      commands.push({ command, properties, message: unescape(message) });
    } else if (old !== undefined) {
      commands.push({ command: old, properties: {}, message: line });
    } else if (line !== '') {
      lines.push(line);
    }
  }
  return { commands, lines };
}

/** Parses the file of GITHUB_OUTPUT: `name=value`, or `name<<delimiter` and lines up to it. */
export function parseStepFile(text: string): Record<string, string> {
  const entry = /([^=<\n]+)(?:=(.*)|<<(.+)\n([^]*?)\n\3)\n/y;
  const values: Record<string, string> = {};
  while (entry.lastIndex < text.length) {
    const at = entry.lastIndex;
    const [, name = '', value, , lines = ''] = entry.exec(text) ?? [];
    if (name === '') throw new Error(`GitHub cannot read ${JSON.stringify(text.slice(at))}`);
    values[name] = value ?? lines;
  }
  return values;
}
