import { expect, test } from '@playwright/test';
import type { Exchange } from '../../../helpers/http/exchange';
import { reproducibility, withPrecedingSyncs } from '../../../helpers/report/reproduction';
import { readTables } from '../support/table';

type Sent = string | { body?: string; customer?: string; authorization?: string };

const tables = readTables<{
  preceding: { title: string; scenario: Sent[]; cases: { shown: number[]; lines: number[] }[] }[];
  reproducibility: { lines: Sent[]; own?: number; expected: string }[];
}>('unit/tables/reproduction.yaml');

function toExchange(sent: Sent, index: number): Exchange {
  const post = typeof sent === 'string' ? { body: `{"user_ids":[${sent}]}` } : sent;
  const { body, customer = '7', authorization = 'Bearer $API_TOKEN' } = post;
  return {
    id: `t.${String(index)}`,
    request: {
      method: 'POST',
      target: `/customers/${customer}/users`,
      headers: [
        ['Accept', 'application/json'],
        ['Authorization', authorization],
        ['Content-Type', 'application/json'],
      ],
      ...(body !== undefined && { body }),
      bodyBytes: body?.length ?? 0,
    },
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

for (const { lines, own, expected } of tables.reproducibility) {
  const last = own === undefined ? '' : `, the last ${String(own)} of one scenario`;

  test(`Lines of ${JSON.stringify(lines)}${last} are reproducible: ${expected}`, () => {
    const exchanges = lines.map(toExchange);
    const ofLast = own === undefined ? exchanges : exchanges.slice(-own);
    expect(reproducibility(exchanges, ofLast)).toBe(expected);
  });
}
