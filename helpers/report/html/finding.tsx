/** @jsxImportSource preact */
import { COMMAND } from '../../config/command';
import type { RequirementId } from '../../contract/requirements';
import { describeCause, describeKey } from '../labels';
import type { Finding, Occurrence } from '../report';
import { knownDefaults, type KnownDefault } from '../stacks';
import { Difference } from './difference';
import { renderRequest, renderResponse } from './exchange';
import type { PageModel } from './page-model';
import { Scenarios } from './scenarios';
import { scriptVariables, SET_VARIABLES } from '../script-variables';
import {
  count,
  escapeText,
  renderMarkup,
  renderSegments,
  renderUntrusted,
  toPlainText,
} from './text';
import { Badge } from './verdicts';

const MAX_EXCHANGES = 12;
const MAX_OCCURRENCE = 180;

/** The shell commands that reproduce a finding, if all of them fit. */
function Reproduce({ script, max }: { script: string; max: number }) {
  const { segments, left } = escapeText(script, max, { lines: true });
  return (
    <div class="reproduce">
      <h5>Reproduce</h5>
      {left > 0 ? (
        <p>
          The commands have {count(script.length, 'character')}, too many to show here. They are in{' '}
          <code>conformance.json</code>, as <code>reproduce</code> of this finding.
        </p>
      ) : (
        <>
          <p>
            With <code>$BASE_URL</code> and <code>$API_TOKEN</code> in the environment, from{' '}
            <code>.env</code> by <code>{SET_VARIABLES}</code>
            {scriptVariables(script).map(({ name, value }) => (
              <>
                , <code>${name}</code>: {toPlainText(value, MAX_OCCURRENCE)}
              </>
            ))}
            :
          </p>
          <pre class="body" dir="ltr">
            {renderSegments(segments)}
          </pre>
          <button type="button" class="copy" hidden>
            Copy
          </button>
        </>
      )}
    </div>
  );
}

/** The scenarios that found it, and the command that sends their exchanges again. */
function Replay({ id, finding, model }: { id: string; finding: Finding; model: PageModel }) {
  const { exchanges, others } = finding;
  const last = [exchanges.at(-1)?.id, ...others.map((other) => other.exchanges.at(-1))];
  return (
    <p class="replay">
      Send it again:{' '}
      <code>
        {COMMAND} replay {renderUntrusted(id, 100)} --report {renderUntrusted(model.file)}
      </code>{' '}
      <Scenarios exchanges={last.flatMap((each) => each ?? [])} model={model} />
    </p>
  );
}

function renderOccurrence(occurrence: Occurrence, model: PageModel) {
  const last = model.scenarios.get(occurrence.exchanges.at(-1) ?? '');
  return (
    <li>
      <bdi>{toPlainText(occurrence.message, MAX_OCCURRENCE)}</bdi>
      {last && (
        <span class="dim">
          {' '}
          in “{renderUntrusted(last.title, 120)}
          ”, {last.timing.status ?? 'no response'}
        </span>
      )}
    </li>
  );
}

function OtherOccurrences({ finding, model }: { finding: Finding; model: PageModel }) {
  const shown = finding.others.slice(0, model.limits.occurrences);
  const total = finding.occurrences - 1;
  if (shown.length === 0) return null;
  return (
    <details class="occurrences">
      <summary>
        {shown.length < total && `${String(shown.length)} of the `}
        {count(total, 'other occurrence')}
      </summary>
      <ol>{shown.map((occurrence) => renderOccurrence(occurrence, model))}</ol>
    </details>
  );
}

/** The defaults of frameworks that may explain a finding, and the settings that change them. */
function KnownDefaults({ defaults }: { defaults: readonly KnownDefault[] }) {
  if (defaults.length === 0) return null;
  return (
    <details class="occurrences">
      <summary>
        A known default of {[...new Set(defaults.map(({ stack }) => stack))].join(', ')}
      </summary>
      <ul>
        {defaults.map(({ id, stack, what, setting }) => (
          <li>
            {stack}: {renderMarkup(what)} Change it: {renderMarkup(setting)}{' '}
            <code class="dim">docs/stacks.md#{id}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Renders one defect: its message, its smallest evidence, and how to reproduce it. */
export function renderFinding(
  id: RequirementId,
  finding: Finding,
  model: PageModel,
  anchor: string,
  open: boolean,
) {
  const { message, occurrences, difference, exchanges, reproduce, waiver, consequenceOf } = finding;
  const left = Math.max(0, exchanges.length - MAX_EXCHANGES);
  return (
    <details class="finding" id={anchor} open={open}>
      <summary>
        <h4>{renderMarkup(message)}</h4>
        <span class="dim">
          {count(occurrences, 'occurrence')}
          {occurrences > 1 && '; the smallest is shown'}
        </span>
        {waiver && (
          <Badge verdict="waived" text={`waived until ${toPlainText(waiver.expires, 20)}`} />
        )}
      </summary>
      {consequenceOf && <p>Follows from {renderUntrusted(describeCause(consequenceOf))}.</p>}
      <KnownDefaults defaults={knownDefaults(id, finding)} />
      {difference && <Difference {...difference} />}
      {left > 0 && <p class="left">{count(left, 'earlier exchange')} in conformance.json.</p>}
      <ol class="exchanges">
        {exchanges.slice(left).map((exchange, index, shown) => (
          <li class="exchange">
            <h5>
              Exchange {left + index + 1}
              {index === shown.length - 1 && ', which shows the defect'}
            </h5>
            {renderRequest(exchange, model)}
            {renderResponse(exchange, model, index === shown.length - 1 ? finding : undefined)}
            {exchange.note !== undefined && <p class="note">{renderUntrusted(exchange.note)}</p>}
          </li>
        ))}
      </ol>
      {reproduce !== undefined && <Reproduce script={reproduce} max={2 * model.limits.body} />}
      <Replay id={id} finding={finding} model={model} />
      <OtherOccurrences finding={finding} model={model} />
      <p class="dim key">Key for a baseline: {renderUntrusted(describeKey(finding), 400)}</p>
    </details>
  );
}
