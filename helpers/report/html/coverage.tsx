/** @jsxImportSource preact */
import type { BaselineResult, Report } from '../report';
import { count, Said, Some } from './text';
import { Badge } from './verdicts';
import type { Shown, View } from './view';

const MOST_REASONS = 40;
const MOST_WAIVERS = 100;
const DAY_MS = 86_400_000;

/** What was not tested, by its reason: settings that were not given are the reader's to give. */
function Untested({ view }: { view: View }) {
  const untested = view.requirements.filter(({ result }) => result.verdict === 'untested');
  const reasons = new Map<string, Shown[]>();
  for (const each of untested) {
    const reason = each.result.reason ?? 'no reason is given';
    reasons.set(reason, [...(reasons.get(reason) ?? []), each]);
  }
  return (
    <section aria-labelledby="untested">
      <h2 id="untested">Not tested</h2>
      {untested.length === 0 ? (
        <p>Everything was tested.</p>
      ) : (
        <>
          <p class="lead">
            {count(untested.length, 'requirement')}, about which this run says nothing.
          </p>
          <dl class="reasons">
            <Some
              of={[...reasons]}
              most={MOST_REASONS}
              each={([reason, members]) => (
                <div>
                  <dt>
                    <Said text={reason} most={400} />
                  </dt>
                  <dd>
                    {members.map(({ result, anchor }) => (
                      <a href={`#${anchor}`}>
                        <code>
                          <Said text={result.id} most={100} />
                        </code>
                      </a>
                    ))}
                  </dd>
                </div>
              )}
              rest={(more) => (
                <div>
                  <dt>and {count(more, 'more reason')}</dt>
                  <dd>at the requirements below</dd>
                </div>
              )}
            />
          </dl>
        </>
      )}
    </section>
  );
}

const STATES: Readonly<Record<BaselineResult['waivers'][number]['state'], string>> = {
  used: 'in use',
  expired: 'expired',
  unneeded: 'no longer needed: the requirement passed',
  unmatched: 'fails in another way than is waived',
  untested: 'not tested in this run',
};

/** How long a waiver holds, as of the run. */
function left(expires: string, { startedAt }: Report): string {
  const days = Math.ceil((Date.parse(`${expires}T23:59:59Z`) - Date.parse(startedAt)) / DAY_MS);
  if (!Number.isFinite(days)) return '';
  return days > 0 ? ` (${count(days, 'day')} from the run)` : ' (before the run)';
}

/** What was waived, for what reason, by whom, until when. */
function Waived({ view: { report } }: { view: View }) {
  const waivers = report.baseline?.waivers ?? [];
  return (
    <section aria-labelledby="waived">
      <h2 id="waived">Waived</h2>
      {waivers.length === 0 ? (
        <p>Nothing is waived.</p>
      ) : (
        <ul class="waivers">
          <Some
            of={waivers}
            most={MOST_WAIVERS}
            each={({ requirement, property, signature, reason, owner, expires, state, lines }) => (
              <li>
                <h3>
                  <Badge
                    verdict={
                      state === 'used' ? 'waived' : state === 'expired' ? 'failed' : 'warning'
                    }
                    text={STATES[state]}
                  />{' '}
                  <code>
                    <Said text={requirement} most={100} />
                  </code>
                </h3>
                <p>
                  until{' '}
                  <b>
                    <Said text={expires} most={20} />
                  </b>
                  {left(expires, report)}, by <Said text={owner} most={200} />
                </p>
                <p>
                  <Said text={reason} most={600} />
                </p>
                <p class="dim">
                  {property !== undefined && (
                    <>
                      only at <Said text={property} most={200} />;{' '}
                    </>
                  )}
                  {signature !== undefined && (
                    <>
                      only “<Said text={signature} most={300} />
                      ”;{' '}
                    </>
                  )}
                  lines {lines[0]} to {lines[1]} of the baseline
                </p>
              </li>
            )}
            rest={(more) => <li class="left">and {count(more, 'more waiver')}</li>}
          />
        </ul>
      )}
    </section>
  );
}

/** What the verdict does not rest on. */
export function Coverage({ view }: { view: View }) {
  return (
    <div class="columns">
      <Untested view={view} />
      <Waived view={view} />
    </div>
  );
}
