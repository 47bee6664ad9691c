import { h, type VNode } from 'preact';
import { lazyPackage } from '../../contract/lazy-package';
import { percentile } from '../compare';
import type { ScenarioTiming, Timing } from '../report';
import { toPlainText } from './text';

/** Outcomes of exchanges that the plots tell apart, each with a symbol of its own. */
export const KINDS = {
  answered: { symbol: 'circle', sign: '●', className: 'dot-answered' },
  throttled: { symbol: 'triangle', sign: '▲', className: 'dot-throttled' },
  'server error': { symbol: 'square', sign: '■', className: 'dot-server-error' },
  'no response': { symbol: 'times', sign: '✕', className: 'dot-no-response' },
} as const;
export type Kind = keyof typeof KINDS;

/** An exchange in a plot. */
export interface Mark {
  /** Seconds since the run began. */
  at: number;
  /** Milliseconds; a logarithmic scale has no zero. */
  ms: number;
  row: number;
  kind: Kind;
  title: string;
}

export interface Plot {
  title: string;
  svg: VNode;
}

const MIN_MS = 0.1;
const STEPS_PER_DECADE = 8;
const WIDTH = 1_000;
const ROW_HEIGHT = 15;
const MAX_TITLE = 60;
const MAX_NAME = 46;

export function classify({ status }: Timing): Kind {
  if (status === undefined) return 'no response';
  if (status === 429 || status === 503) return 'throttled';
  return status >= 500 ? 'server error' : 'answered';
}

/** Returns a mark for each exchange; scenarios are rows, in their order. */
export function markExchanges(scenarios: readonly ScenarioTiming[]): Mark[] {
  return scenarios.flatMap(({ title, exchanges }, row) =>
    exchanges.map((timing) => {
      const outcome = timing.status ?? timing.failure ?? 'no response';
      return {
        at: timing.atMs / 1000,
        ms: Math.max(MIN_MS, timing.durationMs),
        row,
        kind: classify(timing),
        title: `${toPlainText(title, MAX_TITLE)}: ${timing.durationMs.toFixed(1)} ms, ${String(outcome)}`,
      };
    }),
  );
}

const plot = lazyPackage('@observablehq/plot');

/** Loads the drawing libraries. It takes a while: a run does it while it waits for its target. */
export async function loadPlots() {
  const Plot = plot();
  const { parseHTML } = await import('linkedom/worker');
  return { Plot, parseHTML };
}

