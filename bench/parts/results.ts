import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { version as playwright } from '@playwright/test/package.json';
import { format, resolveConfig } from 'prettier';
import type { Section } from '../sections/section';

const FILE = path.join(__dirname, '..', 'RESULTS.md');

const HEAD = `# Benchmark

Written by \`npm run bench\`; CONTRIBUTING.md describes it. Compare the ratios: both sides were
measured in one run on one machine. Times depend on the machine. Every value is a median with the
minimum and the maximum. Each part names the command that measured it last.`;

const marks = (name: string, part: string) => [
  `<!-- ${name}.${part} -->`,
  `<!-- end of ${name}.${part} -->`,
];

/** Returns the text of a part with its marks; undefined if the file has none. */
function before(text: string, name: string, part: string): string | undefined {
  const [from = '', to = ''] = marks(name, part);
  const [start, end] = [text.indexOf(from), text.indexOf(to)];
  return start < 0 || end < 0 ? undefined : text.slice(start, end + to.length);
}

export function measuredWith(): string {
  return `\`npm run bench ${process.argv
    .slice(2)
    .map((argument, index) => (index === 0 ? `-- ${argument}` : argument))
    .join(
      ' ',
    )}\`: Node ${process.version}, Playwright ${playwright}, ${String(os.availableParallelism())} cores.`;
}

/** Writes a part of a section; all others stay what they were. */
export async function write(
  sections: readonly Section[],
  name: string,
  part: string,
  text: string,
): Promise<void> {
  const old = existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
  const whole = sections.map((section) => {
    const parts = Object.keys(section.parts).map((each) => {
      const [from, to] = marks(section.name, each);
      return section.name === name && each === part
        ? `${String(from)}\n\n${text}\n\n_${measuredWith()}_\n\n${String(to)}`
        : (before(old, section.name, each) ?? '');
    });
    return [`## ${section.title}`, ...parts].join('\n\n');
  });
  const options = { ...(await resolveConfig(FILE)), parser: 'markdown' };
  writeFileSync(FILE, await format([HEAD, ...whole].join('\n\n'), options));
}
