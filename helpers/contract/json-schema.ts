import type { ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

const SCHEMAS = path.join(__dirname, '..', '..', 'schemas');

/** Loads the validator of our own formats. Most runs read no file of them. */
function loadAjv() {
  const load = createRequire(__filename);
  const { default: Ajv } = load('ajv/dist/2020') as typeof import('ajv/dist/2020');
  const { default: addFormats } = load('ajv-formats') as typeof import('ajv-formats');
  return { Ajv, addFormats };
}

/**
 * Compiles a JSON Schema of `schemas/`. The validator reports all errors.
 *
 * @param file the name of the schema, such as `report.schema.json`
 */
export function compileSchema<T>(file: string): ValidateFunction<T> {
  const { Ajv, addFormats } = loadAjv();
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  addFormats(ajv);
  return ajv.compile<T>(JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8')) as object);
}
