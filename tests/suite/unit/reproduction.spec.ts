import { expect, test } from '@playwright/test';
import type { Exchange } from '../../../helpers/http/exchange';
import {
  precedingExchanges,
  reproducibility,
  withoutRepeats,
  withPrecedingSyncs,
} from '../../../helpers/report/reproduction';
import { readTables } from '../support/table';

type Sent = string | { body?: string; customer?: string; authorization?: string; status?: number };

const tables = readTables<{
  preceding: { title: string; scenario: Sent[]; cases: { shown: number[]; lines: number[] }[] }[];
  repeats: { sent: Sent[]; lines: number[]; kept: number[] }[];
  reproducibility: { lines: Sent[]; own?: number; expected: string }[];
}>('unit/tables/reproduction.yaml');

function toExchange(sent: Sent, index: number): Exchange {
  const post = typeof sent === 'string' ? { body: `{"user_ids":[${sent}]}` } : sent;
  const { body, customer = '7', authorization = 'Bearer $API_TOKEN', status } = post;
  return {
    id: `t.${String(index)}`,
    request: {
      method: 'POST',
      target: `/customers/${customer}/users`,
      headers: [
        ['Accept', 'application/json'],
        ['Authorization', authorization],
        ['Content-Type', 'application/json'],
        // A gateway asks for it in every request, so it makes no difference.
        ['X-Gateway-Key', '[EXTRA_HEADER_1]'],
      ],
      ...(body !== undefined && { body }),
      bodyBytes: body?.length ?? 0,
    },
    ...(status && { response: { status, headers: [], body: '', bodyBytes: 0 } }),
    startedAt: index,
    durationMs: 1,
  };
}

for (const { title, scenario, cases } of tables.preceding) {
  test(`The lines that show a defect of a sync ${title}`, () => {
    const exchanges = scenario.map(toExchange);
    const before = (exchange: Exchange) => exchanges.slice(0, exchanges.indexOf(exchange));
    for (const { shown, lines } of cases) {
      const found = withPrecedingSyncs(
        exchanges.filter((_exchange, index) => shown.includes(index)),
        before,
      );
      expect(found.map((exchange) => exchanges.indexOf(exchange))).toEqual(lines);
    }
  });
}

test('A sync without another before it begins with those that its customer had', () => {
  const sent = ['', '1,2', { body: '{"user_ids":[9]}', customer: '9' }, '', '3'].map(toExchange);
  const [emptied, two, , again, last] = sent;
  if (!emptied || !two || !again || !last) throw new Error('there are five');
  const { own, any } = precedingExchanges([
    [again, last],
    [emptied, two],
  ]);
  expect(own(again)).toEqual([]);
  expect(withPrecedingSyncs([again], any)).toEqual([emptied, two, again]);
  expect(withPrecedingSyncs([last], any)).toEqual([again, last]);
});

for (const { sent, lines, kept } of tables.repeats) {
  test(`Of ${JSON.stringify(sent)}, lines ${String(lines)} are reduced to ${String(kept)}`, () => {
    const exchanges = sent.map(toExchange);
    const before = (exchange: Exchange) => exchanges.slice(0, exchanges.indexOf(exchange));
    const all = exchanges.filter((_exchange, index) => lines.includes(index));
    const found = withoutRepeats(all, exchanges.slice(-1), before);
    expect(found.map((exchange) => exchanges.indexOf(exchange))).toEqual(kept);
    expect(withoutRepeats(all, all, before)).toEqual(all);
  });
}

for (const { lines, own, expected } of tables.reproducibility) {
  const last = own === undefined ? '' : `, the last ${String(own)} of one scenario`;

  test(`Lines of ${JSON.stringify(lines)}${last} are reproducible: ${expected}`, () => {
    const exchanges = lines.map(toExchange);
    const ofLast = own === undefined ? exchanges : exchanges.slice(-own);
    expect(reproducibility(exchanges, ofLast)).toBe(expected);
  });
}
