/**
 * `npm run prose` checks the English of Markdown, and `npm run prose:code` that of comments and
 * strings in TypeScript and YAML: the words of `words.yaml` and the length of sentences, by textlint.
 * Prints file, line and a better word for each problem, and exits with 1 if there is one.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TextlintKernel, type TextlintKernelOptions } from '@textlint/kernel';
import markdown from '@textlint/textlint-plugin-markdown';
import prh from 'textlint-rule-prh';
import sentenceLength from 'textlint-rule-sentence-length';
import typescript from './typescript';
import yaml from './yaml';

/** Characters, without the indentation of lines. */
const SENTENCES = { max: 200, skipPatterns: ['/\\s{2,}/'] };

const OPTIONS = {
  plugins: [
    { pluginId: 'markdown', plugin: markdown },
    { pluginId: 'typescript', plugin: typescript },
    { pluginId: 'yaml', plugin: yaml },
  ],
  rules: [
    {
      ruleId: 'words',
      rule: prh,
      options: {
        rulePaths: [path.join(__dirname, 'words.yaml')],
        checkLink: true,
        checkBlockQuote: true,
        checkEmphasis: true,
      },
    },
    { ruleId: 'sentence-length', rule: sentenceLength, options: SENTENCES },
  ],
} satisfies Partial<TextlintKernelOptions>;

/** Files of the checkout that match, those that git does not know yet among them. */
function filesOf(patterns: readonly string[]): string[] {
  const listed = ['ls-files', '--cached', '--others', '--exclude-standard', '--deduplicate', '--'];
  return execFileSync('git', [...listed, ...patterns], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

async function main(): Promise<void> {
  const kernel = new TextlintKernel();
  let count = 0;
  for (const filePath of filesOf(process.argv.slice(2))) {
    const text = readFileSync(filePath, 'utf8');
    const { messages } = await kernel.lintText(text, {
      ...OPTIONS,
      filePath,
      ext: path.extname(filePath),
    });
    for (const { loc, message } of messages) {
      const place = `${filePath}:${String(loc.start.line)}`;
      process.stdout.write(`${place}  ${message.replaceAll('\n', '; ')}\n`);
    }
    count += messages.length;
  }
  if (count > 0) {
    process.stdout.write(`\n${String(count)} to reword\n`);
    process.exitCode = 1;
  }
}

void main();
