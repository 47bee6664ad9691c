import { Document, type YAMLMap } from 'yaml';
import type { Waiver } from '../config/baseline';
import { UNREVIEWED } from './baseline-result';
import { describeKey } from './labels';
import { groupBy } from './order';
import type { Finding, Report } from './report';
import { escapeControls } from './render/escape';

const DAY_MS = 86_400_000;
/** Short, as nobody has agreed to it yet. */
const DAYS = 30;

const HEAD = `# A draft from one run: review it line by line.
#
# waivers  known deviations of this target. Give each a reason, an owner and an expiry date (a year at
#          most). Delete those that nobody accepts. Only those of a MUST are needed for a run to be
#          conformant with waivers; a SHOULD is a warning, unless FAIL_ON=should.
# pins     behaviour of the target where the contract is silent. Keep those that its clients rely on.
`;

/** Observations that differ between runs of the same target. */
const NO_PINS = ['cut-off', 'latency'];
const VARIES = ' or ';

/**
 * Returns a baseline as YAML, with which a run of the same target would pass. It needs a review.
 *
 * @param today the day that the waivers are counted from
 */
export function draftBaseline(report: Report, today: Date): string {
  const expires = new Date(today.getTime() + DAYS * DAY_MS).toISOString().slice(0, 10);
  const waiver = (requirement: Waiver['requirement'], finding: Finding): Waiver => ({
    requirement,
    code: finding.code,
    ...(finding.request && { request: finding.request }),
    ...(finding.property && { property: finding.property }),
    ...UNREVIEWED,
    expires,
  });
  const waivers = report.requirements.flatMap(({ id, level, findings }) =>
    // One waiver covers all findings with its key.
    groupBy(findings, describeKey).flatMap(([, [finding]]) =>
      finding ? [{ level, waiver: finding.waiver ?? waiver(id, finding) }] : [],
    ),
  );
  const pins = report.observations
    .filter(({ id, value }) => !NO_PINS.includes(id) && !value.includes(VARIES))
    .filter(({ value }) => escapeControls(value) === value)
    .map(({ id, value }) => [id, value]);
  const draft = new Document(
    {
      waivers: waivers.map(({ waiver: each }) => each),
      pins: Object.fromEntries(pins) as Record<string, string>,
    },
    { aliasDuplicateObjects: false },
  );
  for (const [index, { level }] of waivers.entries()) {
    (draft.getIn(['waivers', index]) as YAMLMap).commentBefore = ` ${level}`;
  }
  return HEAD + draft.toString();
}
