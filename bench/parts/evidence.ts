import type { Check, ScenarioEvidence } from '../../helpers/checks/result';
import type { Exchange } from '../../helpers/http/exchange';
import { requirements } from '../../helpers/contract/requirements';

const BODY = `{"data":[${'{"id":101,"name":"Jensen Parker","email":231713615,"roles":["agent"],"permissions":[]},'.repeat(20)}`;

function exchangeOf(nth: number): Exchange {
  return {
    id: `b.${String(nth)}`,
    request: {
      method: 'POST',
      target: '/customers/7/users',
      headers: [
        ['Accept', 'application/json'],
        ['Authorization', 'Bearer $API_TOKEN'],
        ['Content-Type', 'application/json'],
      ],
      body: `{"user_ids":[${String(101 + nth)}]}`,
      bodyBytes: 20,
    },
    response: { status: 200, headers: [], body: BODY, bodyBytes: BODY.length },
    startedAt: 1_700_000_000_000 + nth,
    durationMs: 1,
  };
}

/**
 * Returns the evidence of a run with one failed check for each exchange, ten in a scenario.
 *
 * @param defects number of different defects; each is a finding
 */
export function evidenceOf(checks: number, defects: number): ScenarioEvidence[] {
  const checkOf = (nth: number): Check => {
    const defect = nth % defects;
    const message = `sync number ${String(nth)} listed another user`;
    return {
      requirement: requirements[defect % requirements.length]?.id ?? 'attach.one',
      outcome: 'failed',
      exchanges: [`b.${String(nth)}`],
      message,
      defects: [{ code: 'number', message, pointers: [`/data/0/p${String(defect)}`] }],
    };
  };
  return Array.from({ length: Math.ceil(checks / 10) }, (_scenario, ten) => {
    const nths = Array.from(
      { length: Math.min(10, checks - 10 * ten) },
      (_it, at) => 10 * ten + at,
    );
    return {
      title: `Scenario: number ${String(ten)}`,
      exchanges: nths.map(exchangeOf),
      checks: nths.map(checkOf),
      observations: [],
      customers: [],
      shared: [],
      properties: ['id', 'name'],
      valued: [],
      longestList: 0,
      requests: nths.length,
      waitedMs: 0,
    };
  });
}
