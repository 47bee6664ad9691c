import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { ROOT } from '../parts/processes';
import type { Server } from '../parts/server';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

interface Contract {
  paths: Record<string, { post: Operation }>;
  components: { schemas: Record<string, Json> };
}

interface Operation {
  parameters: { example?: number }[];
  requestBody: { content: Record<string, { example?: Json }> };
  responses: Record<string, { description: string; content?: Record<string, { schema: Json }> }>;
}

function readContract(): { contract: Contract; post: Operation } {
  const file = path.join(ROOT, 'schemas', 'openapi.yaml');
  // As text: a tool that is shown a date would take it for one.
  const contract = parse(readFileSync(file, 'utf8'), { schema: 'core' }) as Contract;
  const [item] = Object.values(contract.paths);
  if (!item) throw new Error('a contract without a path');
  return { contract, post: item.post };
}

/**
 * Writes the contract with what tools need and it does not have: ids that exist, as examples, and
 * the refusals that a server may give, as responses.
 */
export function writeContract(
  file: string,
  server: Server,
  refusals: Readonly<Record<string, string>>,
): void {
  const { contract, post } = readContract();
  for (const parameter of post.parameters) parameter.example = Number(server.customers[0]);
  for (const media of Object.values(post.requestBody.content)) {
    media.example = { user_ids: server.users.slice(0, 2).map(Number) };
  }
  for (const [status, description] of Object.entries(refusals)) {
    post.responses[status] = { description };
  }
  writeFileSync(file, stringify(contract));
}

/** Schema objects of OpenAPI 3.0 as JSON Schema has them: nullable, and no references. */
function asJsonSchema(node: Json, schemas: Record<string, Json>): Json {
  if (Array.isArray(node)) return node.map((item) => asJsonSchema(item, schemas));
  if (typeof node !== 'object' || node === null) return node;
  const { $ref, nullable, ...rest } = node;
  if (typeof $ref === 'string') return asJsonSchema(schemas[path.basename($ref)] ?? null, schemas);
  const schema = Object.fromEntries(
    Object.entries(rest).map(([name, value]) => [name, asJsonSchema(value, schemas)]),
  );
  return nullable === true ? { ...schema, type: [schema['type'] ?? null, 'null'] } : schema;
}

/** Returns the JSON Schema (draft 7) of the body of a 200. */
export function responseSchema(): string {
  const { contract, post } = readContract();
  const schema = post.responses['200']?.content?.['application/json']?.schema ?? null;
  const plain = asJsonSchema(schema, contract.components.schemas);
  if (typeof plain !== 'object' || Array.isArray(plain)) throw new Error('a 200 without a schema');
  return JSON.stringify({ $schema: 'http://json-schema.org/draft-07/schema#', ...plain });
}
