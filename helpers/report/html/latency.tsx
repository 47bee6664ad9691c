/** @jsxImportSource preact */
import { percentile } from '../compare';
import type { Report, ScenarioTiming } from '../report';
import { Scrollable, Section, Table } from './document';
import { classify, KINDS, markExchanges, type Kind, type Mark } from './exchange-marks';
import { Plots } from './plots';
import { count, renderFact, renderItems, renderUntrusted } from './text';

/** More than any run makes within its time limit; more marks would show nothing more. */
const MAX_MARKS = 2_500;
const MAX_SCENARIOS = 150;
const MAX_THROTTLED = 12;

const COLUMNS = ['scenario', 'exchanges', 'p50', 'p95', 'max', 'waited', 'exceptions'];
const QUANTILES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['max', 1],
] as const;

const durations = ({ exchanges }: ScenarioTiming) => exchanges.map(({ durationMs }) => durationMs);

const quantile = (times: readonly number[], part: number) =>
  (percentile(times, part) ?? 0).toFixed(1);

const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** Renders the data of the plots about one scenario. */
function renderRow(scenario: ScenarioTiming) {
  const kinds = new Set(scenario.exchanges.map(classify));
  return (
    <tr>
      <th scope="row">{renderUntrusted(scenario.title, 160)}</th>
      <td>{scenario.exchanges.length}</td>
      {QUANTILES.map(([, part]) => (
        <td>{quantile(durations(scenario), part)}</td>
      ))}
      <td>{scenario.waitedMs > 0 && scenario.waitedMs.toFixed(0)}</td>
      <td>{[...kinds].filter((kind) => kind !== 'answered').join(', ')}</td>
    </tr>
  );
}

function Throttling({ report: { scenarios, waitedMs } }: { report: Report }) {
  if (waitedMs === 0) return <p>The server did not throttle the run.</p>;
  const throttled = scenarios.filter((scenario) => scenario.waitedMs > 0);
  return (
    <>
      <p>
        The server throttled the run in {count(throttled.length, 'scenario')}. A worker waited up to{' '}
        {seconds(waitedMs)} in all. Waiting is not part of the latency.
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

/** The numbers of exchanges of each kind, in the colours and with the signs of the plots. */
function Kinds({ marks }: { marks: readonly Mark[] }) {
  const kinds = (Object.keys(KINDS) as Kind[])
    .map((kind) => [kind, marks.filter((mark) => mark.kind === kind).length] as const)
    .filter(([, number]) => number > 0);
  return (
    <ul class="kinds">
      {kinds.map(([kind, number]) => (
        <li class={KINDS[kind].className}>
          <span aria-hidden="true">{KINDS[kind].sign}</span> {number.toLocaleString('en-GB')} {kind}
        </li>
      ))}
    </ul>
  );
}

/** The latency of all exchanges, over time and by scenario, and where the server throttled. */
export function LatencySection({ report }: { report: Report }) {
  const timed = report.scenarios.filter(({ exchanges }) => exchanges.length > 0);
  if (timed.length === 0) {
    return (
      <Section id="latency" title="Latency">
        <p>No exchange was timed.</p>
      </Section>
    );
  }
  const scenarios = timed.slice(0, MAX_SCENARIOS);
  const marks = markExchanges(scenarios).slice(0, MAX_MARKS);
  const times = timed.flatMap(durations);
  const quantiles = QUANTILES.map(([name, part]) => [name, `${quantile(times, part)} ms`] as const);
  const summary = `${count(times.length, 'exchange')}; ${quantiles.map((each) => each.join(' ')).join(', ')}`;
  const left = times.length - marks.length;
  return (
    <Section id="latency" title="Latency">
      <dl class="quantiles">{quantiles.map(([name, value]) => renderFact(name, value))}</dl>
      <Throttling report={report} />
      <Kinds marks={marks} />
      {left > 0 && <p class="left">{count(left, 'more exchange')} not drawn.</p>}
      <Plots scenarios={scenarios} marks={marks} summary={summary} />
      <details>
        <summary>Latency as a table, in ms</summary>
        <Scrollable label="Latency by scenario">
          <Table class="figures" columns={COLUMNS}>
            {scenarios.map(renderRow)}
          </Table>
        </Scrollable>
      </details>
    </Section>
  );
}
