/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { Report, RequirementVerdict } from '../report';
import { having, VERDICTS_IN_ORDER } from '../words';
import { describeImpact } from './impact';
import { count, Prose, Said, Some } from './text';
import { Badge, RUN_COLOURS, SIGNS } from './verdicts';
import type { Shown, View } from './view';

const MOST_REASONS = 12;
const MOST_NOTES = 20;
const MOST_IDS = 24;

const number = ({ requirements }: Report, verdict: RequirementVerdict) =>
  having(requirements, verdict).length;

/** What the verdict means, in a sentence. */
function meaning(report: Report): string {
  const failed = number(report, 'failed');
  const untested = number(report, 'untested');
  switch (report.verdict) {
    case 'conformant':
      return `A client written from the contract may rely on this server: every MUST that was to be tested holds${untested > 0 ? `, and ${String(untested)} that wait for a setting were not tested` : ''}.`;
    case 'conformant with waivers':
      return `A client may rely on this server but for what its owner has waived: ${count(number(report, 'waived'), 'requirement')}.`;
    case 'nonconformant':
      return `A client written from the contract cannot rely on this server: ${count(failed, 'requirement')} ${failed === 1 ? 'does' : 'do'} not hold.`;
    case 'inconclusive':
      return 'This run says neither that a client may rely on this server, nor that it may not.';
  }
}

/** The verdicts of all requirements as one bar. */
function Bar({ report }: { report: Report }) {
  const total = Math.max(1, report.requirements.length);
  let at = 0;
  return (
    <svg class="bar" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true">
      {VERDICTS_IN_ORDER.map((verdict) => {
        const width = (100 * number(report, verdict)) / total;
        const x = at;
        at += width;
        return width > 0 && <rect class={verdict} x={x} y="0" width={width} height="3" />;
      })}
    </svg>
  );
}

function Tallies({ report }: { report: Report }) {
  return (
    <ul class="tallies">
      {VERDICTS_IN_ORDER.map((verdict) => (
        <li>
          <a href="#requirements" data-show={verdict}>
            <b>{number(report, verdict)}</b> <Badge verdict={verdict} />
          </a>
        </li>
      ))}
    </ul>
  );
}

/** Why, for who has two minutes: the failures, by what they do, the worst first. */
function Why({ view }: { view: View }) {
  const wrong = view.requirements.filter(({ result }) => result.verdict === 'failed');
  const shown = wrong.length > 0 ? wrong : [];
  const groups = new Map<string, Shown[]>();
  for (const each of shown.slice(0, MOST_REASONS)) {
    const harm = describeImpact(each.result.id) ?? 'Other failures';
    groups.set(harm, [...(groups.get(harm) ?? []), each]);
  }
  if (groups.size === 0) return null;
  return (
    <div class="why">
      <h2>Why</h2>
      {[...groups].map(([harm, members]) => (
        <>
          <h3>{harm}</h3>
          <ul>
            {members.map(({ result, anchor, findings }) => (
              <li>
                <a href={`#${anchor}`}>
                  <code>
                    <Said text={result.id} most={100} />
                  </code>
                </a>{' '}
                <Prose text={result.statement} />
                {findings[0] && (
                  <span class="message">
                    <Prose text={findings[0].message} most={260} />
                  </span>
                )}
              </li>
            ))}
          </ul>
        </>
      ))}
      {shown.length > MOST_REASONS && (
        <p>
          <a href="#requirements">and {count(shown.length - MOST_REASONS, 'more')} below</a>
        </p>
      )}
    </div>
  );
}

function Sentences({ title, of, kind }: { title: string; of: readonly string[]; kind: string }) {
  if (of.length === 0) return null;
  return (
    <div class={`sentences ${kind}`}>
      <h2>{title}</h2>
      <ul>
        <Some
          of={of}
          most={MOST_NOTES}
          each={(sentence) => (
            <li>
              <Said text={sentence} />
            </li>
          )}
          rest={(more) => <li class="left">and {count(more, 'more sentence')}</li>}
        />
      </ul>
    </div>
  );
}

const DATE = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'long',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** A date as people write it; one that is none, as it stands. */
export function When({ iso }: { iso: string }) {
  const date = new Date(iso);
  return Number.isNaN(date.getTime()) ? (
    <Said text={iso} most={60} />
  ) : (
    <time dateTime={date.toISOString()}>{DATE.format(date)} UTC</time>
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

const ids = (all: readonly string[]) =>
  all.slice(0, MOST_IDS).join(', ') +
  (all.length > MOST_IDS ? ` and ${String(all.length - MOST_IDS)} more` : '');

function Digest({ of }: { of: string }) {
  return (
    <span class="digest">
      SHA-256 <code>{of.slice(0, 64)}</code>
    </span>
  );
}

/** For which server, contract and suite, when, and with how much asked. */
function Facts({ report }: { report: Report }) {
  const { target, contract, catalogue, suite, requests, durationMs, seed, failOn, baseline } =
    report;
  return (
    <dl class="run">
      <Fact name="Server">
        <Said text={target.baseUrl} most={300} />
        {target.embedded && ', the embedded reference server'}
      </Fact>
      <Fact name="When">
        <When iso={report.startedAt} />
      </Fact>
      <Fact name="Requests">
        {requests.toLocaleString('en-GB')} in {(durationMs / 1000).toFixed(1)} s, seed {seed}
      </Fact>
      <Fact name="Lent">
        customers <Said text={ids(target.customers)} />; {count(target.users.length, 'user')}:{' '}
        <Said text={ids(target.users)} />
      </Fact>
      <Fact name="Contract">
        <Said text={`${contract.title} ${contract.version}`} most={200} />{' '}
        <Digest of={contract.sha256} />
      </Fact>
      <Fact name="Requirements">
        {report.requirements.length}, edition <Said text={catalogue.edition} most={40} />
        {failOn === 'should' && '; a SHOULD that does not hold fails the run'}{' '}
        <Digest of={catalogue.sha256} />
      </Fact>
      <Fact name="Suite">
        <Said text={`${suite.name} ${suite.version}`} most={200} />
      </Fact>
      {baseline && (
        <Fact name="Baseline">
          <Said text={baseline.file} most={300} /> <Digest of={baseline.sha256} />
        </Fact>
      )}
    </dl>
  );
}

/** Where they stand, for who has ten seconds; then why, and what the run was. */
export function Summary({ view }: { view: View }) {
  const { report } = view;
  const colour = RUN_COLOURS[report.verdict];
  const problems = report.baseline?.problems ?? [];
  return (
    <header class="summary" id="verdict">
      <div class={`banner ${colour}`}>
        <p class="product">Sync Users conformance</p>
        <h1>
          <span aria-hidden="true">{SIGNS[colour]}</span> {report.verdict}
        </h1>
        <p class="server">
          <Said text={report.target.baseUrl} most={300} />
        </p>
        <p class="meaning">{meaning(report)}</p>
        {problems.length > 0 && (
          <p class="meaning">
            <b>The run fails all the same: its baseline no longer holds.</b>
          </p>
        )}
      </div>
      <Bar report={report} />
      <Tallies report={report} />
      <Sentences title="The baseline no longer holds" of={problems} kind="failed" />
      <Sentences
        title={report.verdict === 'inconclusive' ? 'Why nothing can be said' : 'To know'}
        of={report.notes}
        kind="warning"
      />
      <Why view={view} />
      <h2 class="sr">This run</h2>
      <Facts report={report} />
    </header>
  );
}
