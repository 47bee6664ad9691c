import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { CONTRACT_FILE } from '../../../helpers/contract/contract';
import { requirements } from '../../../helpers/contract/requirements';

const contract: unknown = parse(readFileSync(CONTRACT_FILE, 'utf8'));
const OPERATION = '#/paths/~1customers~1{id}~1users/post';
const cited = new Set(requirements.flatMap(({ source }) => source));

/** Keywords that a server has to follow. */
const KEYWORDS = [
  'type',
  'nullable',
  'items',
  'format',
  'required',
  'security',
  'responses',
  'content',
];

/**
 * Keywords that a server cannot violate. `example` is an annotation. `$ref` stands for its target,
 * which is cited. `scheme` and `description` are cited if they contain a clause. The others give
 * places and names.
 */
const OTHER_WORDS = [
  ...['$ref', 'description', 'example', 'scheme', 'summary', 'tags', 'title', 'version'],
  ...['components', 'info', 'openapi', 'paths', 'servers', 'url'],
  ...['in', 'name', 'parameters', 'post', 'properties', 'requestBody', 'schema'],
  ...['schemas', 'securitySchemes'],
];

/** Keywords whose children are names: of paths, properties, media types, statuses. */
const NAMED = ['paths', 'properties', 'content', 'responses', 'schemas', 'securitySchemes'];

const escaped = (name: string) => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** Every word of the document, with its JSON pointer. */
function wordsOf(value: unknown, at = '#', named = false): { word: string; pointer: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([word, inner]: [string, unknown]) => {
    const pointer = `${at}/${escaped(word)}`;
    const own = named || Array.isArray(value) ? [] : [{ word, pointer }];
    return [...own, ...wordsOf(inner, pointer, !named && NAMED.includes(word))];
  });
}

function resolves(pointer: string): boolean {
  const parts = pointer.split('/').slice(1);
  let value = contract;
  for (const part of parts.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part)) return false;
    value = Reflect.get(value, part);
  }
  return true;
}

const words = wordsOf(contract).filter(({ pointer }) => !pointer.startsWith('#/security/'));

test.describe('The sources of the catalogue', () => {
  for (const pointer of [...cited].filter((source) => source.startsWith('#'))) {
    test(`${pointer} is in the contract`, () => {
      expect(resolves(pointer)).toBe(true);
    });
  }

  test('would not be found if they were mistyped', () => {
    expect(resolves(`${OPERATION}/responses/201`)).toBe(false);
    expect(resolves('#/components/schemas/User/properties/id/toString')).toBe(false);
  });

  for (const { pointer } of words.filter(({ word }) => KEYWORDS.includes(word))) {
    test(`cite ${pointer}`, () => {
      expect([...cited]).toContain(pointer);
    });
  }

  test('are looked for in all of the contract', () => {
    const count = (keyword: string) => words.filter(({ word }) => word === keyword).length;
    expect(Object.fromEntries(KEYWORDS.map((keyword) => [keyword, count(keyword)]))).toEqual({
      type: 17,
      nullable: 3,
      items: 4,
      format: 2,
      required: 2,
      security: 1,
      responses: 1,
      content: 2,
    });
  });

  test('leave out only words that hold a server to nothing', () => {
    const others = words.filter(({ word }) => !KEYWORDS.includes(word)).map(({ word }) => word);
    expect([...new Set(others)].sort()).toEqual([...OTHER_WORDS].sort());
  });
});