export async function drawPlots(
  scenarios: readonly ScenarioTiming[],
  marks: readonly Mark[],
): Promise<Plot[]> {
  const { Plot, parseHTML } = await loadPlots();
  const { document } = parseHTML('<html></html>') as unknown as { document: Document };
  const times = marks.map(({ ms }) => ms);
  const quantiles = Object.entries({ p50: 0.5, p95: 0.95, max: 1 }).map(([name, part]) => ({
    name,
    ms: percentile(times, part) ?? 0,
  }));
  const min = 10 ** Math.floor(Math.log10(Math.min(...times)));
  const max = Math.max(10, ...times.map((ms) => ms * 1.2));
  const latency = {
    type: 'log',
    domain: [min, max],
    grid: true,
    ticks: logarithmicSteps(min, max, 1).filter((ms) => ms <= max),
    tickFormat: (ms: number) => `${ms.toLocaleString('en-GB')} ms`,
    label: null,
  } as const;
  const rule = { strokeDasharray: '4,3', className: 'rule' };
  const above = { textAnchor: 'end', dy: -6 } as const;
  const ruleName = { text: 'name', className: 'rule-name' };
  const dots = (position: { x: keyof Mark; y: keyof Mark }) =>
    Object.entries(KINDS).map(([kind, { symbol, className }]) =>
      Plot.dot(
        marks.filter((mark) => mark.kind === kind),
        {
          ...position,
          // Without a symbol it is a circle, in less markup.
          ...(symbol !== 'circle' && { symbol }),
          r: 2.6,
          // A cross has no area to fill.
          ...(symbol === 'times' ? { stroke: 'currentColor' } : { fill: 'currentColor' }),
          opacity: 0.6,
          title: 'title',
          className,
        },
      ),
    );
  const draw = (title: string, options: Parameters<typeof Plot.plot>[0]): Plot => {
    const svg = toVNode(Plot.plot({ document, className: 'plot', width: WIDTH, ...options }));
    if (!svg) throw new Error('The plot is empty.');
    return { title, svg };
  };
  const rows = scenarios.map((_scenario, row) => row);
  return [
    draw('Every exchange over the run', {
      height: 310,
      marginLeft: 80,
      marginRight: 44,
      marginBottom: 44,
      x: { label: 'seconds since the run began', labelOffset: 40, grid: true },
      y: latency,
      marks: [
        Plot.ruleY(quantiles, { y: 'ms', ...rule }),
        ...dots({ x: 'at', y: 'ms' }),
        Plot.text(quantiles, { y: 'ms', frameAnchor: 'right', ...ruleName, ...above }),
      ],
    }),
    draw('Distribution', {
      height: 200,
      marginLeft: 80,
      marginRight: 44,
      marginTop: 30,
      x: latency,
      y: { label: 'exchanges', grid: true },
      marks: [
        Plot.rectY(marks, {
          ...Plot.binX(
            { y: 'count' },
            { x: 'ms', thresholds: logarithmicSteps(min, max, STEPS_PER_DECADE) },
          ),
          className: 'bin',
        }),
        Plot.ruleX(quantiles, { x: 'ms', ...rule }),
        Plot.text(quantiles, { x: 'ms', frameAnchor: 'top', dy: -14, ...ruleName }),
        Plot.ruleY([0]),
      ],
    }),
    draw('Every exchange by scenario, in order of start', {
      height: 60 + ROW_HEIGHT * rows.length,
      // The names are on the right, so that a narrow screen shows the exchanges first.
      marginLeft: 44,
      marginRight: 320,
      marginTop: 30,
      x: { ...latency, axis: 'both' },
      y: {
        type: 'point',
        axis: 'right',
        domain: rows,
        tickFormat: (row: number) => toPlainText(scenarios[row]?.title ?? '', MAX_NAME),
        tickSize: 0,
        label: null,
        grid: true,
      },
      marks: [Plot.ruleX(quantiles, { x: 'ms', ...rule }), ...dots({ x: 'ms', y: 'row' })],
    }),
  ];
}

/** Returns the steps of a logarithmic scale that enclose a range, so many to a power of ten. */
function logarithmicSteps(from: number, to: number, perDecade: number): number[] {
  const first = Math.floor(Math.log10(from) * perDecade);
  const last = Math.ceil(Math.log10(to) * perDecade);
  return Array.from(
    { length: last - first + 1 },
    (_each, index) => 10 ** ((first + index) / perDecade),
  );
}

/**
 * Converts a plot to elements of the page, so that it is escaped like the rest. Styles are left out,
 * as the page's Content-Security-Policy refuses them, and labels of layers, which the
 * label of the whole plot repeats.
 */
function toVNode(node: Node): VNode | undefined {
  if (node.nodeType !== 1) return undefined;
  const element = node as Element;
  if (element.localName === 'style') return undefined;
  const attributes = Object.fromEntries(
    [...element.attributes]
      .filter(({ name }) => !/^(style$|on|xmlns|aria-)/.test(name))
      // Tenths of a pixel are enough.
      .map(({ name, value }) => [name, value.replace(/\d+\.\d{2,}/g, (n) => Number(n).toFixed(1))]),
  );
  const children = [...element.childNodes].map((child) =>
    child.nodeType === 3 ? child.textContent : toVNode(child),
  );
  return h(element.localName, attributes, children);
}
