import { expect, test } from '@playwright/test';
import { contractProperties, observeResponse } from '../../../helpers/checks/observations';
import { answer, type Said } from '../support/responses';
import { readTables } from '../support/table';

const { responses } = readTables<{
  responses: (Said & { title: string; asked?: string[]; observed: string[] })[];
}>('unit/tables/observations.yaml');

for (const { title, asked = [], observed, ...said } of responses) {
  test(`The observations of a response: ${title}`, () => {
    const seen = observeResponse(answer(said), asked);
    expect(seen.map(([id, value]) => `${id}: ${value}`)).toEqual(observed);
  });
}

test('The contract gives a user seven properties', () => {
  const properties = ['id', 'name', 'email', 'roles', 'permissions', 'created_at', 'updated_at'];
  expect(contractProperties()).toEqual(properties);
});
