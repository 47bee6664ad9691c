/**
 * Writes what TypeScript has to know of the schemas: the types of the contract, and the ids of the
 * catalogue. `npm run generate` writes them, `npm run generate -- --check` fails if they drifted.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';
import { parse } from 'yaml';

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

async function main(): Promise<void> {
  const check = process.argv.includes('--check');
  const drifted: string[] = [];
  for (const [name, source] of [
    ['openapi.ts', await contractTypes()],
    ['requirement-ids.ts', requirementIds()],
  ] as const) {
    const file = inRoot('helpers', 'generated', name);
    const text = await format(`// Written by \`npm run generate\` from schemas/.\n${source}`, {
      ...(await resolveConfig(file)),
      filepath: file,
    });
    if (!check) writeFileSync(file, text);
    else if (readFileSync(file, 'utf8') !== text) drifted.push(name);
  }
  if (drifted.length > 0) {
    process.stderr.write(
      `helpers/generated/${drifted.join(', ')}: not what schemas/ says; run \`npm run generate\`\n`,
    );
    process.exitCode = 1;
  }
}

void main();
