import { isAccepted, judgeListing, toSync } from '../checks/listing';
import { isRejection } from '../checks/rejection';
import { sameSet } from '../checks/user-set';
import type { Target } from '../config/config';
import type { Client, HttpResult } from '../http/client';
import { idsMeantBy, needsOwnConnection, postRequest, type Post } from '../http/requests';
import type { Evidence } from './evidence';

/** Statuses of a rejection for which overlapping requests may be the reason. */
const OF_OVERLAP: readonly (number | undefined)[] = [408, 409, 423, 425, 429];

/** How many times a worker sends requests at once whose responses it cannot use. */
const MAX_IN_VAIN = 3;

/** The times that a worker has left to send requests at once in vain. */
export interface AtOnceBudget {
  left: number;
}

export const newAtOnceBudget = (): AtOnceBudget => ({ left: MAX_IN_VAIN });

interface Worker {
  target: Target;
  client: Client;
  atOnce: AtOnceBudget;
}

/** Requests to one customer, and their control if it is sent with them. */
interface Requests {
  customer: string;
  control?: Post | undefined;
  posts: readonly Post[];
}

/**
 * Returns whether a response is what its request gets alone too. The control is accepted with its
 * list. Another request is rejected, or accepted with that list, so that nobody else was attached in
 * between. Other credentials that are accepted are a defect whatever else is in progress.
 */
function isAsAlone(response: HttpResult, post: Post, { customer, control }: Requests): boolean {
  if (post !== control && isRejection(response)) return !OF_OVERLAP.includes(response.status);
  if (post.authorization !== undefined) return isAccepted(response);
  const list = control && idsMeantBy(control);
  return (
    list !== undefined &&
    sameSet(idsMeantBy(post) ?? [], list) &&
    isAccepted(response) &&
    judgeListing(toSync(response, customer, list)).outcome === 'passed'
  );
}

/**
 * Sends requests at once of which only the control should change anything. Returns the responses in
 * the order of the requests, the control first. If one of them is not what its request gets alone, none
 * counts: the list is empty, any users may be attached, and the requests have to be sent again.
 *
 * @returns undefined if nothing was sent
 */
export async function sendAtOnce(
  { target, client, atOnce }: Worker,
  requests: Requests,
  evidence: Evidence,
): Promise<HttpResult[] | undefined> {
  const { customer, control, posts } = requests;
  const all = [control ?? [], posts].flat();
  if (atOnce.left === 0 || !client.takesSeveral || all.length < 2) return undefined;
  const shared = all.findLastIndex((post) => !needsOwnConnection(post));
  const responses = await client.sendAtOnce(
    all.map((post) => postRequest(target, customer, post)),
    shared,
  );
  const isUseful = all.every((post, index) => {
    const response = responses[index];
    return response !== undefined && isAsAlone(response, post, requests);
  });
  if (!isUseful) {
    atOnce.left--;
    for (const response of responses.filter(({ failure }) => failure?.kind === 'incomplete')) {
      const message = response.failure?.message ?? '';
      evidence.keep(response, `${message}; other requests were in progress`);
      evidence.observe('cut-off', 'once, while other requests were in progress', [response]);
    }
    return [];
  }
  for (const [index, response] of responses.entries()) {
    const others =
      all.length === 2 ? 'another request' : `${String(all.length - 1)} other requests`;
    const depends = all[index]?.authorization !== undefined && isAccepted(response);
    const alone = depends ? '; sent alone, it may be rejected' : '';
    response.exchange.note = `sent at the same time as ${others}${alone}`;
  }
  return responses;
}
