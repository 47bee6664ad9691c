import {
  below,
  longAnswers,
  onSuccess,
  pause,
  refusals,
  successes,
  withHeaders,
  withText,
} from '../alterations';
import type { Alteration, Answer, Ask } from '../parts';
import { chunk, lengthOf, type Raw, writeRaw } from '../wire';
import type { Fault } from './fault';

type Which = (answer: Answer, ask: Ask) => boolean;

function raw(which: Which, how: (answer: Answer) => Raw): Alteration {
  return below(which, (answer, _ask, reply) => {
    void writeRaw(reply, answer, how(answer));
  });
}

/** Answers to requests that are under way together, as a gateway mixes them up. */
function together(choose: (own: Answer, others: readonly Answer[]) => Answer): Alteration {
  return ({ answer }) => {
    let batch: { ask: Ask; answered: Promise<Answer> }[] = [];
    return {
      answer: async (ask) => {
        const current = batch;
        const answered = answer(ask);
        current.push({ ask, answered });
        await pause(8);
        if (batch === current) batch = [];
        const others = current.filter((it) => it.ask !== ask && it.ask.target !== ask.target);
        return choose(await answered, await Promise.all(others.map((it) => it.answered)));
      },
    };
  };
}

/** What proxies, caches and encoders do to an answer that was right. */
export const gatewayFaults: readonly Fault[] = [
  {
    name: 'length-and-chunks-both',
    story: 'The proxy chunks the body, and leaves the Content-Length of the origin.',
    caughtBy: ['http.completes'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: { ...lengthOf(body), 'transfer-encoding': 'chunked' },
      pieces: [chunk(body), chunk()],
      after: 'end',
    })),
  },
  {
    name: 'content-length-too-short',
    story: 'The length was taken before the text was made longer.',
    caughtBy: ['response.json'],
    alter: raw(longAnswers, ({ body }) => ({
      headers: lengthOf(body, -12),
      pieces: [body],
      after: 'end',
    })),
  },
  {
    name: 'charset-as-content-encoding',
    story: 'Content-Encoding: UTF-8, where a charset was meant.',
    caughtBy: ['http.encoding'],
    alter: onSuccess((answer) => withHeaders(answer, { 'content-encoding': 'UTF-8' })),
  },
  {
    name: 'two-content-types',
    story: 'The gateway adds its default type and leaves that of the origin.',
    caughtBy: ['response.media-type'],
    alter: raw(successes, ({ body }) => ({
      headers: { ...lengthOf(body), 'Content-Type': 'text/html' },
      pieces: [body],
      after: 'end',
    })),
  },
  {
    name: 'users-line-by-line',
    story: 'The export of the admin page is reused, which writes one user per line.',
    caughtBy: ['response.json'],
    alter: ({ write }) => ({
      presentData: (records) => records,
      write: (value) =>
        Array.isArray(value) && value.length > 1
          ? value.map(write).join('\n')
          : write({ data: value }),
    }),
  },
  {
    name: 'nul-after-the-json',
    story: 'A C extension writes the terminating zero of its buffer.',
    caughtBy: ['response.json'],
    alter: onSuccess((answer) => ({
      ...answer,
      body: Buffer.concat([answer.body, Buffer.alloc(1)]),
    })),
  },
  {
    name: 'control-characters-as-they-are',
    story: 'Names are put between quotes by hand, tabs and all.',
    caughtBy: ['response.json'],
    alter: onSuccess((answer) =>
      withText(answer, answer.body.toString().replaceAll('"name":"', '"name":"\t')),
    ),
  },
  {
    name: 'refusals-cut-off',
    story: 'The error page is shorter than the length that was announced for the page before it.',
    caughtBy: ['http.completes'],
    alter: raw(
      (answer, ask) => refusals(answer) && ask.method === 'POST' && answer.status === 422,
      ({ body }) => ({
        headers: lengthOf(body, 12),
        pieces: [body],
        after: 'end',
      }),
    ),
  },
  {
    name: 'answers-to-two-customers-swapped',
    story: 'The multiplexer of the gateway matches answers to requests by their order.',
    caughtBy: ['concurrency.independent'],
    alter: together((own, [other]) => other ?? own),
  },
  {
    name: 'requests-at-once-collapsed',
    story: 'Requests that wait for the same handler share one answer, whatever their path.',
    caughtBy: ['concurrency.independent'],
    alter: ({ answer }) => {
      let running: { body: string; answered: Promise<Answer> } | undefined;
      return {
        answer: async (ask) => {
          if (ask.method !== 'POST' || ask.headers.authorization === undefined) return answer(ask);
          const leader = running;
          if (leader) return leader.answered;
          const answered = pause(8).then(() => answer(ask));
          running = { body: '', answered };
          void answered.finally(() => {
            running = undefined;
          });
          return answered;
        },
      };
    },
  },
];
