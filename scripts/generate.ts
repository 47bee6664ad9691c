/**
 * Writes the files that are made from schemas/ and from the table of options. `npm run generate`
 * writes them; `npm run generate -- --check` fails if one is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { compileSchema } from '../helpers/contract/json-schema';
import { CATALOGUE_FILE, requests, requirements } from '../helpers/contract/requirements';
import { parse } from 'yaml';
import { cataloguePage } from './catalogue-page';
import { optionFiles } from './option-files';

const root = path.join(__dirname, '..');
const inRoot = (...parts: string[]) => path.join(root, ...parts);

async function contractTypes(): Promise<string> {
  return astToString(await openapiTS(pathToFileURL(inRoot('schemas', 'openapi.yaml'))));
}

/** Returns words as a type: several strings of at most 80 characters, each split by the compiler. */
function union(words: readonly string[]): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last === undefined || last.length + word.length > 80) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines.map((line) => `Words<'${line}'>`).join(' | ');
}

function catalogueTypes(): string {
  const codes = requirements.map(({ id, codes }) => `'${id}': ${union(Object.keys(codes))};`);
  return `type Words<Text extends string> = Text extends \`\${infer Word} \${infer Rest}\`
    ? Word | Words<Rest>
    : Text;

/** The codes of each requirement. */
export interface RequirementCodes {\n${codes.join('\n')}\n}

/** The requests of the suite. */
export type RequestKind = ${union(Object.values(requests).flatMap((kinds) => Object.keys(kinds)))};

/** The groups of requests. */
export type RequestGroup = ${union(Object.keys(requests))};
`;
}

/** Returns the path of each file from the root, and its text. */
async function generated(): Promise<[file: string, text: string][]> {
  const mark = '// Written by `npm run generate` from schemas/.\n';
  return [
    ['helpers/contract/openapi.generated.ts', mark + (await contractTypes())],
    ['helpers/contract/requirements.generated.ts', mark + catalogueTypes()],
    ['docs/requirements.md', cataloguePage()],
    ...optionFiles(),
  ];
}

/** @throws Error with what is wrong in schemas/requirements.yaml */
function validateCatalogue(): void {
  const validate = compileSchema('requirements.schema.json');
  const text = readFileSync(CATALOGUE_FILE, 'utf8');
  if (!validate(parse(text, { merge: true, maxAliasCount: -1 })))
    throw new Error(inspect(validate.errors));
}

async function main(): Promise<void> {
  validateCatalogue();
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
