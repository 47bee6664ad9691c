import Ajv, { type AnySchemaObject } from 'ajv';
import addFormats from 'ajv-formats';
import type { Har } from 'har-format';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const SCHEMAS = [
  'beforeRequest',
  'afterRequest',
  'browser',
  'cache',
  'content',
  'cookie',
  'creator',
]
  .concat(['entry', 'har', 'header', 'log', 'page', 'pageTimings', 'postData', 'query', 'request'])
  .concat(['response', 'timings']);

// The schemas are in draft 6. Draft 7 has all that they use.
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
for (const name of SCHEMAS) {
  const file = require.resolve(`har-schema/lib/${name}.json`);
  const schema = JSON.parse(readFileSync(file, 'utf8')) as AnySchemaObject;
  delete schema.$schema;
  ajv.addSchema(schema);
}

/** Returns the violations of HAR 1.2 in a value. */
export function harProblems(har: unknown): string[] {
  const validate = ajv.getSchema('har.json');
  if (!validate) throw new Error('har-schema has no har.json');
  void validate(har);
  return (validate.errors ?? []).map((it) => `${it.instancePath} ${it.message ?? ''}`);
}

/** Returns the HAR file of a directory. */
export const readHar = (directory: string) =>
  JSON.parse(readFileSync(path.join(directory, 'exchanges.har'), 'utf8')) as Har;
