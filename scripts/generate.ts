/**
 * Writes the files that are made from schemas/ and from the table of options. `npm run generate`
 * writes them; `npm run generate -- --check` fails if one is not up to date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import openapiTS, { astToString, type OpenAPI3, type SchemaObject } from 'openapi-typescript';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { contract, CONTRACT_FILE } from '../helpers/contract/contract';
import { compileSchema } from '../helpers/contract/json-schema';
import { CATALOGUE_FILE, requests, requirements } from '../helpers/contract/requirements';
import { PARSED_FILE, parseYaml } from '../helpers/contract/parsed-yaml';
import { YamlSource } from '../helpers/contract/yaml-source';
import { STACKS_FILE } from '../helpers/report/stacks';
import { CLAUSES_FILE } from '../helpers/scenario/tags';
import { cataloguePage, clauseLinks } from './catalogue-page';
import { optionFiles } from './option-files';
import { stacksPage } from './stacks-page';
import { exitIfTakenByNpm } from './taken-by-npm';

const root = path.join(__dirname, '..');
const inRoot = (...parts: string[]) => path.join(root, ...parts);

interface Body {
  content: { 'application/json': { schema: SchemaObject } };
}

const document = contract.document as unknown as OpenAPI3 & {
  paths: { '/customers/{id}/users': { post: { requestBody: Body; responses: { 200: Body } } } };
  components: { schemas: Record<string, SchemaObject> };
};

/** Returns the types of a user, and of the bodies of the operation's request and response. */
async function contractTypes(): Promise<string> {
  const operation = document.paths['/customers/{id}/users'].post;
  const schemas = {
    ...document.components.schemas,
    SyncUsersRequest: operation.requestBody.content['application/json'].schema,
    SyncUsersResponse: operation.responses[200].content['application/json'].schema,
  };
  const nodes = await openapiTS({ ...document, paths: {}, components: { schemas } });
  return astToString(nodes);
}

/**
 * Returns the codes of each requirement and the requests of each group, as keys, a line each:
 * TypeScript infers literal types from the keys of JSON only.
 */
function catalogueNames(): string {
  const lines = (named: readonly (readonly [name: string, keys: object])[]) =>
    named.map(([name, keys]) => {
      const entries = Object.keys(keys).map((key) => [key, null] as const);
      return `  ${JSON.stringify({ [name]: Object.fromEntries(entries) }).slice(1, -1)}`;
    });
  const codes = lines(requirements.map(({ id, codes }) => [id, codes]));
  const groups = lines(Object.entries(requests));
  return `{"codes": {\n${codes.join(',\n')}\n}, "requests": {\n${groups.join(',\n')}\n}}\n`;
}

/** Returns the YAML files that a run reads, parsed, by name. */
function parsedYaml(): string {
  const files = [CONTRACT_FILE, CATALOGUE_FILE, STACKS_FILE].map((file) => {
    const parsed = JSON.stringify(parseYaml(readFileSync(file, 'utf8')));
    return `${JSON.stringify(path.basename(file))}: ${parsed}`;
  });
  return `{\n${files.join(',\n')}\n}\n`;
}

/** Returns the path of each file from the root, and its text. */
async function generated(): Promise<[file: string, text: string][]> {
  const mark = '// Written by `npm run generate` from schemas/.\n';
  return [
    ['helpers/contract/openapi.generated.ts', mark + (await contractTypes())],
    ['helpers/contract/requirements.generated.json', catalogueNames()],
    ['docs/requirements.md', cataloguePage()],
    ['docs/stacks.md', stacksPage()],
    [path.relative(root, PARSED_FILE), parsedYaml()],
    [path.relative(root, CLAUSES_FILE), clauseLinks()],
    ...optionFiles(),
  ];
}

/** Returns a sentence for each error in schemas/requirements.yaml, with its line. */
function catalogueProblems(): string[] {
  const validate = compileSchema('requirements.schema.json');
  const text = readFileSync(CATALOGUE_FILE, 'utf8');
  return validate(parseYaml(text).content)
    ? []
    : new YamlSource('schemas/requirements.yaml', text).problems(validate);
}

async function main(): Promise<void> {
  exitIfTakenByNpm(['check'], 'npm run generate --');
  const problems = catalogueProblems();
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  const check = process.argv.includes('--check');
  const drifted: string[] = [];
  for (const [name, source] of await generated()) {
    const file = inRoot(name);
    const { inferredParser } = await getFileInfo(file);
    const style = { ...(await resolveConfig(file)), filepath: file };
    const asIs = inferredParser === null || inferredParser === 'json';
    const text = asIs ? source : await format(source, style);
    if (!check) writeFileSync(file, text);
    else if (!existsSync(file) || readFileSync(file, 'utf8') !== text) drifted.push(name);
  }
  if (drifted.length > 0) {
    process.stderr.write(`${drifted.join(', ')}: not up to date; run \`npm run generate\`\n`);
    process.exitCode = 1;
  }
}

void main();
