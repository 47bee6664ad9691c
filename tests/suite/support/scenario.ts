import { InterferenceDetector } from '../../../helpers/scenario/detector';
import { newAtOnceBudget } from '../../../helpers/scenario/at-once';
import { newShrinkBudget } from '../../../helpers/scenario/sequences';
import { Scenario } from '../../../helpers/scenario/scenario';
import type { ScenarioOptions } from '../../../helpers/scenario/single-requests';
import { FakeClient } from './fake-client';
import { listing, type FakeResponse } from './responses';

export const ANN = ['101'];
export const BOB = ['102'];
export const BOTH = ['101', '102'];

export const target = {
  baseUrl: 'http://127.0.0.1',
  token: 'right-token',
  customers: ['7', '9'],
  users: BOTH,
  restoreUsers: {},
  unknownUser: '2147480001',
  unknownCustomer: '2147480002',
};

/** Returns a scenario with some options of its own. */
export const scenarioOn = (client: FakeClient, options: Partial<ScenarioOptions> = {}) =>
  new Scenario({
    title: 'one',
    target,
    client,
    customers: ['7'],
    memory: new Map(),
    watch: new InterferenceDetector(0),
    shrinking: newShrinkBudget(),
    atOnce: newAtOnceBudget(),
    ...options,
  });

/** Returns a scenario whose requests have these responses, in order. */
export function scenarioOf(...fakes: FakeResponse[]) {
  const client = new FakeClient(fakes);
  return { scenario: scenarioOn(client), client };
}

export const lists = (...ids: string[]): FakeResponse => ({ status: 200, body: listing(...ids) });
export const refusal = (status: number): FakeResponse => ({ status, body: '{}' });

/** Formats the checks of a scenario, except for requirements that apply to every exchange. */
export function checksOf(scenario: Scenario): string[] {
  return scenario
    .toEvidence()
    .checks.filter(({ requirement }) => !/^(http|response|user)\.|^set\.no-dup/.test(requirement))
    .map(
      ({ requirement, outcome, exchanges, setUp }) =>
        `${requirement} ${outcome} by ${exchanges.join(', ')}${setUp === true ? ', set-up' : ''}`,
    );
}
