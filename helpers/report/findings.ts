import type { Check, Defect, ScenarioEvidence } from '../checks/result';
import { sortedUnique, without, type SetMismatch } from '../checks/user-set';
import { excuses, keyOf } from '../checks/waivers';
import type { Baseline } from '../config/baseline';
import { requirementOf } from '../contract/requirements';
import type { Exchange } from '../http/exchange';
import { compareBy, groupBy } from './order';
import { reproduce } from '../http/curl';
import type { Finding, SetDifference } from './report';
import {
  precedingExchanges,
  REPRODUCIBILITY,
  reproducibility,
  withoutRepeats,
  withPrecedingSyncs,
} from './reproduction';
import { findSituations, type Situation } from './situations';
import { toUsers } from './users';

const MAX_FINDINGS = 20;
const MAX_OCCURRENCES = 50;

/** A defect, and the check that found it. */
interface Found {
  defect: Defect;
  check: Check;
  situation: Situation | undefined;
}

const describeFound = ({ defect, situation }: Found) => (situation?.context ?? '') + defect.message;

function setDifference({ expected, actual }: SetMismatch): SetDifference {
  const missing = without(expected, actual);
  return {
    attached: toUsers(without(expected, missing)),
    missing: toUsers(missing),
    tooMany: toUsers(without(sortedUnique(actual), expected)),
  };
}

/** A finding's evidence, and the requests that show it again; those for the last of it alone. */
interface Shown extends Found {
  shown: Exchange[];
  lines: readonly Exchange[];
  own: readonly Exchange[];
}

const bytesOf = ({ request, response }: Exchange) => request.bodyBytes + (response?.bodyBytes ?? 0);

/**
 * Orders evidence that recurs, has lines and reproduces anywhere first, then the smallest, which is
 * easiest to read.
 */
const byEase = compareBy<Shown>(
  ({ check }) => (check.notRepeated ? 1 : 0),
  ({ lines }) => (lines.some(({ request }) => request.partial === true) ? 1 : 0),
  ({ lines, own }) => REPRODUCIBILITY.indexOf(reproducibility(lines, own)),
  ({ shown }) => shown.reduce((sum, exchange) => sum + bytesOf(exchange), 0),
  ({ lines }) => lines.length,
);

/** A scenario, and its exchanges in the order they were sent. */
type Scenario = Pick<ScenarioEvidence, 'title' | 'exchanges'>;

/**
 * Groups failed checks by defect, each with its smallest evidence. Findings without a waiver come
 * first, the most frequent of them before the others.
 */
export function findings(
  failed: readonly Check[],
  scenarios: readonly Scenario[],
  baseline?: Baseline,
): Finding[] {
  if (failed.length === 0) return [];
  const sent = scenarios.map(({ exchanges }) => exchanges);
  const kept = new Map(sent.flat().map((exchange) => [exchange.id, exchange]));
  const before = precedingExchanges(sent);
  const situations = findSituations(failed, scenarios, (check) =>
    JSON.stringify(check.defects?.map((defect) => keyOf(check, defect))),
  );
  const found = failed.flatMap(
    (check): Found[] =>
      check.defects?.map((defect) => ({ defect, check, situation: situations.get(check) })) ?? [],
  );
  const groups = groupBy(found, ({ check, defect, situation }) =>
    JSON.stringify([keyOf(check, defect), situation?.situation]),
  );
  const all = groups.flatMap(([, group]): Finding | [] => {
    const [smallest, ...others] = group
      .map((found): Shown => {
        const shown = found.check.exchanges.flatMap((id) => kept.get(id) ?? []);
        const lines = withPrecedingSyncs(shown, before.any);
        return { ...found, shown, lines, own: withPrecedingSyncs(shown.slice(-1), before.own) };
      })
      .sort(byEase);
    if (!smallest) return [];
    const { defect, check, situation, shown, lines } = smallest;
    const { oneConnection = false } = requirementOf(check.requirement);
    const script = reproduce(oneConnection ? lines : withoutRepeats(lines, shown, before.any), {
      oneConnection,
    });
    const waiver = baseline?.waivers.find((each) => excuses(each, check, defect))?.waiver;
    return {
      ...keyOf(check, defect),
      ...(situation?.situation !== undefined && { situation: situation.situation }),
      message: describeFound(smallest),
      occurrences: group.length,
      pointers: defect.pointers,
      ...(check.difference && { difference: setDifference(check.difference) }),
      exchanges: shown,
      others: others.slice(0, MAX_OCCURRENCES).map((other) => ({
        message: describeFound(other),
        exchanges: other.check.exchanges,
      })),
      ...(script !== undefined && { reproduce: script }),
      ...(waiver && { waiver }),
    };
  });
  const byWaiver = compareBy<Finding>(
    ({ waiver }) => (waiver ? 1 : 0),
    ({ occurrences }) => -occurrences,
  );
  return all.sort(byWaiver).slice(0, MAX_FINDINGS);
}
