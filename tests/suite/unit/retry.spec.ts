import { expect, test } from '@playwright/test';
import { redactor } from '../../../helpers/http/redact';
import { TransientRetry } from '../../../helpers/http/retry';
import type { HttpRequest } from '../../../helpers/http/transport';
import { Evidence } from '../../../helpers/scenario/evidence';
import { listing, type FakeResponse } from '../support/responses';
import { FakeClient } from '../support/fake-client';

const request: HttpRequest = { method: 'POST', target: '/customers/7/users', headers: [] };

const good: FakeResponse = { status: 200, body: listing(101) };
const error = (status: number): FakeResponse => ({ status, body: '{}' });
/** Cut after the status line, and before it. */
const cutLate: FakeResponse = { ...good, failure: 'incomplete' };
const cutEarly: FakeResponse = { failure: 'incomplete' };
const gone: FakeResponse = { failure: 'unreachable' };
const timeout: FakeResponse = { failure: 'timeout' };

const ONCE = 'it was incomplete; it was the first, and a retry of the same request completed';
const ALONE = 'but 200 when it was sent again alone';
const GONE_SINCE = 'and the request could not be sent again';
const EXCUSED = `1 untested ${ONCE}`;
const FAILED = '1 failed it was incomplete';
const GONE = '1 untested it was incomplete; the target has been unreachable since';

function over(...fakes: FakeResponse[]) {
  const client = new FakeClient(fakes);
  const evidence = new Evidence(new Map(), redactor({}));
  /** Formats the check of `http.completes` of each exchange that is kept. */
  const completes = () =>
    evidence.checks
      .filter(({ requirement }) => requirement === 'http.completes')
      .map(({ outcome, message, exchanges }) =>
        [exchanges.join(), outcome, ...(message === undefined ? [] : [message])].join(' '),
      );
  return { client, evidence, retry: new TransientRetry(client, evidence), completes };
}

test.describe('A request whose connection was cut', () => {
  for (const [what, fakes, ...completes] of [
    ['and completes when it is sent again', [cutLate, good], EXCUSED, '2 passed'],
    ['and is then refused', [cutEarly, error(404)], EXCUSED, '2 passed'],
    ['and is cut again', [cutLate, cutLate], FAILED, '2 failed it was incomplete'],
    ['and takes too long then', [cutLate, timeout], FAILED, '2 failed it was timeout'],
    ['and is a 500 then', [cutLate, error(500)], FAILED, '2 passed'],
    ['and is a 503 then', [cutEarly, error(503)], FAILED, '2 passed'],
  ] satisfies [string, FakeResponse[], string, string][]) {
    test(what, async () => {
      const { retry, completes: found, evidence, client } = over(...fakes);
      await retry.sendWithRetry((send) => send(request));
      expect(found()).toEqual(completes);
      const value = 'once, and not on a retry';
      const observed = [{ id: 'cut-off', value, exchanges: ['1', '2'] }];
      expect(evidence.observations).toEqual(completes[0] === EXCUSED ? observed : []);
      expect(client.probes).toBe(0);
    });
  }

  test('is untested if nobody is there then', async () => {
    const { retry, client, completes } = over(cutLate, gone);
    client.reachable = false;
    const { first } = await retry.sendWithRetry((send) => send(request));
    expect(first).toMatchObject({ exchange: { id: '1' }, notRepeated: GONE_SINCE });
    expect(client.probes).toBe(1);
    expect(completes()).toEqual([GONE, '2 untested it was unreachable']);
  });

  test('is sent again once the target is back, and is a defect if it ends the target again', async () => {
    const { retry, completes } = over(cutLate, gone, cutLate);
    const { first } = await retry.sendWithRetry((send) => send(request));
    expect(first.notRepeated).toBeUndefined();
    expect(completes()).toEqual([
      FAILED,
      '2 untested it was unreachable',
      '3 failed it was incomplete',
    ]);
  });

  for (const [reachable, outcome] of [
    [true, 'failed it was incomplete'],
    [false, 'untested it was incomplete, as all connections are by now'],
  ] as const) {
    test(`twice, before a status came, is ${outcome}`, async () => {
      const run = over(cutLate, cutEarly);
      run.client.reachable = reachable;
      await run.retry.sendWithRetry((send) => send(request));
      expect(run.client.probes).toBe(1);
      expect(run.completes()).toEqual([`1 ${outcome}`, `2 ${outcome}`]);
    });
  }

  test('is excused once in a run', async () => {
    const run = over(cutLate, good, cutLate, good, cutLate, good);
    for (let time = 0; time < 3; time++) await run.retry.sendWithRetry((send) => send(request));
    expect(run.completes()).toEqual([
      EXCUSED,
      '2 passed',
      `3 failed it was incomplete, ${ALONE}`,
      '4 passed',
      `5 failed it was incomplete, ${ALONE}`,
      '6 passed',
    ]);
    expect(run.evidence.observations).toHaveLength(1);
  });

  test('is a defect if the response before it was a 500', async () => {
    const run = over(error(500), cutEarly);
    await run.retry.sendWithRetry((send) => send(request));
    expect(run.completes()).toEqual(['1 passed', '2 failed it was incomplete']);
    expect(run.client.probes).toBe(0);
  });
});

