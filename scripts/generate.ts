/**
 * Writes the files that are made from schemas/ and from the table of options. `npm run generate`
 * writes them; `npm run generate -- --check` fails if one is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { parse } from 'yaml';
import { cataloguePage } from './catalogue-page';
import { optionFiles } from './option-files';

const root = path.join(__dirname, '..');
const inRoot = (...parts: string[]) => path.join(root, ...parts);

async function contractTypes(): Promise<string> {
  return astToString(await openapiTS(pathToFileURL(inRoot('schemas', 'openapi.yaml'))));
}

function requirementIds(): string {
  const { requirements } = parse(readFileSync(inRoot('schemas', 'requirements.yaml'), 'utf8')) as {
    requirements: { id: string }[];
  };
  const ids = requirements.map(({ id }) => `  '${id}',`).join('\n');
  return `export const requirementIds = [\n${ids}\n] as const;\n`;
}

/** Returns the path of each file from the root, and its text. */
async function generated(): Promise<[file: string, text: string][]> {
  const mark = '// Written by `npm run generate` from schemas/.\n';
  return [
    ['helpers/contract/openapi.generated.ts', mark + (await contractTypes())],
    ['helpers/contract/requirement-ids.generated.ts', mark + requirementIds()],
    ['docs/requirements.md', cataloguePage()],
    ...optionFiles(),
  ];
}

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const drifted: string[] = [];
  for (const [name, source] of await generated()) {
    const file = inRoot(name);
    const { inferredParser } = await getFileInfo(file);
    const style = { ...(await resolveConfig(file)), filepath: file };
    const text = inferredParser === null ? source : await format(source, style);
    if (!check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) drifted.push(name);
  }
  if (drifted.length > 0) {
    process.stderr.write(`${drifted.join(', ')}: not up to date; run \`npm run generate\`\n`);
    process.exitCode = 1;
  }
}

void main();
