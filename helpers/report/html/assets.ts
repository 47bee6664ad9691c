import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** In the order of the cascade. */
const REPORT_STYLES = [
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
const digest = (text: string) => `'sha256-${hash('sha256', text, 'base64')}'`;

/**
 * Returns the style sheet and the script of a page, and the policy that allows these two alone.
 *
 * @param styles by default, those of a report
 */
export function readAssets(styles: readonly string[] = REPORT_STYLES) {
  const style = styles.map((name) => read('style', `${name}.css`)).join('\n');
  const script = read('client.js');
  const policy = [
    "default-src 'none'",
    `style-src ${digest(style)}`,
    `script-src ${digest(script)}`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return { style, script, policy };
}
