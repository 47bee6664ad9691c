import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/run';

const FENCED = /^( *)```(\w*)\n([^]*?)^ *```$/gm;

const read = (page: string) => readFileSync(path.join(ROOT, page), 'utf8');

/** Returns the blocks of code of a page in one language, in their order; '' for none. */
export function blocksOf(page: string, language: string): string[] {
  return [...read(page).matchAll(FENCED)]
    .filter(([, , tag]) => tag === language)
    .map(([, indent = '', , body = '']) => `\n${body}`.replaceAll(`\n${indent}`, '\n').trim());
}

/** Returns the commands within the sentences of a page that use npm or npx. */
export function inlineCommandsOf(page: string): string[] {
  const prose = read(page).replaceAll(FENCED, '');
  return [...prose.matchAll(/`(np[mx] [^`]+)`/g)].map(([, command = '']) =>
    command.replace(/\s+/g, ' '),
  );
}
