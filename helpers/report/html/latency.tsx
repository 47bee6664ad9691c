/** @jsxImportSource preact */
import { cloneElement, type VNode } from 'preact';
import { percentile } from '../compare';
import type { Report, ScenarioTiming } from '../report';
import { Scrollable, Section } from './document';
import {
  classify,
  drawPlots,
  KINDS,
  markExchanges,
  type Kind,
  type Mark,
  type Plots,
} from './plots';
import { count, renderColumns, renderFact, renderItems, renderUntrusted } from './text';

/** More than any run makes within its time limit; more marks would show nothing more. */
const MAX_MARKS = 2_500;
const MAX_SCENARIOS = 150;
const MAX_THROTTLED = 12;

const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['max', 1],
] as const;

/** The data of the section, made ahead, as the drawing libraries load asynchronously. */
export interface Latency {
  plots: Plots;
  marks: readonly Mark[];
  /** Scenarios that sent something, as many as are shown. */
  scenarios: readonly ScenarioTiming[];
  /** Of all exchanges, in ms. */
  times: readonly number[];
}

const durations = ({ exchanges }: ScenarioTiming) => exchanges.map(({ durationMs }) => durationMs);

/** Draws the plots of a report; `undefined` where no exchange was timed. */
export async function prepareLatency(report: Report): Promise<Latency | undefined> {
  const timed = report.scenarios.filter(({ exchanges }) => exchanges.length > 0);
  if (timed.length === 0) return undefined;
  const scenarios = timed.slice(0, MAX_SCENARIOS);
  const marks = markExchanges(scenarios).slice(0, MAX_MARKS);
  const plots = await drawPlots(scenarios, marks);
  return { plots, marks, scenarios, times: timed.flatMap(durations) };
}

const quantile = (times: readonly number[], part: number) =>
  (percentile(times, part) ?? 0).toFixed(1);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

function renderFigure(plot: VNode, title: string, summary: string) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Scrollable label={title}>
        {cloneElement(plot, { role: 'img', 'aria-label': `${title}: ${summary}` })}
      </Scrollable>
    </figure>
  );
}

/** The data of the plots. */
function Table({ scenarios }: { scenarios: readonly ScenarioTiming[] }) {
  return (
    <details>
      <summary>Latency as a table, in ms</summary>
      <Scrollable label="Latency by scenario">
        <table class="figures">
          {renderColumns(['scenario', 'exchanges', 'p50', 'p95', 'max', 'waited', 'exceptions'])}
          <tbody>
            {scenarios.map((scenario) => (
              <tr>
                <th scope="row">{renderUntrusted(scenario.title, 160)}</th>
                <td>{scenario.exchanges.length}</td>
                {QUANTILES.map(([, part]) => (
                  <td>{quantile(durations(scenario), part)}</td>
                ))}
                <td>{scenario.waitedMs > 0 && scenario.waitedMs.toFixed(0)}</td>
                <td>
                  {[...new Set(scenario.exchanges.map(classify))]
                    .filter((kind) => kind !== 'answered')
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </details>
  );
}

function Throttling({ report: { scenarios, waitedMs } }: { report: Report }) {
  if (waitedMs === 0) return <p>The server did not throttle the run.</p>;
  const throttled = scenarios.filter((scenario) => scenario.waitedMs > 0);
  return (
    <>
      <p>
        The server throttled the run. The suite waited {seconds(waitedMs)} in total, in{' '}
        {count(throttled.length, 'scenario')}. Waiting is not part of the latency.
      </p>
      <ul>
        {renderItems(throttled, MAX_THROTTLED, 'scenario', (scenario) => [
          renderUntrusted(scenario.title, 160),
          `: ${seconds(scenario.waitedMs)}`,
        ])}
      </ul>
    </>
  );
}

function LatencyDetails({ report, latency }: { report: Report; latency: Latency }) {
  const { plots, marks, scenarios, times } = latency;
  const quantiles = QUANTILES.map(([name, part]) => [name, `${quantile(times, part)} ms`] as const);
  const kinds = (Object.keys(KINDS) as Kind[])
    .map((kind) => [kind, marks.filter((mark) => mark.kind === kind).length] as const)
    .filter(([, number]) => number > 0);
  const summary = `${count(times.length, 'exchange')}; ${quantiles.map((each) => each.join(' ')).join(', ')}`;
  const left = times.length - marks.length;
  return (
    <>
      <dl class="quantiles">{quantiles.map(([name, value]) => renderFact(name, value))}</dl>
      <Throttling report={report} />
      <ul class="kinds">
        {kinds.map(([kind, number]) => (
          <li class={KINDS[kind].className}>
            <span aria-hidden="true">{KINDS[kind].sign}</span> {number.toLocaleString('en-GB')}{' '}
            {kind}
          </li>
        ))}
      </ul>
      {left > 0 && <p class="left">{count(left, 'more exchange')} not drawn.</p>}
      {renderFigure(plots.overTime, 'Every exchange over the run', summary)}
      {renderFigure(plots.distribution, 'Distribution', summary)}
      {renderFigure(plots.byScenario, 'Every exchange by scenario, in order of start', summary)}
      <Table scenarios={scenarios} />
    </>
  );
}

/** The latency of all exchanges, over time and by scenario, and where the server throttled. */
export function LatencySection(props: { report: Report; latency: Latency | undefined }) {
  const { report, latency } = props;
  return (
    <Section id="latency" title="Latency">
      {latency ? (
        <LatencyDetails report={report} latency={latency} />
      ) : (
        <p>No exchange was timed.</p>
      )}
    </Section>
  );
}
