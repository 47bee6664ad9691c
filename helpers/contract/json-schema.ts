import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import Ajv2020 from 'ajv/dist/2020';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const SCHEMAS = path.join(__dirname, '..', '..', 'schemas');

/**
 * Compiles a JSON Schema of `schemas/`. The validator reports all errors.
 *
 * @param file the name of the schema, such as `report.schema.json`
 */
export function compileSchema<T>(file: string): ValidateFunction<T> {
  const ajv = new Ajv2020({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  addFormats(ajv);
  return ajv.compile<T>(JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8')) as object);
}
