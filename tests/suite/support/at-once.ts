import { neverIssued } from '../../../helpers/http/credentials';
import type { Post } from '../../../helpers/http/requests';
import { newAtOnceBudget } from '../../../helpers/scenario/at-once';
import { FakeClient } from './fake-client';
import type { FakeResponse } from './responses';
import { ANN, scenarioOn, target } from './scenario';

export const cutShort: Post = { kind: 'cut-short', body: '{"user_ids":[101' };
export const absent: Post = { kind: 'no-body', body: null };
export const asText: Post = {
  kind: 'text-plain',
  contentType: 'text/plain',
  body: '{}',
  means: ANN,
};
export const stranger: Post = { userIds: ANN, authorization: neverIssued };

export const casesOf = (...posts: Post[]) => posts.map((request) => ({ what: '', request }));

/** Returns a scenario on a target that takes several requests at once, and has accepted one of them. */
export function atOnceScenario(...fakes: FakeResponse[]) {
  const client = new FakeClient(fakes);
  client.takes = true;
  const atOnce = { ...newAtOnceBudget(), acceptsValid: true };
  const options = { target: { ...target, readBackPath: '/r' }, atOnce };
  return { client, atOnce, scenario: scenarioOn(client, options) };
}
