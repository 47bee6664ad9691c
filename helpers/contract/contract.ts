import path from 'node:path';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats';
import { lazyPackage } from './lazy-package';
import { parseYaml, readYaml } from './parsed-yaml';
import { remembered } from './remember';

export const CONTRACT_FILE = path.join(__dirname, '..', '..', 'schemas', 'openapi.yaml');
/** The operation, as a JSON pointer (RFC 6901) in a URI fragment. */
export const OPERATION = '#/paths/~1customers~1{id}~1users/post';
const RESPONSE_SCHEMA = `${OPERATION}/responses/200/content/application~1json/schema`;
/** Compiled to detect unknown keywords in them. */
const OTHER_SCHEMAS = [
  `${OPERATION}/parameters/0/schema`,
  `${OPERATION}/requestBody/content/application~1json/schema`,
];

/** A keyword of the contract's schema that a value fails. */
export interface Violation {
  /** JSON pointer into the value. */
  instance: string;
  /** JSON pointer of the keyword that failed, into the contract. */
  keyword: string;
  message: string;
}

export interface Contract {
  document: Record<string, unknown>;
  /**
   * Returns all violations of the schema of a 200's body. Integers beyond a double's precision may
   * be bigints.
   */
  violations(body: unknown): Violation[];
  /** Yields the same, so that not all of them take memory at once. */
  eachViolation(body: unknown): Generator<Violation>;
}

/**
 * RFC 3339 section 5.6. ajv-formats knows the calendar, leap seconds included, and is laxer than
 * the RFC about the rest: it accepts an offset without its colon or minutes, and any white space
 * for the T. The RFC's own note allows a space for the T.
 */
const RFC_3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)$/;

export const isDateTime: (text: string) => boolean = remembered((text) => {
  const { 'date-time': calendar } = fullFormats;
  if (typeof calendar !== 'object' || !('validate' in calendar)) {
    throw new Error('ajv-formats has no date-time to build on');
  }
  const validate = calendar.validate as (text: string) => boolean;
  // As a double, a fraction of many nines is the next second, which may be a leap second.
  return RFC_3339.test(text) && validate(text.replace(/\.\d+/, ''));
});

function hasBigint(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint';
  for (const name in value) if (hasBigint((value as Record<string, unknown>)[name])) return true;
  return false;
}

/** Replaces bigints by an integer that ajv can read. */
function asDoubles(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.MAX_SAFE_INTEGER;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(asDoubles);
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, asDoubles(item)]));
}

/** Users that are validated at once: an error takes as much memory as a user. */
const USERS_AT_ONCE = 1_000;

/** Yields a body with some of its users at a time, and how many came before them. */
function* partsOf(body: unknown): Generator<{ part: unknown; offset: number }> {
  const data = (body as { data?: unknown } | null)?.data;
  if (!Array.isArray(data) || Array.isArray(body)) {
    yield { part: body, offset: 0 };
    return;
  }
  for (let offset = 0; offset === 0 || offset < data.length; offset += USERS_AT_ONCE) {
    const users: unknown[] = data.slice(offset, offset + USERS_AT_ONCE);
    yield { part: { ...(body as object), data: users }, offset };
  }
}

/** Returns the pointer of an error. ajv's schemaPath is absolute only behind a $ref. */
function keywordPointer({ schemaPath }: ErrorObject): string {
  return schemaPath.startsWith('#/components/')
    ? schemaPath
    : RESPONSE_SCHEMA + schemaPath.slice('#'.length);
}

const ajvPackage = lazyPackage('ajv');

/** Compiles the schema of a 200's body. */
function compileResponseSchema(document: Contract['document']): ValidateFunction {
  const { default: Ajv } = ajvPackage();
  // The meta-schema would see the root of the document alone, which is not a schema. Strict mode
  // rejects unknown keywords and wrong types of their values.
  const ajv = new Ajv({ allErrors: true, strict: true, meta: false, validateSchema: false });
  ajv.addFormat('date-time', isDateTime);
  // OpenAPI's own words: the fixed fields of its root, and what a Schema Object adds.
  ajv.addVocabulary(['openapi', 'info', 'servers', 'security', 'paths', 'components', 'example']);
  ajv.addSchema(document, 'contract');
  const compile = (pointer: string) => {
    const validate = ajv.getSchema(`contract${pointer}`);
    if (!validate) throw new Error(`the contract has no schema at ${pointer}`);
    return validate;
  };
  OTHER_SCHEMAS.forEach(compile);
  return compile(RESPONSE_SCHEMA);
}

/** Yields all errors of a body. */
function* eachViolation(body: unknown, validate: ValidateFunction): Generator<Violation> {
  for (const { part, offset } of partsOf(hasBigint(body) ? asDoubles(body) : body)) {
    if (validate(part)) continue;
    const errors = validate.errors ?? [];
    // They would be kept until the next call.
    validate.errors = null;
    for (const error of errors) {
      const [inData = '', index = '0'] = /^\/data\/(\d+)/.exec(error.instancePath) ?? [];
      // All parts have the same outside the list.
      if (inData === '' && offset > 0) continue;
      const place = inData && `/data/${String(Number(index) + offset)}`;
      yield {
        instance: place + error.instancePath.slice(inData.length),
        keyword: keywordPointer(error),
        message: error.message ?? error.keyword,
      };
    }
  }
}

function toContract(document: Contract['document'], schema: () => ValidateFunction): Contract {
  return {
    document,
    violations: (body) => [...eachViolation(body, schema())],
    eachViolation: (body) => eachViolation(body, schema()),
  };
}

/**
 * Compiles an OpenAPI document of the operation from its YAML.
 *
 * @throws Error if the document has a keyword of neither JSON Schema nor OpenAPI, or lacks
 * the operation's 200.
 */
export function compileContract(yaml: string): Contract {
  const document = parseYaml(yaml).content as Contract['document'];
  const validate = compileResponseSchema(document);
  return toContract(document, () => validate);
}

const published = readYaml(CONTRACT_FILE).content as Contract['document'];
let compiled: ValidateFunction | undefined;

/** The contract as published. Its schemas are compiled with the first response. */
export const contract = toContract(
  published,
  () => (compiled ??= compileResponseSchema(published)),
);
