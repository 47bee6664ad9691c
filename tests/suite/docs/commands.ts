import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../run/run';

/** What a page tells its reader to type. */
export interface Commands {
  /** Shell blocks, in order, as they stand. */
  blocks: string[];
  /** Those in the middle of a sentence, each whole: `npm run x`, `npx sync-users-conformance x`. */
  inline: string[];
}

const unindented = (text: string, indent: string) => text.replaceAll(`\n${indent}`, '\n');

/** The commands of a page, by its path from the root. */
export function commandsOf(page: string): Commands {
  const text = readFileSync(path.join(ROOT, page), 'utf8');
  const fenced = [...text.matchAll(/^( *)```(\w*)\n([^]*?)^ *```$/gm)];
  const prose = text.replaceAll(/^( *)```\w*\n[^]*?^ *```$/gm, '');
  return {
    blocks: fenced
      .filter(([, , language]) => language === 'sh')
      .map(([, indent = '', , body = '']) => unindented(`\n${body}`, indent).trim()),
    inline: [...prose.matchAll(/`((?:npm (?:run )?|npx )[^`]+)`/g)].map(([, command = '']) =>
      command.replace(/\s+/g, ' '),
    ),
  };
}
