import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** In the order of the cascade. */
const STYLES = [
  'base',
  'verdict',
  'contract',
  'requirements',
  'findings',
  'latency',
  'phone',
  'print',
];

const read = (...file: string[]) => readFileSync(path.join(__dirname, ...file), 'utf8');
const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * A page's one style sheet and one script, and the policy that lets in nothing else.
 *
 * @param styles by default, those of a report
 */
export function assets(styles: readonly string[] = STYLES): {
  style: string;
  script: string;
  policy: string;
} {
  const style = styles.map((name) => read('style', `${name}.css`)).join('\n');
  const script = read('client.js');
  const policy = [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${hash(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { style, script, policy };
}
