import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CONTRACT_FILE, compileContract, contract } from '../../../helpers/contract/contract';
import { parseJson } from '../../../helpers/http/json';

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

const ofUser = (property: string, value: string) => `{"data":[{"${property}":${value}}]}`;

test.describe('The contract', () => {
  test('is byte for byte as published', () => {
    expect(createHash('sha256').update(readFileSync(CONTRACT_FILE)).digest('hex')).toBe(
      '544de6362d5929e830eb2d3e79f75b45679076c6be20143e6d94e7b6af9ec8e3',
    );
  });

  for (const body of [
    '{}',
    '{"data":[]}',
    '{"data":[{}]}',
    '{"data":[{"id":1,"unknown":{"deep":[1]}}],"meta":{"page":1}}',
    '{"data":[{"id":101,"name":"Ann","email":7,"roles":["admin"],"permissions":[],"created_at":"2023-01-01T12:00:00Z","updated_at":null}]}',
  ]) {
    test(`allows ${body}`, () => {
      expect(breaks(body)).toEqual([]);
    });
  }

  for (const [body, ...keywords] of [
    ['[]', ` ${RESPONSE}/type`],
    ['null', ` ${RESPONSE}/type`],
    ['"x"', ` ${RESPONSE}/type`],
    ['{"data":null}', `/data ${RESPONSE}/properties/data/type`],
    ['{"data":{}}', `/data ${RESPONSE}/properties/data/type`],
    ['{"data":[1,null]}', `/data/0 ${USER}/type`, `/data/1 ${USER}/type`],
    ['{"data":[[]]}', `/data/0 ${USER}/type`],
  ] as const) {
    test(`does not allow ${body}`, () => {
      expect(breaks(body)).toEqual(keywords);
    });
  }

  for (const [property, right, wrong] of [
    ['id', ['0', '-5', '1.0', '9007199254740993'], ['"1"', '1.5', 'null', 'true', '[1]', '{}']],
    ['name', ['""', '"Ann"', '"1"'], ['1', 'null', '["Ann"]', 'false']],
    ['email', ['null', '7'], ['"ann@example.com"', '"7"', '7.5', 'false', '[]']],
    ['roles', ['[]', '["admin","agent"]'], ['null', '"admin"', '{"0":"admin"}']],
    ['permissions', ['[]', '["chats.read"]'], ['null', '""', '{}', '7']],
    ['created_at', ['null', '"2023-01-01T12:00:00Z"'], ['0', '1672574400', 'false', '{}']],
    ['updated_at', ['null', '"2023-01-01t12:00:00.5+01:00"'], ['0', '[]', 'true']],
  ] as const) {
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

  test('holds items and formats as well', () => {
    expect(breaks(ofUser('roles', '["admin",1,null]'))).toEqual([
      `/data/0/roles/1 ${USER}/properties/roles/items/type`,
      `/data/0/roles/2 ${USER}/properties/roles/items/type`,
    ]);
    expect(breaks(ofUser('created_at', '"yesterday"'))).toEqual([
      `/data/0/created_at ${USER}/properties/created_at/format`,
    ]);
  });

  test('reports every violation of a body', () => {
    const body =
      '{"data":[{"id":"1","name":1,"email":"a@b.c","roles":[1]},{"permissions":null,"updated_at":"?"},7]}';
    expect(breaks(body)).toEqual([
      `/data/0/email ${USER}/properties/email/type`,
      `/data/0/id ${USER}/properties/id/type`,
      `/data/0/name ${USER}/properties/name/type`,
      `/data/0/roles/0 ${USER}/properties/roles/items/type`,
      `/data/1/permissions ${USER}/properties/permissions/type`,
      `/data/1/updated_at ${USER}/properties/updated_at/format`,
      `/data/2 ${USER}/type`,
    ]);
  });
});

test.describe('The validator', () => {
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

  for (const [where, from, to] of [
    ['in a property of User', 'description: Internal ID.', 'descripton: Internal ID.'],
    ['in User', 'description: |', 'desc: |'],
    ['in the schema of the request', 'description: >', 'descripton: >'],
    ['in the schema of the parameter', 'schema:\n            type', 'schema:\n            tpye'],
    ['for a format', 'format: date-time', 'format: datetime'],
    ['for a type', 'type: array', 'type: list'],
  ] as const) {
    test(`refuses a word that it does not know, ${where}`, () => {
      expect(yaml).toContain(from);
      expect(() => compileContract(yaml.replaceAll(from, to))).toThrow();
    });
  }

  test('refuses a document without the operation or its 200', () => {
    expect(() => compileContract(yaml.replace("'200':", "'201':"))).toThrow(/200/);
    expect(() => compileContract(yaml.replace('    post:', '    put:'))).toThrow(/post/);
  });

  test('refuses a document without the body of a sync or the id of its customer', () => {
    expect(() => compileContract(yaml.replace('requestBody:', 'body:'))).toThrow(
      /no schema at .*requestBody/,
    );
    expect(() => compileContract(yaml.replace('parameters:', 'params:'))).toThrow(
      /no schema at .*parameters/,
    );
  });
});
