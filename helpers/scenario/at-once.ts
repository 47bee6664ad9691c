import { isAccepted, judgeListing, toSync } from '../checks/listing';
import { isRejection } from '../checks/rejection';
import { sameSet } from '../checks/user-set';
import type { Target } from '../config/config';
import type { Client, HttpResult } from '../http/client';
import { idsMeantBy, needsOwnConnection, postRequest, type Post } from '../http/requests';
import { isCut } from '../http/retry';
import { isThrottled } from '../http/throttling';
import type { HttpRequest } from '../http/http-request';
import type { Evidence } from './evidence';

/** Statuses of a rejection for which overlapping requests may be the reason. */
const OF_OVERLAP: readonly (number | undefined)[] = [408, 409, 423, 425, 429];

/** How many times a worker sends requests at once whose responses it cannot use. */
const MAX_IN_VAIN = 3;

/** The experience of a worker with requests that are sent at once. */
export interface AtOnceBudget {
  /** The times that are left to send them in vain. */
  left: number;
  /** Whether the target has accepted a valid request among them. */
  acceptsValid: boolean;
}

export const newAtOnceBudget = (): AtOnceBudget => ({ left: MAX_IN_VAIN, acceptsValid: false });

interface Worker {
  target: Target;
  client: Client;
  atOnce: AtOnceBudget;
}

/** Responses to requests that were sent at once. */
export interface AtOnce {
  /** In the order of the requests, the control first; empty if none counts. */
  responses: HttpResult[];
  /** The response to a control that was rejected for no reason of a target that is busy. */
  refused?: HttpResult;
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
 * Sends requests at once, and again if a response was cut: a cut that does not recur may be the
 * network's. Returns the responses of each attempt.
 */
async function sendOrRetry(client: Client, requests: readonly HttpRequest[], shared: number) {
  const first = await client.sendAtOnce(requests, shared);
  // A server that a request ends may be back after some seconds.
  if (!first.some(isCut) || !(await client.probe())) return [first];
  return [first, await client.sendAtOnce(requests, shared, true)];
}

const OTHERS = 'other requests were in progress';

const endOf = ({ exchange: { startedAt, durationMs } }: HttpResult) => startedAt + durationMs;

/** Returns whether a request got no response although the target was idle for half of its time. */
function hangs(response: HttpResult, responses: readonly HttpResult[]): boolean {
  const ends = responses.filter(({ failure }) => !failure).map(endOf);
  const middle = endOf(response) - response.exchange.durationMs / 2;
  return response.failure?.kind === 'timeout' && ends.length > 0 && Math.max(...ends) < middle;
}

const isServerError = (response: HttpResult) =>
  (response.status ?? 0) >= 500 && !isThrottled(response);

/**
 * Keeps the failures among responses that do not count: no exchange of a run may fail in this way,
 * whatever else is in progress. The first cut of the run is excused if it does not recur.
 */
function keepFailures(
  attempts: readonly (readonly HttpResult[])[],
  client: Client,
  evidence: Evidence,
): void {
  const [first = [], second] = attempts;
  const cuts = first.filter(isCut);
  const recurs = second?.some(isCut) ?? false;
  const isExcused = cuts.length > 0 && !recurs && client.transientResets++ === 0;
  for (const responses of attempts) {
    for (const response of responses) {
      const isFailed = isCut(response) || isServerError(response) || hangs(response, responses);
      if (!isFailed) continue;
      const { failure } = response;
      const fault = isExcused && failure ? `${failure.message}; ${OTHERS}` : undefined;
      evidence.keep({ ...response, notRepeated: `while ${OTHERS}` }, fault);
    }
  }
  if (isExcused) evidence.observe('cut-off', `once, while ${OTHERS}`, cuts);
}

/**
 * Sends requests at once of which only the control should change anything. The control is the last to
 * arrive: a target that rejects whatever overlaps rejects it too, and the status of the others shows
 * nothing. If one of the responses is not what its request gets alone, none counts: any users may be
 * attached, and the requests have to be sent again.
 *
 * @returns undefined if nothing was sent
 */
export async function sendAtOnce(
  { target, client, atOnce }: Worker,
  requests: Requests,
  evidence: Evidence,
): Promise<AtOnce | undefined> {
  const { customer, control, posts } = requests;
  const place = Math.min(posts.length, client.maxAtOnce - 1);
  const all = control ? posts.toSpliced(place, 0, control) : posts;
  const isKnown = control !== undefined || atOnce.acceptsValid;
  if (atOnce.left === 0 || !isKnown || !client.takesSeveral || all.length < 2) return undefined;
  const attempts = await sendOrRetry(
    client,
    all.map((post) => postRequest(target, customer, post)),
    all.findLastIndex((post) => post !== control && !needsOwnConnection(post)),
  );
  const responses = attempts.at(-1) ?? [];
  const isUseful = all.every((post, index) => {
    const response = responses[index];
    return response !== undefined && isAsAlone(response, post, requests);
  });
  keepFailures(isUseful ? attempts.slice(0, -1) : attempts, client, evidence);
  const ofControl = control && responses[place];
  if (!isUseful) {
    const refused = ofControl && isRejection(ofControl) ? ofControl : undefined;
    // A target that lists the wrong users here usually does so alone as well.
    const isListed = control && ofControl && isAccepted(ofControl);
    const isWrong = isListed && !isAsAlone(ofControl, control, requests);
    atOnce.left = refused || isWrong ? 0 : atOnce.left - 1;
    const isBusy = OF_OVERLAP.includes(refused?.status);
    return { responses: [], ...(refused && !isBusy && { refused }) };
  }
  for (const [index, response] of responses.entries()) {
    const others =
      all.length === 2 ? 'another request' : `${String(all.length - 1)} other requests`;
    const depends = all[index]?.authorization !== undefined && isAccepted(response);
    const alone = depends ? '; sent alone, it may be rejected' : '';
    response.exchange.note = `sent at the same time as ${others}${alone}`;
  }
  if (!ofControl) return { responses };
  atOnce.acceptsValid = true;
  return { responses: [ofControl, ...responses.toSpliced(place, 1)] };
}
