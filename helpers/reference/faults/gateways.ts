import { isAnonymous } from '../credential-patches';
import { onBytes, onSuccess, onText, pause } from '../patches';
import type { Patch, Request, Response, Patches } from '../pipeline';
import { isLong, isSuccess, withHeaders } from '../responses';
import { chunk, lengthOf, sendRaw } from '../wire';

/** Chooses among the responses to requests that are under way together. */
function together(choose: (own: Response, others: readonly Response[]) => Response): Patch {
  return ({ respond }) => {
    let batch: { request: Request; response: Promise<Response> }[] = [];
    return {
      respond: async (request) => {
        const current = batch;
        const response = respond(request);
        current.push({ request, response });
        await pause(8);
        if (batch === current) batch = [];
        const others = current.filter(
          (it) => it.request !== request && it.request.target !== request.target,
        );
        return choose(await response, await Promise.all(others.map((it) => it.response)));
      },
    };
  };
}

/** Damage by proxies, caches and encoders to a correct response. */
export const gatewayFaults = {
  'length-and-chunks-both': sendRaw(isLong, ({ body }) => ({
    headers: { ...lengthOf(body), 'transfer-encoding': 'chunked' },
    pieces: [chunk(body), chunk()],
  })),
  'content-length-too-short': sendRaw(isLong, ({ body }) => ({ headers: lengthOf(body, -12) })),
  'charset-as-content-encoding': onSuccess((response) =>
    withHeaders(response, { 'content-encoding': 'UTF-8' }),
  ),
  'two-content-types': sendRaw(isSuccess, ({ body }) => ({
    headers: { ...lengthOf(body), 'Content-Type': 'text/html' },
  })),
  'users-line-by-line': ({ write }) => ({
    presentData: (records) => records,
    write: (value) =>
      Array.isArray(value) && value.length > 1
        ? value.map(write).join('\n')
        : write({ data: value }),
  }),
  'nul-after-the-json': onBytes(isSuccess, (body) => Buffer.concat([body, Buffer.alloc(1)])),
  'control-characters-as-they-are': onText((text) => text.replaceAll('"name":"', '"name":"\t')),
  'refusals-cut-off': sendRaw(
    (response, { method }) => method === 'POST' && response.status === 422,
    ({ body }) => ({ headers: lengthOf(body, 12) }),
  ),
  'answers-to-two-customers-swapped': together((own, [other]) => other ?? own),
  'same-body-in-progress-answered-once': ({ respond, dataset }) => {
    // Only this list: the workers of a run send other lists to two customers at any time.
    const [, second = '', third = ''] = dataset.users.keys();
    const running = new Map<string, Promise<Response>>();
    return {
      respond: async (request) => {
        const body = (await request.bytes()).toString();
        if (!body.includes(`[${third},${second}]`)) return respond(request);
        const answer = running.get(body) ?? pause(8).then(() => respond(request));
        running.set(body, answer);
        return answer.finally(() => running.delete(body));
      },
    };
  },
  'requests-at-once-collapsed': ({ respond }) => {
    let running: Promise<Response> | undefined;
    return {
      respond: (request) => {
        if (request.method !== 'POST' || isAnonymous(request)) return respond(request);
        running ??= pause(8)
          .then(() => respond(request))
          .finally(() => {
            running = undefined;
          });
        return running;
      },
    };
  },
} satisfies Patches;
