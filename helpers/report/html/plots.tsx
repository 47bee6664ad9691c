/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import { lazyPackage } from '../../contract/lazy-package';
import { percentile } from '../compare';
import type { ScenarioTiming } from '../report';
import { Scrollable } from './document';
import { KINDS, type Mark } from './exchange-marks';
import { toPlainText } from './text';

const arrays = lazyPackage('d3-array');
const scales = lazyPackage('d3-scale');
const shapes = lazyPackage('d3-shape');

/** The edges of the part of a plot that has its marks, in pixels. */
interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** A scale, in pixels, with its ticks and their names. */
interface Axis {
  place: (value: number) => number;
  ticks: readonly number[];
  name: (tick: number) => string;
}

const STEPS_PER_DECADE = 8;
const WIDTH = 1_000;
const ROW_HEIGHT = 15;
const MAX_NAME = 46;
const DOT_RADIUS = 2.6;
/** From the middle of a line of text to its baseline, in pixels. */
const HALF_LINE = 4;

/** Tenths of a pixel are enough. */
const px = (value: number) => Math.round(value * 10) / 10;

/** Returns the steps of a logarithmic scale that enclose a range, so many to a power of ten. */
function logarithmicSteps(from: number, to: number, perDecade: number): number[] {
  const first = Math.floor(Math.log10(from) * perDecade);
  const last = Math.ceil(Math.log10(to) * perDecade);
  return Array.from(
    { length: last - first + 1 },
    (_each, index) => 10 ** ((first + index) / perDecade),
  );
}

/** Returns a logarithmic axis of milliseconds from one edge to another. */
function latencyAxis([min, max]: readonly [number, number], ...edges: [number, number]): Axis {
  return {
    place: scales().scaleLog([min, max], edges),
    ticks: logarithmicSteps(min, max, 1).filter((ms) => ms <= max),
    name: (ms) => `${ms.toLocaleString('en-GB')} ms`,
  };
}

/** Returns a linear axis from one edge to another, with about so many ticks. */
function linearAxis(domain: [number, number], edges: [number, number], ticks: number): Axis {
  const place = scales().scaleLinear(domain, edges);
  return { place, ticks: place.ticks(ticks), name: place.tickFormat(ticks) };
}

/** Renders a vertical line for each tick, with its name at the given heights. */
function renderColumns({ place, ticks, name }: Axis, area: Area, ...heights: number[]) {
  return ticks.map((tick) => {
    const x = px(place(tick));
    return (
      <>
        <line class="grid" x1={x} x2={x} y1={area.top} y2={area.bottom} />
        {heights.map((y) => (
          <text x={x} y={y}>
            {name(tick)}
          </text>
        ))}
      </>
    );
  });
}

/** Renders a horizontal line for each tick, with its name beside the left or the right edge. */
function renderRows({ place, ticks, name }: Axis, area: Area, edge: 'left' | 'right') {
  const [x, anchor] = edge === 'left' ? [area.left - 9, 'end'] : [area.right + 9, 'start'];
  return ticks.map((tick) => {
    const y = px(place(tick));
    return (
      <>
        <line class="grid" x1={area.left} x2={area.right} y1={y} y2={y} />
        <text x={x} y={y + HALF_LINE} text-anchor={anchor}>
          {name(tick)}
        </text>
      </>
    );
  });
}

/** Renders the marks at their places, in a group for each kind. */
function renderDots(marks: readonly Mark[], placeOf: (mark: Mark) => [x: number, y: number]) {
  return Object.entries(KINDS).map(([kind, { symbol, className }]) => {
    const d = symbol && shapes().symbol(shapes()[symbol], Math.PI * DOT_RADIUS ** 2)();
    return (
      <g class={`dots ${className}`}>
        {marks
          .filter((mark) => mark.kind === kind)
          .map((mark) => {
            const [x, y] = placeOf(mark).map(px);
            const title = <title>{mark.title}</title>;
            if (!d) return <circle {...{ cx: x, cy: y, r: DOT_RADIUS }}>{title}</circle>;
            return (
              <path d={d} transform={`translate(${String(x)},${String(y)})`}>
                {title}
              </path>
            );
          })}
      </g>
    );
  });
}

interface FigureProps {
  title: string;
  /** Of all exchanges, for readers that do not see the plot. */
  summary: string;
  height: number;
  children: ComponentChildren;
}

function Figure({ title, summary, height, children }: FigureProps) {
  return (
    <figure>
      <figcaption>{title}</figcaption>
      <Scrollable label={title}>
        <svg
          class="plot"
          role="img"
          aria-label={`${title}: ${summary}`}
          viewBox={`0 0 ${String(WIDTH)} ${String(height)}`}
          width={WIDTH}
          height={height}
        >
          {children}
        </svg>
      </Scrollable>
    </figure>
  );
}

interface PlotProps {
  marks: readonly Mark[];
  quantiles: readonly { name: string; ms: number }[];
  /** The range of the latency, in ms. */
  range: readonly [number, number];
  summary: string;
}

