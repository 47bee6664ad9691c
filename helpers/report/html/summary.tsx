/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { Report } from '../report';
import { VERDICTS_IN_ORDER } from '../labels';
import { groupBy } from '../order';
import { describeImpact } from '../impact';
import { describeCustomers } from '../users';
import { EXIT_CODES } from '../verdicts';
import { withVerdict, type PageModel } from './page-model';
import {
  count,
  linkRequirement,
  renderFact,
  renderItems,
  renderMarkup,
  renderUntrusted,
  Timestamp,
} from './text';
import { Badge, Banner } from './verdicts';

const MAX_FAILURES = 12;
const MAX_NOTES = 20;
const MAX_IDS = 24;

/** Returns what the verdict means for clients, in a sentence or two. */
function explainVerdict(model: PageModel): string {
  const [failed, waived, untested] = (['failed', 'waived', 'untested'] as const).map((verdict) =>
    count(withVerdict(model, verdict).length, 'requirement'),
  );
  switch (model.report.verdict) {
    case 'conformant':
      return `Clients written from the contract can rely on this server: no tested MUST requirement failed. Not tested: ${untested ?? ''}.`;
    case 'conformant with waivers':
      return `Clients can rely on this server, except for what its owner has waived: ${waived ?? ''}.`;
    case 'nonconformant':
      return `Clients written from the contract cannot rely on this server: ${failed ?? ''} failed.`;
    case 'inconclusive':
      return 'This run does not show whether clients can rely on this server.';
  }
}

/** The verdicts of all requirements as one bar. */
function Bar({ model }: { model: PageModel }) {
  let x = 0;
  return (
    <svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      {VERDICTS_IN_ORDER.map((verdict) => {
        const width = (100 * withVerdict(model, verdict).length) / model.entries.length;
        const start = x;
        x += width;
        return width > 0 && <rect class={verdict} x={start} y="0" width={width} height="3" />;
      })}
    </svg>
  );
}

function Tallies({ model }: { model: PageModel }) {
  return (
    <ul class="tallies">
      {VERDICTS_IN_ORDER.map((verdict) => (
        <li>
          <a href="#requirements" data-show={verdict}>
            <b>{withVerdict(model, verdict).length}</b> <Badge verdict={verdict} />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** The first failures that follow from no other, by their impact on clients, the worst first. */
function Failures({ model }: { model: PageModel }) {
  const all = withVerdict(model, 'failed');
  const failed = all.filter(({ follows }) => !follows);
  if (failed.length === 0) return null;
  const groups = groupBy(
    failed.slice(0, MAX_FAILURES),
    ({ result }) => describeImpact(result.id) ?? 'Other failures',
  );
  return (
    <div class="failures">
      <h2>Failures by impact</h2>
      {groups.map(([impact, entries]) => (
        <>
          <h3>{impact}</h3>
          <ul>
            {entries.map(({ result, anchor, findings }) => (
              <li>
                {linkRequirement(result.id, anchor)} {renderMarkup(result.statement)}
                {findings[0] && (
                  <span class="message">{renderMarkup(findings[0].message, 260)}</span>
                )}
              </li>
            ))}
          </ul>
        </>
      ))}
      {failed.length > MAX_FAILURES && (
        <p>
          <a href="#requirements">{count(failed.length - MAX_FAILURES, 'more failure')} below</a>
        </p>
      )}
      {failed.length < all.length && (
        <p>
          <a href="#requirements">{count(all.length - failed.length, 'more failure')}</a>{' '}
          {all.length - failed.length === 1 ? 'follows' : 'follow'} from these.
        </p>
      )}
    </div>
  );
}

function renderNotes(title: string, notes: readonly string[], kind: 'failed' | 'warning') {
  if (notes.length === 0) return null;
  return (
    <div class={`run-notes ${kind}`}>
      <h2>{title}</h2>
      <ul>{renderItems(notes, MAX_NOTES, 'note', (note) => renderUntrusted(note))}</ul>
    </div>
  );
}

function listIds(ids: readonly string[]): string {
  const more = ids.length - MAX_IDS;
  return ids.slice(0, MAX_IDS).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

const renderDigest = (sha256: string) => (
  <span class="digest">
    SHA-256 <code>{sha256.slice(0, 64)}</code>
  </span>
);

/** The server, the contract, the suite, and the size of the run. */
function Facts({ report }: { report: Report }) {
  const {
    target,
    contract,
    catalogue,
    suite,
    requests,
    durationMs,
    seed,
    baseline,
    customers = [],
  } = report;
  const facts: Record<string, ComponentChildren> = {
    Server: [
      renderUntrusted(target.baseUrl, 300),
      target.embedded && ', the embedded reference server',
    ],
    Started: <Timestamp iso={report.startedAt} />,
    Requests: `${requests.toLocaleString('en-GB')} in ${(durationMs / 1000).toFixed(1)} s, seed ${String(seed)}`,
    Reserved: [
      ['customers ', renderUntrusted(listIds(target.customers)), '; '],
      [`${count(target.users.length, 'user')}: `, renderUntrusted(listIds(target.users))],
    ],
    Customers: customers.length > 0 && (
      <ul>
        {renderItems(describeCustomers(customers), MAX_NOTES, 'line', (line) =>
          renderUntrusted(line),
        )}
      </ul>
    ),
    Contract: [
      renderUntrusted(`${contract.title} ${contract.version}`, 200),
      renderDigest(contract.sha256),
    ],
    Requirements: [
      `${String(report.requirements.length)}, edition `,
      renderUntrusted(catalogue.edition, 40),
      report.failOn === 'should' && '; a SHOULD that fails makes the run fail',
      renderDigest(catalogue.sha256),
    ],
    Suite: renderUntrusted(`${suite.name} ${suite.version}`, 200),
    Baseline: baseline && [renderUntrusted(baseline.file, 300), renderDigest(baseline.sha256)],
  };
  return (
    <dl class="run">
      {Object.entries(facts).map(([name, details]) => details && renderFact(name, details))}
    </dl>
  );
}

/** The verdict, the reasons for it, and the facts of the run. */
export function Summary({ model }: { model: PageModel }) {
  const { report } = model;
  const problems = report.baseline?.problems ?? [];
  const nonconformant = report.verdict === 'nonconformant';
  const outdated = renderNotes(
    `The baseline is out of date${nonconformant ? ' as well' : ''}`,
    problems,
    'failed',
  );
  return (
    <header class="summary" id="verdict">
      <Banner verdict={report.verdict} product="Sync Users conformance">
        <p class="server">{renderUntrusted(report.target.baseUrl, 300)}</p>
        <p class="scope">
          <b>Scope:</b> {renderUntrusted(report.scope.description, 300)}
        </p>
        <p class="meaning">{explainVerdict(model)}</p>
        {problems.length > 0 && EXIT_CODES[report.verdict] === 0 && (
          <p class="meaning">
            <b>The run fails because its baseline is out of date.</b>
          </p>
        )}
      </Banner>
      <Bar model={model} />
      <Tallies model={model} />
      {!nonconformant && outdated}
      {renderNotes(
        report.verdict === 'inconclusive' ? 'Why the run is inconclusive' : 'Please note',
        report.notes,
        'warning',
      )}
      <Failures model={model} />
      {nonconformant && outdated}
      <h2 class="sr">This run</h2>
      <Facts report={report} />
    </header>
  );
}
