import { expect, test } from '@playwright/test';
import { observeResponse } from '../../../helpers/checks/observations';
import { answer, JSON_TYPE } from '../support/responses';
import { scenarioOf } from '../support/scenario';
import { readTables } from '../support/table';

const { users, values } = readTables<{
  users: { title: string; users: string; observed: string[] }[];
  values: { title: string; users: string; valued: string[] }[];
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

for (const { title, users: text, valued } of values) {
  test(`Properties with a value: ${title}`, async () => {
    const { scenario } = scenarioOf(listOf('[{"id":101,"email":null}]'), listOf(text));
    await scenario.sync(['101']);
    await scenario.sync(['101']);
    expect(scenario.toEvidence().valued).toEqual(valued);
  });
}