function OverTime({ marks, quantiles, range, summary }: PlotProps) {
  const area = { left: 80, right: 956, top: 20, bottom: 266 };
  const [from = 0, to = from] = arrays().extent(marks, ({ at }) => at);
  const x = linearAxis([from, to], [area.left, area.right], 11);
  const y = latencyAxis(range, area.bottom, area.top);
  return (
    <Figure title="Every exchange over the run" summary={summary} height={310}>
      {renderColumns(x, area, area.bottom + 18)}
      {renderRows(y, area, 'left')}
      <text x={area.right} y={area.bottom + 40} text-anchor="end">
        seconds since the run began →
      </text>
      {quantiles.map(({ ms }) => {
        const height = px(y.place(ms));
        return <line class="rule" x1={area.left} x2={area.right} y1={height} y2={height} />;
      })}
      {renderDots(marks, ({ at, ms }) => [x.place(at), y.place(ms)])}
      {quantiles.map(({ name, ms }) => (
        <text class="rule-name" x={area.right} y={px(y.place(ms)) - 3} text-anchor="end">
          {name}
        </text>
      ))}
    </Figure>
  );
}

/** Renders a vertical line at each quantile. */
function renderQuantiles(quantiles: PlotProps['quantiles'], { place }: Axis, area: Area) {
  return quantiles.map(({ ms }) => {
    const x = px(place(ms));
    return <line class="rule" x1={x} x2={x} y1={area.top} y2={area.bottom} />;
  });
}

function Distribution({ marks, quantiles, range, summary }: PlotProps) {
  const area = { left: 80, right: 956, top: 30, bottom: 170 };
  const x = latencyAxis(range, area.left, area.right);
  const bins = arrays()
    .bin<Mark, number>()
    .value(({ ms }) => ms)
    .domain([...range])
    .thresholds(logarithmicSteps(...range, STEPS_PER_DECADE))(marks);
  const highest = Math.max(...bins.map(({ length }) => length));
  const counts = linearAxis([0, highest], [area.bottom, area.top], 4);
  const y = { ...counts, ticks: counts.ticks.filter(Number.isInteger), name: String };
  return (
    <Figure title="Distribution" summary={summary} height={200}>
      {renderColumns(x, area, area.bottom + 18)}
      {renderRows(y, area, 'left')}
      <text x={3} y={12} text-anchor="start">
        ↑ exchanges
      </text>
      <g class="bin">
        {bins
          .filter(({ length }) => length > 0)
          .map(({ x0 = range[0], x1 = range[1], length }) => {
            const [left, right, top] = [x.place(x0), x.place(x1), y.place(length)].map(px);
            const [from, width] = [(left ?? 0) + 0.5, px((right ?? 0) - (left ?? 0) - 1)];
            return <rect x={from} y={top} width={width} height={px(area.bottom - (top ?? 0))} />;
          })}
      </g>
      {renderQuantiles(quantiles, x, area)}
      {quantiles.map(({ name, ms }) => (
        <text class="rule-name" x={px(x.place(ms))} y={24}>
          {name}
        </text>
      ))}
    </Figure>
  );
}

function ByScenario(props: PlotProps & { scenarios: readonly ScenarioTiming[] }) {
  const { marks, quantiles, range, summary, scenarios } = props;
  // The names are on the right, so that a narrow screen shows the exchanges first.
  const area = { left: 44, right: 680, top: 30, bottom: 30 + ROW_HEIGHT * scenarios.length };
  const x = latencyAxis(range, area.left, area.right);
  const y: Axis = {
    place: (row) => area.top + ROW_HEIGHT * (row + 0.5),
    ticks: scenarios.map((_scenario, row) => row),
    name: (row) => toPlainText(scenarios[row]?.title ?? '', MAX_NAME),
  };
  return (
    <Figure
      title="Every exchange by scenario, in order of start"
      summary={summary}
      height={area.bottom + 30}
    >
      {renderColumns(x, area, area.top - 9, area.bottom + 18)}
      {renderRows(y, area, 'right')}
      {renderQuantiles(quantiles, x, area)}
      {renderDots(marks, ({ ms, row }) => [x.place(ms), y.place(row)])}
    </Figure>
  );
}

/** The exchanges over time, by latency and by scenario, as elements of the page: escaped like the rest. */
export function Plots(props: {
  scenarios: readonly ScenarioTiming[];
  marks: readonly Mark[];
  summary: string;
}) {
  const { scenarios, marks, summary } = props;
  const times = marks.map(({ ms }) => ms);
  const quantiles = Object.entries({ p50: 0.5, p95: 0.95, max: 1 }).map(([name, part]) => ({
    name,
    ms: percentile(times, part) ?? 0,
  }));
  const range = [
    10 ** Math.floor(Math.log10(Math.min(...times))),
    Math.max(10, ...times.map((ms) => ms * 1.2)),
  ] as const;
  const shared = { marks, quantiles, range, summary };
  return (
    <>
      <OverTime {...shared} />
      <Distribution {...shared} />
      <ByScenario {...shared} scenarios={scenarios} />
    </>
  );
}
