import { expect, test } from '@playwright/test';
import type { Har } from 'har-format';
import type { Exchange } from '../../../helpers/http/exchange';
import { renderHar } from '../../../helpers/report/render/har';
import type { RequirementId } from '../../../helpers/contract/requirements';
import { harProblems } from '../support/har';
import { exchange, finding, minimalReport, requirementResult } from '../support/sample-report';

/** Returns an exchange that differs from that of the sample. */
function exchangeOf(id: string, more: Partial<Exchange> = {}): Exchange {
  return { ...exchange, id, startedAt: exchange.startedAt + Number(id.slice(2)), ...more };
}

function render(
  scenarios: Parameters<typeof renderHar>[1],
  { cited = [], max }: { cited?: readonly Exchange[]; max?: number } = {},
) {
  const id: RequirementId = 'detach.unlisted';
  const requirements = [
    requirementResult(id, { findings: cited.map((each) => finding('a', { exchanges: [each] })) }),
  ];
  const text = [...renderHar(minimalReport({ requirements }), scenarios, max)].join('');
  return { text, har: JSON.parse(text) as Har };
}

test.describe('exchanges.har', () => {
  test('follows the schema of HAR 1.2, whatever the target sends', () => {
    const { request, startedAt, durationMs } = exchange;
    const { har } = render(
      [
        {
          title: 'One: a',
          exchanges: [
            exchangeOf('0.2'),
            {
              id: '0.1',
              request,
              startedAt,
              durationMs,
              failure: { kind: 'timeout', message: 'no response' },
            },
          ],
          unjudged: [
            exchangeOf('0.3', {
              request: { method: 'GET', target: '/', headers: [], bodyBytes: 0, httpVersion: '2' },
            }),
          ],
        },
        {
          title: 'Two',
          exchanges: [
            exchangeOf('0.4', {
              note: 'retried',
              request: {
                ...exchange.request,
                target: '/customers/7/users?token=[API_TOKEN]&a=b%20c',
                headers: [['content-type', 'text/plain']],
                bodyScript: "printf 'a'",
                partial: true,
              },
            }),
            exchangeOf('0.5', {
              request: {
                ...exchange.request,
                method: 'READ_BACK_COMMAND',
                target: 'CUSTOMER_ID=7',
              },
            }),
          ],
        },
        { title: 'Three', exchanges: [] },
      ],
      { cited: [exchangeOf('0.4')] },
    );
    expect(harProblems(har)).toEqual([]);
    // The control: the schema does refuse.
    expect(harProblems({ log: { ...har.log, entries: [{}] } })).not.toEqual([]);

    const { pages, entries, comment } = har.log;
    expect(pages?.map(({ title }) => title)).toEqual(['One: a', 'Two']);
    expect(entries.map((entry) => entry.comment)).toEqual([
      'One: a, exchange 0.1',
      'One: a, exchange 0.2',
      'One: a, exchange 0.3',
      'Two, exchange 0.4; shows detach.unlisted still-attached; retried',
    ]);
    expect(entries[0]?.response).toMatchObject({ status: 0, comment: 'timeout: no response' });
    expect(entries[1]).toMatchObject({
      startedDateTime: '2023-11-14T22:13:20.002Z',
      time: 1,
      request: {
        method: 'POST',
        url: 'https://staging.example.com/*v1*_@a_&b/customers/7/users',
        httpVersion: 'HTTP/1.1',
        headers: [{ name: 'Authorization', value: 'Bearer $API_TOKEN' }],
        postData: { text: '{"user_ids":[101]}' },
      },
      response: { status: 422, content: { size: 99, text: exchange.response?.body } },
      timings: { send: 0, wait: 1, receive: 0 },
    });
    expect(entries[2]?.request).toMatchObject({ httpVersion: 'HTTP/2' });
    expect(entries[2]?.request).not.toHaveProperty('postData');
    expect(entries[3]?.request).toMatchObject({
      url: expect.stringContaining('?token=%5BAPI_TOKEN%5D&a=b%20c'),
      queryString: [
        { name: 'token', value: '[API_TOKEN]' },
        { name: 'a', value: 'b c' },
      ],
      postData: { mimeType: 'text/plain', comment: expect.stringContaining("printf 'a'") },
      comment: expect.stringContaining('Not recorded in full'),
    });
    expect(comment).toMatch(
      /^4 exchanges with .*, all of the run\. The file has at most 16,777,216/,
    );
  });

  test('is bounded, and keeps those that show a finding', () => {
    const all = Array.from({ length: 200 }, (_item, index) => exchangeOf(`0.${String(index)}`));
    const last = all.slice(-3);
    const max = 60_000;
    const { text, har } = render([{ title: 'One', exchanges: all }], { cited: last, max });
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(max);
    expect(Buffer.byteLength(text)).toBeGreaterThan(max - 6_000);
    const { entries, comment } = har.log;
    expect(entries.slice(-3).map((entry) => entry.comment)).toEqual(
      last.map(({ id }) => `One, exchange ${id}; shows detach.unlisted still-attached`),
    );
    expect(comment).toContain(`without ${String(200 - entries.length)} of the run`);
    expect(comment).toContain('at most 60,000 bytes');
    expect(harProblems(har)).toEqual([]);
    const whole = render([{ title: 'One', exchanges: all }]).har.log;
    expect(whole.entries).toHaveLength(200);
  });
});
