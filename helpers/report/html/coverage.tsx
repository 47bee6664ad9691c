/** @jsxImportSource preact */
import type { BaselineResult, Report } from '../report';
import { groupBy } from '../order';
import { Section } from './document';
import { withVerdict, type PageModel } from './page-model';
import {
  count,
  linkRequirement,
  renderCode,
  renderFact,
  renderItems,
  renderRest,
  renderUntrusted,
} from './text';
import { Badge } from './verdicts';

const MAX_REASONS = 40;
const MAX_WAIVERS = 100;
const DAY_MS = 86_400_000;

/** Requirements that were not tested, by reason. */
function Untested({ model }: { model: PageModel }) {
  const untested = withVerdict(model, 'untested');
  const reasons = groupBy(untested, ({ result }) => result.reason ?? 'no reason given');
  const lead =
    untested.length === 0
      ? 'Every requirement was tested.'
      : `${count(untested.length, 'requirement')} without a result in this run.`;
  return (
    <Section id="untested" title="Not tested" lead={lead}>
      <dl class="reasons">
        {reasons.slice(0, MAX_REASONS).map(([reason, entries]) =>
          renderFact(
            renderUntrusted(reason, 400),
            entries.map(({ result, anchor }) => linkRequirement(result.id, anchor)),
          ),
        )}
      </dl>
      {renderRest(reasons, MAX_REASONS, 'reason')}
    </Section>
  );
}

type WaiverResult = BaselineResult['waivers'][number];

const STATES: Readonly<Record<WaiverResult['state'], string>> = {
  used: 'in use',
  expired: 'expired',
  unneeded: 'no longer needed: the requirement passed',
  unmatched: 'does not match the failure',
  untested: 'not tested in this run',
};

/** Returns how long a waiver is valid, counted from the run. */
function describeTerm(expires: string, { startedAt }: Report): string {
  const days = Math.ceil((Date.parse(`${expires}T23:59:59Z`) - Date.parse(startedAt)) / DAY_MS);
  if (!Number.isFinite(days)) return '';
  return days > 0 ? ` (${count(days, 'day')} after the run)` : ' (before the run)';
}

function renderWaiver(waiver: WaiverResult, report: Report) {
  const { requirement, code, request, property, reason, owner, expires, state, lines } = waiver;
  const verdict = state === 'used' ? 'waived' : state === 'expired' ? 'failed' : 'warning';
  return (
    <>
      <h3>
        <Badge verdict={verdict} text={STATES[state]} /> {renderCode(requirement)}
      </h3>
      <p>
        until <b>{renderUntrusted(expires, 20)}</b>
        {describeTerm(expires, report)}, by {renderUntrusted(owner, 200)}
      </p>
      <p>{renderUntrusted(reason, 600)}</p>
      <p class="dim">
        {property !== undefined && <>only for the property {renderUntrusted(property, 200)}; </>}
        only for the code {renderUntrusted(code, 100)}
        {request !== undefined && <>, the request {renderUntrusted(request, 100)}</>}; lines{' '}
        {lines[0]} to {lines[1]} of the baseline
      </p>
    </>
  );
}

function Waived({ model: { report } }: { model: PageModel }) {
  const waivers = report.baseline?.waivers ?? [];
  return (
    <Section id="waived" title="Waived">
      {waivers.length === 0 && <p>Nothing is waived.</p>}
      <ul class="waivers">
        {renderItems(waivers, MAX_WAIVERS, 'waiver', (waiver) => renderWaiver(waiver, report))}
      </ul>
    </Section>
  );
}

/** Requirements without a pass or a failure: untested and waived ones. */
export function Coverage({ model }: { model: PageModel }) {
  return (
    <div class="columns">
      <Untested model={model} />
      <Waived model={model} />
    </div>
  );
}
