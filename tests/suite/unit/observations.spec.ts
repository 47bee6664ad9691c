import { expect, test } from '@playwright/test';
import { contractProperties, observeResponse } from '../../../helpers/checks/observations';
import { answer, JSON_TYPE, type FakeResponse } from '../support/responses';
import { scenarioOf } from '../support/scenario';
import { readTables } from '../support/table';

const { users, values, responses } = readTables<{
  users: { title: string; users: string; observed: string[] }[];
  values: { title: string; users: string; valued: string[] }[];
  responses: (FakeResponse & { title: string; asked?: string[]; observed: string[] })[];
}>('unit/tables/observations.yaml');

const listOf = (text: string) => ({
  status: 200,
  headers: JSON_TYPE,
  body: `{"data":${text}}`,
});

for (const { title, users: text, observed } of users) {
  test(`Observed of users: ${title}`, () => {
    const seen = observeResponse(answer(listOf(text)), []);
    expect(seen.map(([id, value]) => `${id}: ${value}`)).toEqual(observed);
  });
}

for (const { title, asked = [], observed, ...fake } of responses) {
  test(`The observations of a response: ${title}`, () => {
    const seen = observeResponse(answer(fake), asked);
    expect(seen.map(([id, value]) => `${id}: ${value}`)).toEqual(observed);
  });
}

for (const { title, users: text, valued } of values) {
  test(`Properties with a value: ${title}`, async () => {
    const { scenario } = scenarioOf(listOf('[{"id":101,"email":null}]'), listOf(text));
    await scenario.sync(['101']);
    await scenario.sync(['101']);
    expect(scenario.toEvidence().valued).toEqual(valued);
  });
}

test('The contract gives a user seven properties', () => {
  const properties = ['id', 'name', 'email', 'roles', 'permissions', 'created_at', 'updated_at'];
  expect(contractProperties()).toEqual(properties);
});
