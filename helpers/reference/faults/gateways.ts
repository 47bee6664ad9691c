import { isAnonymous, onBytes, onSuccess, onText, pause } from '../patches';
import type { Patch, Request, Response } from '../pipeline';
import { isLong, isSuccess, withHeaders } from '../responses';
import { chunk, lengthOf, sendRaw } from '../wire';
import { breaks, type Faults } from './fault';

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
  'length-and-chunks-both': breaks(['http.completes'], {
    cause: 'The proxy chunks the body, and leaves the Content-Length of the origin.',
    patch: sendRaw(isLong, ({ body }) => ({
      headers: { ...lengthOf(body), 'transfer-encoding': 'chunked' },
      pieces: [chunk(body), chunk()],
    })),
  }),
  'content-length-too-short': breaks(['response.json'], {
    cause: 'The length was taken before the text was made longer.',
    patch: sendRaw(isLong, ({ body }) => ({ headers: lengthOf(body, -12) })),
  }),
  'charset-as-content-encoding': breaks(['http.encoding'], {
    cause: 'Content-Encoding: UTF-8, where a charset was meant.',
    patch: onSuccess((response) => withHeaders(response, { 'content-encoding': 'UTF-8' })),
  }),
  'two-content-types': breaks(['response.media-type'], {
    cause: 'The gateway adds its default type and leaves that of the origin.',
    patch: sendRaw(isSuccess, ({ body }) => ({
      headers: { ...lengthOf(body), 'Content-Type': 'text/html' },
    })),
  }),
  'users-line-by-line': breaks(['response.json'], {
    cause: 'The export of the admin page is reused, which writes one user per line.',
    patch: ({ write }) => ({
      presentData: (records) => records,
      write: (value) =>
        Array.isArray(value) && value.length > 1
          ? value.map(write).join('\n')
          : write({ data: value }),
    }),
  }),
  'nul-after-the-json': breaks(['response.json'], {
    cause: 'A C extension writes the terminating zero of its buffer.',
    patch: onBytes(isSuccess, (body) => Buffer.concat([body, Buffer.alloc(1)])),
  }),
  'control-characters-as-they-are': breaks(['response.json'], {
    cause: 'Names are put between quotes by hand, tabs and all.',
    patch: onText((text) => text.replaceAll('"name":"', '"name":"\t')),
  }),
  'refusals-cut-off': breaks(['http.completes'], {
    cause: 'The error page is shorter than the length that was announced for the page before it.',
    patch: sendRaw(
      (response, { method }) => method === 'POST' && response.status === 422,
      ({ body }) => ({ headers: lengthOf(body, 12) }),
    ),
  }),
  'answers-to-two-customers-swapped': breaks(['concurrency.independent'], {
    cause: 'The multiplexer of the gateway matches answers to requests by their order.',
    patch: together((own, [other]) => other ?? own),
  }),
  'requests-at-once-collapsed': breaks(['concurrency.independent'], {
    cause: 'Requests that wait for the same handler share one answer, whatever their path.',
    patch: ({ respond }) => {
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
  }),
} satisfies Faults;
