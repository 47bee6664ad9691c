import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CONTRACT_FILE, compileContract, contract } from '../../../helpers/contract/contract';
import { parseJson } from '../../../helpers/http/json';
import { readTables } from '../support/table';

const tables = readTables<{
  allowed: string[];
  violations: { body: string; violates: string[] }[];
  /** Values of a property of a user, in JSON. */
  properties: { property: string; right: string[]; wrong: string[] }[];
  /** Edits of the document that introduce a word that JSON Schema does not have. */
  unknown: { where: string; from: string; to: string }[];
}>('unit/tables/contract.yaml');

const yaml = readFileSync(CONTRACT_FILE, 'utf8');
const USER = '#/components/schemas/User';
const RESPONSE =
  '#/paths/~1customers~1{id}~1users/post/responses/200/content/application~1json/schema';

/** Returns the violations of a body: pointer into the body and keyword of the contract. */
function breaks(body: string, document = contract): string[] {
  const { value } = parseJson(body);
  return document
    .violations(value)
    .map(({ instance, keyword }) => `${instance} ${keyword}`)
    .sort();
}

/** More users than are validated at once. */
const MANY = 2_500;

const ofUser = (property: string, value: string) => `{"data":[{"${property}":${value}}]}`;

test.describe('The contract', () => {
  test('is byte for byte as published', () => {
    expect(createHash('sha256').update(readFileSync(CONTRACT_FILE)).digest('hex')).toBe(
      '544de6362d5929e830eb2d3e79f75b45679076c6be20143e6d94e7b6af9ec8e3',
    );
  });

  test('is kept or broken by each user of a long list, at its own place', () => {
    const users = Array.from({ length: MANY }, (_user, at) => `{"id":${at % 1_250 ? '1' : '"1"'}}`);
    expect(breaks(`{"data":[${users.join(',')}]}`)).toEqual([
      `/data/0/id ${USER}/properties/id/type`,
      `/data/1250/id ${USER}/properties/id/type`,
    ]);
    expect(breaks(`{"data":[${users.slice(1, 1_200).join(',')}]}`)).toEqual([]);
  });

  test('is broken once outside a long list', () => {
    const altered = compileContract(
      yaml.replace(/'200':[^]*?schema:\n( +)type: object\n/, '$&$1maxProperties: 1\n'),
    );
    const data = `[${Array.from({ length: MANY }, () => '{"id":1}').join(',')}]`;
    expect(breaks(`{"data":${data},"meta":1}`, altered)).toEqual([` ${RESPONSE}/maxProperties`]);
    expect(breaks(`{"data":${data}}`, altered)).toEqual([]);
    expect(breaks('{"data":[],"meta":1}', altered)).toEqual([` ${RESPONSE}/maxProperties`]);
  });

  for (const body of tables.allowed) {
    test(`allows ${body}`, () => {
      expect(breaks(body)).toEqual([]);
    });
  }

  for (const { body, violates } of tables.violations) {
    test(`does not allow ${body}`, () => {
      expect(breaks(body)).toEqual(
        violates.map((each) => each.replace('RESPONSE', RESPONSE).replace('USER', USER)),
      );
    });
  }

  for (const { property, right, wrong } of tables.properties) {
    for (const value of right) {
      test(`allows ${property} to be ${value}`, () => {
        expect(breaks(ofUser(property, value))).toEqual([]);
      });
    }
    for (const value of wrong) {
      test(`does not allow ${property} to be ${value}`, () => {
        expect(breaks(ofUser(property, value))).toEqual([
          `/data/0/${property} ${USER}/properties/${property}/type`,
        ]);
      });
    }
  }
});

test.describe('The validator', () => {
  test('finds each violation, and yields them one by one', () => {
    const compiled = compileContract(yaml);
    const { value } = parseJson('{"data":[{"id":"1","name":7,"email":9007199254740993}]}');
    const places = ['/data/0/id', '/data/0/name'];
    expect(compiled.violations(value).map(({ instance }) => instance)).toEqual(places);
    expect([...compiled.eachViolation(value)]).toEqual(compiled.violations(value));
  });

  test('is made of the document: another type there, and another verdict', () => {
    const altered = compileContract(
      yaml.replace('type: integer\n          nullable: true', 'type: string'),
    );
    const [text, integer, none] = ['"ann@example.com"', '7', 'null'].map((value) =>
      ofUser('email', value),
    ) as [string, string, string];

    expect([text, integer, none].map((body) => breaks(body).length)).toEqual([1, 0, 0]);
    expect([text, integer, none].map((body) => breaks(body, altered).length)).toEqual([0, 1, 1]);
  });

  for (const { where, from, to } of tables.unknown) {
    test(`refuses a word that it does not know, ${where}`, () => {
      expect(yaml).toContain(from);
      expect(() => compileContract(yaml.replaceAll(from, to))).toThrow();
    });
  }

  for (const [from, to, message] of [
    ["'200':", "'201':", /200/],
    ['    post:', '    put:', /post/],
    ['requestBody:', 'body:', /no schema at .*requestBody/],
    ['parameters:', 'params:', /no schema at .*parameters/],
    ['type: integer', 'type: integr', /must be JSONType/],
    ['nullable: true', 'minimum: few', /minimum value must be/],
  ] as const) {
    test(`refuses a document with ${to.trim()} in place of ${from.trim()}`, () => {
      expect(() => compileContract(yaml.replace(from, to))).toThrow(message);
    });
  }
});
