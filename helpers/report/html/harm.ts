import type { RequirementResult } from '../report';
import { VERDICTS_IN_ORDER } from '../words';

/**
 * What a defect does to those who rely on the server, the worst first. What is shown to, or changed
 * for, people whom it does not concern cannot be taken back; after it comes who keeps an access
 * that was taken away, then who lacks one that was given. Only then come requests that no careful
 * client sends, answers that do not come, and answers that cannot be read: a client notices these
 * by itself, and the ones before it does not.
 */
const HARMS: readonly { harm: string; of: RegExp }[] = [
  {
    harm: 'Strangers, or another customer, may see or change what is not theirs',
    of: /^(auth\.(?!status$|challenge$|scheme-case$)|isolation\.|concurrency\.independent$|http\.no-leak$)/,
  },
  {
    harm: 'People may keep an access that was taken from them',
    of: /^(detach\.|replace\.|empty\.(?!then-attach$))/,
  },
  {
    harm: 'Other people may be attached than were asked for',
    of: /^(attach|empty|set|idempotent|volume|sequence|concurrency|readback)\./,
  },
  {
    harm: 'A wrong or unusual request is not answered as it should be',
    of: /^(ids|customer|body)\./,
  },
  { harm: 'A client may not know what became of its request', of: /^(http|auth)\./ },
  { harm: 'A client may not be able to read the answer', of: /^(response|user)\./ },
];

/** What a failure of a requirement does; `undefined` for one that is not of this catalogue. */
export function harmOf(id: string): string | undefined {
  return HARMS.find(({ of }) => of.test(id))?.harm;
}

function rank({ id, level, verdict }: RequirementResult): number[] {
  const harm = HARMS.findIndex(({ of }) => of.test(id));
  return [
    VERDICTS_IN_ORDER.indexOf(verdict),
    level === 'MUST' ? 0 : 1,
    harm < 0 ? HARMS.length : harm,
  ];
}

/** The order of reading: failures first, MUST before SHOULD, then by harm, then as catalogued. */
export function byHarm(a: RequirementResult, b: RequirementResult): number {
  const others = rank(b);
  return (
    rank(a)
      .map((own, index) => own - (others[index] ?? 0))
      .find((difference) => difference !== 0) ?? 0
  );
}
