import { expect, test } from '@playwright/test';
import type { Exchange } from '../../../helpers/http/exchange';
import { reproducibility, withPrecedingSyncs } from '../../../helpers/report/reproduction';

let number = 0;

function post(
  body: string | undefined,
  customer = '7',
  authorization = 'Bearer $API_TOKEN',
): Exchange {
  number++;
  return {
    id: `t.${String(number)}`,
    request: {
      method: 'POST',
      target: `/customers/${customer}/users`,
      headers: [
        ['Authorization', authorization],
        ['Content-Type', 'application/json'],
      ],
      ...(body !== undefined && { body }),
      bodyBytes: body?.length ?? 0,
    },
    startedAt: number,
    durationMs: 1,
  };
}

const sync = (ids: string, customer?: string) => post(`{"user_ids":[${ids}]}`, customer);

/** The lines for some exchanges of a scenario, by what they send. */
function lines(scenario: readonly Exchange[], ...shown: readonly Exchange[]): string[] {
  const before = (exchange: Exchange) => scenario.slice(0, scenario.indexOf(exchange));
  return withPrecedingSyncs(shown, before).map(({ request }) => request.body ?? '');
}

const bodies = (...exchanges: readonly Exchange[]) =>
  exchanges.map(({ request }) => request.body ?? '');

test.describe('The lines that show a defect of a sync', () => {
  test('begin where the customer was last emptied', () => {
    const [first, empty, one, two, three] = [
      sync('9'),
      sync(''),
      sync('1'),
      sync('1,2'),
      sync('2'),
    ];
    const scenario = [first, empty, one, two, three];
    expect(lines(scenario, two, three)).toEqual(bodies(empty, one, two, three));
    expect(lines(scenario, three)).toEqual(bodies(empty, one, two, three));
    expect(lines(scenario, empty, one)).toEqual(bodies(first, empty, one));
  });

  test('have in front of a sync to nobody what there was to be detached', () => {
    const [empty, one, again, last] = [sync(''), sync('1'), sync(''), sync('2')];
    const scenario = [empty, one, again, last];
    expect(lines(scenario, again)).toEqual(bodies(empty, one, again));
    expect(lines(scenario, again, last)).toEqual(bodies(empty, one, again, last));
    expect(lines(scenario, empty)).toEqual(bodies(empty));
  });

  test('leave out other customers, and what is no sync as the contract has it', () => {
    const [empty, other, odd, stranger] = [
      sync(''),
      sync('5', '9'),
      post('{"user_ids":null}'),
      post('{"user_ids":[6]}', '7', 'Bearer x'),
    ];
    const [one, two] = [sync('1'), sync('2')];
    const scenario = [empty, other, odd, stranger, one, two];
    expect(lines(scenario, two)).toEqual(bodies(empty, one, two));
  });

  test('are few', () => {
    const many = Array.from({ length: 20 }, (_item, index) => sync(String(index + 1)));
    expect(lines(many, ...many.slice(-1))).toEqual(bodies(...many.slice(-5)));
  });

  test('are as they were where they end with what is no sync', () => {
    const [empty, control, odd, bare] = [
      sync(''),
      sync('1'),
      post('{"user_ids":"1"}'),
      post(undefined),
    ];
    const scenario = [empty, control, odd, bare];
    expect(lines(scenario, control, odd)).toEqual(bodies(control, odd));
    expect(lines(scenario, bare)).toEqual(bodies(bare));
    expect(lines(scenario)).toEqual([]);
  });
});

test.describe('Lines', () => {
  test('show the same anywhere the better it is known who is attached', () => {
    expect(reproducibility([sync(''), sync('1')])).toBe('exact');
    expect(reproducibility([])).toBe('exact');
    expect(reproducibility([sync('2'), sync(''), sync('1')])).toBe('emptied');
    expect(reproducibility([sync('1'), post('{"user_ids":"1"}')])).toBe('after-control');
    expect(reproducibility([sync('2'), sync('1')])).toBe('after-sync');
    expect(reproducibility([sync('1'), sync('')])).toBe('after-sync');
    expect(reproducibility([post('{}'), sync('1')])).toBe('unknown');
    expect(reproducibility([post('{"user_ids":"1"}')])).toBe('unknown');
    expect(reproducibility([sync('')])).toBe('unknown');
  });

  test('whose last is the first sync of another scenario do not show what was attached then', () => {
    const [empty, one, last] = [sync(''), sync('1'), sync('2')];
    expect(reproducibility([empty, one, last], [last])).toBe('emptied');
    expect(reproducibility([one, empty, last], [empty, last])).toBe('exact');
    const refused = post('{"user_ids":"1"}');
    expect(reproducibility([empty, one, refused], [refused])).toBe('exact');
  });
});