test.describe('The response to a request', () => {
  for (const [what, fakes, first, last, notRepeated] of [
    ['that did not fail', [good], '1', '1', undefined],
    ['that was a 500 once', [error(500), good], '1', '2', ALONE],
    ['that was a 500, then a 404', [error(500), error(404)], '1', '2', ALONE.replace('200', '404')],
    ['that was a 500 twice', [error(500), error(502)], '1', '2', undefined],
    ['that was a 500, and then too late', [error(500), timeout], '1', '2', undefined],
    ['that took too long', [timeout], '1', '1', undefined],
    ['that was cut once in the run', [cutLate, good], '2', '2', undefined],
    ['that was cut twice', [cutLate, cutLate], '1', '2', undefined],
  ] satisfies [string, FakeResponse[], string, string, string | undefined][]) {
    test(`${what} is the first, unless the network may have failed`, async () => {
      const run = over(...fakes);
      const attempts = await run.retry.sendWithRetry((send) => send(request));
      expect(attempts.first.exchange.id).toBe(first);
      expect(attempts.first.notRepeated).toBe(notRepeated);
      expect(attempts.last.exchange.id).toBe(last);
    });
  }

  test('that was a 500 once cannot be repeated if the request cannot be sent', async () => {
    const run = over(error(500), { failure: 'not-sent' });
    const { first } = await run.retry.sendWithRetry((send) => send(request));
    expect(first.notRepeated).toBe('and the request could not be sent again');
  });

  test('has no word about a repetition if the failure recurred', async () => {
    const { retry } = over(error(500), error(500));
    const { first } = await retry.sendWithRetry((send) => send(request));
    expect('notRepeated' in first).toBe(false);
  });

  test('that was a 500 once cannot be repeated on a target that is gone', async () => {
    const run = over(error(500), gone);
    run.client.reachable = false;
    const { first } = await run.retry.sendWithRetry((send) => send(request));
    expect(first.notRepeated).toBe('and the request could not be sent again');
  });

  test('is awaited alone where it failed', async () => {
    const events: string[] = [];
    const client = new FakeClient([error(500), good, good]);
    const evidence = new Evidence(new Map(), redactor({}));
    const retry = new TransientRetry(client, evidence, {
      alone: async (send) => {
        events.push(`after ${String(client.sent.length)}`);
        return send();
      },
    });
    await retry.sendWithRetry((send) => send(request));
    await retry.sendWithRetry((send) => send(request));
    expect(events).toEqual(['after 1']);
    expect(evidence.checks.find(({ requirement }) => requirement === 'http.no-5xx')).toMatchObject({
      outcome: 'failed',
      notRepeated: true,
      message: `got 500, ${ALONE}`,
    });
  });
});

