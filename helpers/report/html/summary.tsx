/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { Report } from '../report';
import { VERDICTS_IN_ORDER } from '../labels';
import { describeImpact } from './impact';
import { groupEntries, withVerdict, type PageModel, type RequirementEntry } from './page-model';
import { count, renderMarkup, Limited, linkRequirement, Timestamp, renderUntrusted } from './text';
import { Badge, RUN_COLOURS, SIGNS } from './verdicts';

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

function Failure({ entry: { result, anchor, findings } }: { entry: RequirementEntry }) {
  return (
    <li>
      {linkRequirement(result.id, anchor)} {renderMarkup(result.statement)}
      {findings[0] && <span class="message">{renderMarkup(findings[0].message, 260)}</span>}
    </li>
  );
}

/** The first failures, grouped by their impact on clients, the worst first. */
function Failures({ model }: { model: PageModel }) {
  const failed = withVerdict(model, 'failed');
  if (failed.length === 0) return null;
  const groups = groupEntries(
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
            {entries.map((entry) => (
              <Failure entry={entry} />
            ))}
          </ul>
        </>
      ))}
      {failed.length > MAX_FAILURES && (
        <p>
          <a href="#requirements">{count(failed.length - MAX_FAILURES, 'more failure')} below</a>
        </p>
      )}
    </div>
  );
}

interface NotesProps {
  title: string;
  notes: readonly string[];
  kind: 'failed' | 'warning';
}

function Notes({ title, notes, kind }: NotesProps) {
  if (notes.length === 0) return null;
  return (
    <div class={`run-notes ${kind}`}>
      <h2>{title}</h2>
      <ul>
        <Limited
          items={notes}
          max={MAX_NOTES}
          render={(note) => <li>{renderUntrusted(note)}</li>}
          noun="note"
        />
      </ul>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function listIds(ids: readonly string[]): string {
  const more = ids.length - MAX_IDS;
  return ids.slice(0, MAX_IDS).join(', ') + (more > 0 ? ` and ${String(more)} more` : '');
}

function Digest({ sha256 }: { sha256: string }) {
  return (
    <span class="digest">
      SHA-256 <code>{sha256.slice(0, 64)}</code>
    </span>
  );
}

/** The server, the contract, the suite, and the size of the run. */
function Facts({ report }: { report: Report }) {
  const { target, contract, catalogue, suite, requests, durationMs, seed, baseline } = report;
  return (
    <dl class="run">
      <Fact name="Server">
        {renderUntrusted(target.baseUrl, 300)}
        {target.embedded && ', the embedded reference server'}
      </Fact>
      <Fact name="Started">
        <Timestamp iso={report.startedAt} />
      </Fact>
      <Fact name="Requests">
        {requests.toLocaleString('en-GB')} in {(durationMs / 1000).toFixed(1)} s, seed {seed}
      </Fact>
      <Fact name="Reserved">
        customers {renderUntrusted(listIds(target.customers))}; {count(target.users.length, 'user')}
        : {renderUntrusted(listIds(target.users))}
      </Fact>
      <Fact name="Contract">
        {renderUntrusted(`${contract.title} ${contract.version}`, 200)}{' '}
        <Digest sha256={contract.sha256} />
      </Fact>
      <Fact name="Requirements">
        {report.requirements.length}, edition {renderUntrusted(catalogue.edition, 40)}
        {report.failOn === 'should' && '; a SHOULD that fails makes the run fail'}{' '}
        <Digest sha256={catalogue.sha256} />
      </Fact>
      <Fact name="Suite">{renderUntrusted(`${suite.name} ${suite.version}`, 200)}</Fact>
      {baseline && (
        <Fact name="Baseline">
          {renderUntrusted(baseline.file, 300)} <Digest sha256={baseline.sha256} />
        </Fact>
      )}
    </dl>
  );
}

/** The verdict, the reasons for it, and the facts of the run. */
export function Summary({ model }: { model: PageModel }) {
  const { report } = model;
  const colour = RUN_COLOURS[report.verdict];
  const problems = report.baseline?.problems ?? [];
  return (
    <header class="summary" id="verdict">
      <div class={`banner ${colour}`}>
        <p class="product">Sync Users conformance</p>
        <h1>
          <span aria-hidden="true">{SIGNS[colour]}</span> {report.verdict}
        </h1>
        <p class="server">{renderUntrusted(report.target.baseUrl, 300)}</p>
        <p class="meaning">{explainVerdict(model)}</p>
        {problems.length > 0 && (
          <p class="meaning">
            <b>The run fails because its baseline is out of date.</b>
          </p>
        )}
      </div>
      <Bar model={model} />
      <Tallies model={model} />
      <Notes title="The baseline is out of date" notes={problems} kind="failed" />
      <Notes
        title={report.verdict === 'inconclusive' ? 'Why the run is inconclusive' : 'Please note'}
        notes={report.notes}
        kind="warning"
      />
      <Failures model={model} />
      <h2 class="sr">This run</h2>
      <Facts report={report} />
    </header>
  );
}
