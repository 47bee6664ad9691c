import type { ValidateFunction } from 'ajv';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { lazyPackage } from './lazy-package';

const SCHEMAS = path.join(__dirname, '..', '..', 'schemas');

/** The validator of our own formats. Most runs read no file of them. */
const ajv2020 = lazyPackage('ajv/dist/2020');
const ajvFormats = lazyPackage('ajv-formats');

/**
 * Compiles a JSON Schema of `schemas/`. The validator reports all errors.
 *
 * @param file the name of the schema, such as `report.schema.json`
 */
export function compileSchema<T>(file: string): ValidateFunction<T> {
  const { default: Ajv } = ajv2020();
  const ajv = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
  });
  ajvFormats().default(ajv);
  return ajv.compile<T>(JSON.parse(readFileSync(path.join(SCHEMAS, file), 'utf8')) as object);
}
