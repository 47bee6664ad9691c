import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/run';

/** Commands of a page, each as it is written. */
export interface Commands {
  /** Blocks of `sh`, in their order. */
  blocks: string[];
  /** Commands within a sentence that use npm or npx. */
  inline: string[];
}

const read = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

const FENCED = /^( *)```(\w*)\n([^]*?)^ *```$/gm;

/** Returns the commands of a page. */
export function commandsOf(page: string): Commands {
  const text = read(page);
  return {
    blocks: [...text.matchAll(FENCED)]
      .filter(([, , language]) => language === 'sh')
      .map(([, indent = '', , body = '']) => `\n${body}`.replaceAll(`\n${indent}`, '\n').trim()),
    inline: [...text.replaceAll(FENCED, '').matchAll(/`(np[mx] [^`]+)`/g)].map(([, command = '']) =>
      command.replace(/\s+/g, ' '),
    ),
  };
}

/** Returns the output that a page shows: its first block without a language. */
export function outputOf(page: string): string {
  const [, , , output = ''] =
    [...read(page).matchAll(FENCED)].find(([, , language]) => language === '') ?? [];
  return output.trimEnd();
}
