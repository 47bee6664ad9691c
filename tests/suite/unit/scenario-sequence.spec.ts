import { expect, test } from '@playwright/test';
import type { HttpRequest } from '../../../helpers/http/transport';
import { FakeClient } from '../support/fake-client';
import type { FakeResponse } from '../support/responses';
import { checksOf, lists, refusal, scenarioOn } from '../support/scenario';

/** Checks a random sequence against a server that performs each valid sync, or keeps all users. */
async function checkSequence(sequence: number, seed: number, keepsAll = false) {
  const fakes: FakeResponse[] = [];
  const statuses: (number | undefined)[] = [];
  const attached = new Set<string>();
  const serve = ({ target: path, authorization, body }: HttpRequest): FakeResponse => {
    const [, list] = /^\{"user_ids":\[([\d,]*)\]\}$/.exec(String(body)) ?? [];
    const unauthorized = authorization?.value !== 'Bearer right-token';
    if (unauthorized || path !== '/customers/7/users' || list === undefined) return refusal(404);
    if (!keepsAll) attached.clear();
    for (const id of list.match(/\d+/g) ?? []) attached.add(id);
    return lists(...attached);
  };
  class Server extends FakeClient {
    override send(request: HttpRequest) {
      const answer = serve(request);
      fakes.push(answer);
      statuses.push(answer.status);
      return super.send(request);
    }
  }
  const client = new Server(fakes);
  const scenario = scenarioOn(client);
  await scenario.checkSequence(sequence, seed);
  return { client, statuses, checks: checksOf(scenario), scenario };
}

test.describe('A random sequence', () => {
  test('is judged by all its responses, those to rejected requests among them', async () => {
    const { client, checks, statuses } = await checkSequence(4, 1);
    const all = client.sent.map((_request, index) => String(index + 1)).join(', ');
    expect(checks).toContain(`sequence.model passed by ${all}`);
    expect(statuses.filter((status) => status === 404).length).toBeGreaterThan(3);
  });

  test('has the seed of the run and its number for a seed', async () => {
    const bodies = async (sequence: number, seed: number) =>
      (await checkSequence(sequence, seed)).client.sent.map(({ body }) => body);
    expect(await bodies(0, 3)).toEqual(await bodies(2, 1));
    expect(await bodies(0, 3)).not.toEqual(await bodies(0, 1));
  });

  test('that fails is reported with the command that repeats it', async () => {
    const { scenario } = await checkSequence(2, 5, true);
    const found = scenario
      .toEvidence()
      .checks.find(({ requirement }) => requirement === 'sequence.model');
    expect(found?.message).toMatch(
      / Again: SEED=5 npm run conformance -- --grep "random syncs, number 3\\b"$/,
    );
  });
});
