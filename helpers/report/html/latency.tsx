/** @jsxImportSource preact */
import { cloneElement, type VNode } from 'preact';
import { percentile } from '../compare';
import type { Report } from '../report';
import { draw, KINDS, kindOf, marksOf, type Kind, type Mark, type Plots } from './plots';
import { count, Said } from './text';

/** More than any run makes within its bound on time; a plot of more shows nothing more. */
const MOST_MARKS = 2_500;
const MOST_SCENARIOS = 150;

/** What the section on latency shows; made ahead, as the libraries that draw are loaded for it. */
export interface Latency {
  plots: Plots;
  marks: readonly Mark[];
  /** In ms. */
  times: readonly number[];
  leftOut: number;
}

/** Scenarios that waited for a setting sent nothing. */
const timed = ({ scenarios }: Report) => scenarios.filter(({ exchanges }) => exchanges.length > 0);

/** `undefined` where no exchange was timed. */
export async function latencyOf(report: Report): Promise<Latency | undefined> {
  const scenarios = timed(report);
  const all = marksOf(scenarios.slice(0, MOST_SCENARIOS));
  if (all.length === 0) return undefined;
  const total = scenarios.reduce((sum, { exchanges }) => sum + exchanges.length, 0);
  const marks = all.slice(0, MOST_MARKS);
  return {
    plots: await draw(scenarios.slice(0, MOST_SCENARIOS), marks),
    marks,
    times: scenarios.flatMap(({ exchanges }) => exchanges.map(({ durationMs }) => durationMs)),
    leftOut: total - marks.length,
  };
}

const at = (times: readonly number[], part: number) => (percentile(times, part) ?? 0).toFixed(1);

function Figure({ plot, title, text }: { plot: VNode; title: string; text: string }) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <div class="scroll" tabIndex={0} role="group" aria-label={`${title}, which may be scrolled`}>
        {cloneElement(plot, { role: 'img', 'aria-label': `${title}: ${text}` })}
      </div>
    </figure>
  );
}

/** What every mark of the plots says, in figures. */
function Table({ report }: { report: Report }) {
  return (
    <details>
      <summary>The same in figures</summary>
      <div class="scroll" tabIndex={0} role="group" aria-label="Latency by scenario, in figures">
        <table class="figures">
          <thead>
            <tr>
              <th scope="col">scenario</th>
              <th scope="col">exchanges</th>
              <th scope="col">p50</th>
              <th scope="col">p95</th>
              <th scope="col">max</th>
              <th scope="col">waited</th>
              <th scope="col">not answered as usual</th>
            </tr>
          </thead>
          <tbody>
            {timed(report)
              .slice(0, MOST_SCENARIOS)
              .map(({ title, waitedMs, exchanges }) => {
                const times = exchanges.map(({ durationMs }) => durationMs);
                const odd = exchanges.map(kindOf).filter((kind) => kind !== 'answered');
                return (
                  <tr>
                    <th scope="row">
                      <Said text={title} most={160} />
                    </th>
                    <td>{exchanges.length}</td>
                    <td>{at(times, 0.5)}</td>
                    <td>{at(times, 0.95)}</td>
                    <td>{at(times, 1)}</td>
                    <td>{waitedMs > 0 ? waitedMs.toFixed(0) : ''}</td>
                    <td>{odd.length > 0 ? [...new Set(odd)].join(', ') : ''}</td>
                  </tr>
                );
              })}
          </tbody>
        </table>
      </div>
    </details>
  );
}

function Throttling({ report }: { report: Report }) {
  const waited = report.scenarios.filter(({ waitedMs }) => waitedMs > 0);
  if (report.waitedMs === 0) return <p>The server throttled nothing: it asked for no wait.</p>;
  return (
    <>
      <p>
        The server throttled: it asked for {(report.waitedMs / 1000).toFixed(1)} s of waiting in
        all, in {count(waited.length, 'scenario')}. Waiting is not counted as latency.
      </p>
      <ul>
        {waited.slice(0, 12).map(({ title, waitedMs }) => (
          <li>
            <Said text={title} most={160} />: {(waitedMs / 1000).toFixed(1)} s
          </li>
        ))}
      </ul>
    </>
  );
}

/** Every exchange over the run and by scenario, the distribution, and where the server throttled. */
export function LatencySection({
  report,
  latency,
}: {
  report: Report;
  latency: Latency | undefined;
}) {
  return (
    <section aria-labelledby="latency">
      <h2 id="latency">Latency</h2>
      {latency ? <Drawn report={report} latency={latency} /> : <p>No exchange was timed.</p>}
    </section>
  );
}

function Drawn({ report, latency }: { report: Report; latency: Latency }) {
  const { plots, marks, times, leftOut } = latency;
  const [p50, p95, max] = [0.5, 0.95, 1].map((part) => `${at(times, part)} ms`);
  const kinds = (Object.keys(KINDS) as Kind[])
    .map((kind) => [kind, marks.filter((mark) => mark.kind === kind).length] as const)
    .filter(([, number]) => number > 0);
  const summary = `${count(times.length, 'exchange')}; p50 ${p50 ?? ''}, p95 ${p95 ?? ''}, max ${max ?? ''}`;
  return (
    <>
      <dl class="quantiles">
        {[
          ['p50', p50],
          ['p95', p95],
          ['max', max],
        ].map(([name, value]) => (
          <div>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Throttling report={report} />
      <ul class="kinds">
        {kinds.map(([kind, number]) => (
          <li class={`dot-${kind.replace(' ', '-')}`}>
            <span aria-hidden="true">{KINDS[kind].sign}</span> {number.toLocaleString('en-GB')}{' '}
            {kind}
          </li>
        ))}
      </ul>
      {leftOut > 0 && <p class="left">{count(leftOut, 'exchange')} more are not drawn.</p>}
      <Figure plot={plots.overTime} title="Every exchange over the run" text={summary} />
      <Figure plot={plots.distribution} title="Distribution" text={summary} />
      <Figure
        plot={plots.byScenario}
        title="Every exchange by scenario, in the order of their beginnings"
        text={summary}
      />
      <Table report={report} />
    </>
  );
}