test.describe('A valid request that is rejected', () => {
  const VALID = { isValid: true };
  const rejected: FakeResponse = { status: 409, body: '{}' };

  /** Sends a request of one of several scenarios, or of the only one. */
  async function sentBeside(others: boolean, ...fakes: FakeResponse[]) {
    const client = new FakeClient(fakes);
    const evidence = new Evidence(new Map(), redactor({}));
    const alone = <T>(send: () => Promise<T>) => send();
    const retry = new TransientRetry(client, evidence, others ? { alone } : {});
    const attempts = await retry.sendWithRetry((send) => send(request), undefined, VALID);
    return { client, retry, attempts };
  }

  test('is not repeated where it is accepted alone', async () => {
    const { attempts } = await sentBeside(true, rejected, good);
    expect(attempts.first).toMatchObject({ status: 409, notRepeated: ALONE });
    expect(attempts.last.status).toBe(200);
  });

  test('counts where it is rejected alone, and is sent alone twice at most', async () => {
    const { client, retry, attempts } = await sentBeside(
      true,
      ...Array<FakeResponse>(9).fill(rejected),
    );
    expect(attempts.first.notRepeated).toBeUndefined();
    for (let time = 0; time < 3; time++) {
      await retry.sendWithRetry((send) => send(request), undefined, VALID);
    }
    expect(client.sent).toHaveLength(2 + 2 + 1 + 1);
  });

  test('is sent alone as often as it takes where it is accepted then', async () => {
    const often = Array<FakeResponse[]>(4).fill([rejected, good]).flat();
    const { client, retry } = await sentBeside(true, ...often);
    for (let time = 0; time < 3; time++) {
      await retry.sendWithRetry((send) => send(request), undefined, VALID);
    }
    expect(client.sent).toHaveLength(8);
  });

  for (const [what, second, notRepeated] of [
    ['a 300', error(300), undefined],
    ['a 299', error(299), 'but 299 when it was sent again alone'],
    ['a 101', error(101), undefined],
    ['nothing', timeout, undefined],
    ['a part of a response', { ...good, failure: 'timeout' }, undefined],
  ] satisfies [string, FakeResponse, string | undefined][]) {
    const counts = notRepeated === undefined ? 'counts' : 'is not repeated';

    test(`${counts} where it is answered with ${what} alone`, async () => {
      const { attempts } = await sentBeside(true, rejected, second);
      expect(attempts.first.notRepeated).toBe(notRepeated);
    });
  }

  test('counts where no other scenario is in progress, or where it is not valid', async () => {
    const { client } = await sentBeside(false, rejected, good);
    expect(client.sent).toHaveLength(1);
    const other = await sentBeside(true, good, rejected, good);
    await other.retry.sendWithRetry((send) => send(request));
    expect(other.client.sent).toHaveLength(2);
  });
});

test.describe('Requests that overlap', () => {
  const together = async (...fakes: FakeResponse[]) => {
    const run = over(...fakes);
    const answers = await run.retry.sendConcurrentlyWithRetry([request, request]);
    return { ...run, last: answers.map(({ exchange }) => exchange.id) };
  };

  test('are sent once if none was cut', async () => {
    for (const other of [good, error(500), gone]) {
      const { client, last, completes } = await together(good, other);
      expect(client.sent).toHaveLength(2);
      expect(last).toEqual(['1', '2']);
      expect(completes()).toHaveLength(2);
    }
  });

  test('are all sent again if one was cut, and excused if none is cut then', async () => {
    const { last, completes, evidence } = await together(good, cutEarly, good, good);
    expect(last).toEqual(['3', '4']);
    expect(completes()).toEqual(['1 passed', `2 untested ${ONCE}`, '3 passed', '4 passed']);
    expect(evidence.observations.map(({ exchanges }) => exchanges)).toEqual([['2', '3']]);
  });

  test('are sent at most three times', async () => {
    const { client, last, completes } = await together(
      cutLate,
      good,
      good,
      cutLate,
      good,
      cutLate,
      good,
      good,
    );
    expect(client.sent).toHaveLength(6);
    expect(last).toEqual(['1', '2']);
    expect(completes()).toEqual([
      '1 failed it was incomplete',
      '2 passed',
      '3 passed',
      '4 failed it was incomplete',
      '5 passed',
      '6 failed it was incomplete',
    ]);
  });

  test('are excused if the third attempt is complete', async () => {
    const { completes } = await together(cutLate, good, good, cutLate, good, good);
    expect(completes()).toEqual([
      EXCUSED,
      '2 passed',
      '3 passed',
      `4 untested ${ONCE}`,
      '5 passed',
      '6 passed',
    ]);
  });

  test('are untested if the target cuts all connections', async () => {
    const run = over(...Array.from({ length: 6 }, () => cutEarly));
    run.client.reachable = false;
    await run.retry.sendConcurrentlyWithRetry([request, request]);
    expect(run.completes()).toEqual(
      ['1', '2', '3', '4', '5', '6'].map(
        (id) => `${id} untested it was incomplete, as all connections are by now`,
      ),
    );
  });
});
