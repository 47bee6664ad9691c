import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { parse } from 'yaml';
import { CONTRACT_FILE } from '../../../helpers/contract/contract';
import { requirements } from '../../../helpers/contract/requirements';
import { YamlSource } from '../../../helpers/contract/yaml-source';

const text = readFileSync(CONTRACT_FILE, 'utf8');
const cited = new Set(requirements.flatMap(({ source }) => source));

/** Keywords that a server has to follow, and how often the contract has them. */
const KEYWORDS = {
  type: 17,
  nullable: 3,
  items: 4,
  format: 2,
  required: 2,
  security: 1,
  responses: 1,
  content: 2,
};

/**
 * Keywords that a server cannot violate. `example` is an annotation. `$ref` stands for its target,
 * which is cited. `scheme` and `description` are cited if they contain a clause. The others give
 * places and names.
 */
const OTHER_WORDS = [
  '$ref',
  'description',
  'example',
  'scheme',
  'summary',
  'tags',
  'title',
  'version',
  'components',
  'info',
  'openapi',
  'paths',
  'servers',
  'url',
  'in',
  'name',
  'parameters',
  'post',
  'properties',
  'requestBody',
  'schema',
  'schemas',
  'securitySchemes',
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

const words = wordsOf(parse(text)).filter(({ pointer }) => !pointer.startsWith('#/security/'));
const keywords = words.filter(({ word }) => Object.hasOwn(KEYWORDS, word));

test.describe('The sources of the catalogue', () => {
  test('are in the contract', () => {
    const source = new YamlSource(CONTRACT_FILE, text);
    const missing = (pointer: string) => source.lines(pointer) === undefined;
    expect([...cited].filter((each) => each.startsWith('#')).filter(missing)).toEqual([]);
    expect(missing('#/paths/~1customers~1{id}~1users/post/responses/201')).toBe(true);
  });

  test('cite each keyword that a server has to follow', () => {
    expect(keywords.map(({ pointer }) => pointer).filter((each) => !cited.has(each))).toEqual([]);
    const counts = new Map<string, number>();
    for (const { word } of keywords) counts.set(word, (counts.get(word) ?? 0) + 1);
    expect(Object.fromEntries(counts)).toEqual(KEYWORDS);
  });

  test('leave out only words that a server cannot violate', () => {
    const others = words.map(({ word }) => word).filter((word) => !Object.hasOwn(KEYWORDS, word));
    expect([...new Set(others)].sort()).toEqual([...OTHER_WORDS].sort());
  });
});
