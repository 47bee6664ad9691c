import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { CONTRACT_FILE, OPERATION } from '../../../helpers/contract/contract';
import { lineRange, sourceLocations } from '../../../helpers/report/contract-locations';

const contract = readFileSync(CONTRACT_FILE, 'utf8').split('\n');

function textOf(pointer: string): string[] {
  const range = lineRange(pointer);
  return range ? contract.slice(range.first - 1, range.last).map((line) => line.trim()) : [];
}

test.describe('The lines of a JSON pointer', () => {
  for (const [pointer, text] of [
    ['#/openapi', ['openapi: 3.0.3']],
    ['#/security', ['security:', '- bearerAuth: []']],
    ['#/security/0', ['- bearerAuth: []']],
    [`${OPERATION}/parameters/0/required`, ['required: true']],
    [
      `${OPERATION}/requestBody/content/application~1json/schema/properties/user_ids/description`,
      [
        'description: >',
        'Array of user IDs. It will automatically determine which IDs',
        'to attach or detach.',
      ],
    ],
    ['#/components/schemas/User/properties/name', ['name:', 'type: string']],
    [`${OPERATION}/responses/200/description`, ['description: Success']],
  ] as const) {
    test(`are what ${pointer} names, its name included`, () => {
      expect(textOf(pointer)).toEqual(text);
    });
  }

  test('are none where nothing is named', () => {
    for (const pointer of ['#/no', '#/security/1', '#/openapi/x', 'RFC 9110', '', '/openapi']) {
      expect(lineRange(pointer), pointer).toBeUndefined();
    }
    expect(lineRange('#')).toEqual({ first: 1, last: contract.length - 2 });
  });
});

test.describe('The places of a source', () => {
  test('are those that it names, or the operation', () => {
    expect(
      sourceLocations('#/openapi, RFC 9110 section 3, #/security').map(({ pointer }) => pointer),
    ).toEqual(['#/openapi', '#/security']);
    expect(sourceLocations('RFC 9110 section 3')).toEqual([
      { pointer: OPERATION, lines: lineRange(OPERATION) },
    ]);
  });
});
