import { stringify } from 'yaml';
import type { Waiver } from '../config/baseline';
import type { Finding, Report } from './report';
import { escapeControls } from './render/escape';

const DAY_MS = 86_400_000;
/** Short, as nobody has agreed to it yet. */
const DAYS = 30;

const HEAD = `# A draft, made of one run: review it line by line.
#
# waivers  what this target is known to do otherwise: say why it is accepted, who answers for it, and
#          until when (a year at most). Delete those that nobody wants to answer for.
# pins     what the target does where the contract is silent: keep those that its clients rely on.
`;

/** Runs differ in these, whatever the target is like: they make no pin. */
const NO_PINS = ['latency'];
const VARIES = ' or ';

/**
 * A baseline under which a run of the same target would pass, as YAML: for review.
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
    reason: 'not reviewed yet',
    owner: 'nobody yet',
    expires,
  });
  const waivers = report.requirements.flatMap(({ id, findings }) =>
    findings.map((finding) => finding.waiver ?? waiver(id, finding)),
  );
  const pins = report.observations
    .filter(({ id, value }) => !NO_PINS.includes(id) && !value.includes(VARIES))
    .filter(({ value }) => escapeControls(value) === value)
    .map(({ id, value }) => [id, value]);
  return HEAD + stringify({ waivers, pins: Object.fromEntries(pins) as Record<string, string> });
}
