import { createRequire } from 'node:module';
import { h, type VNode } from 'preact';
import { percentile } from '../compare';
import type { ScenarioTiming, Timing } from '../report';
import { plain } from './text';

/** An exchange as a plot has it. */
export interface Mark {
  /** Seconds since the run began. */
  at: number;
  /** Milliseconds; no plot on a logarithmic scale has a zero. */
  ms: number;
  row: number;
  kind: Kind;
  title: string;
}

/** What came of an exchange, as far as a plot tells them apart: each has a symbol of its own. */
export const KINDS = {
  answered: { symbol: 'circle', sign: '●' },
  throttled: { symbol: 'triangle', sign: '▲' },
  'server error': { symbol: 'square', sign: '■' },
  'no answer': { symbol: 'times', sign: '✕' },
} as const;
export type Kind = keyof typeof KINDS;

export function kindOf({ status }: Timing): Kind {
  if (status === undefined) return 'no answer';
  if (status === 429 || status === 503) return 'throttled';
  return status >= 500 ? 'server error' : 'answered';
}

const LEAST_MS = 0.1;
const WIDTH = 1_000;
const ROW = 15;
const MOST_TITLE = 60;
const MOST_NAME = 46;

export function marksOf(scenarios: readonly ScenarioTiming[]): Mark[] {
  return scenarios.flatMap(({ title, exchanges }, row) =>
    exchanges.map((timing) => ({
      at: timing.atMs / 1000,
      ms: Math.max(LEAST_MS, timing.durationMs),
      row,
      kind: kindOf(timing),
      title: `${plain(title, MOST_TITLE)}: ${timing.durationMs.toFixed(1)} ms, ${timing.status === undefined ? (timing.failure ?? 'no answer') : String(timing.status)}`,
    })),
  );
}

export interface Plots {
  overTime: VNode;
  distribution: VNode;
  byScenario: VNode;
}

/** Loads what draws, once. It takes a while: a run does it while it waits for its target. */
export async function loadPlots() {
  // Of hundreds of files: `import()` would pass each through the loader that Playwright or tsx has
  // put in its way, and take twice as long.
  const Plot = createRequire(__filename)(
    '@observablehq/plot',
  ) as typeof import('@observablehq/plot');
  const { parseHTML } = await import('linkedom/worker');
  return { Plot, parseHTML };
}

/** Draws the latencies. */
export async function draw(
  scenarios: readonly ScenarioTiming[],
  marks: readonly Mark[],
): Promise<Plots> {
  const { Plot, parseHTML } = await loadPlots();
  const { document } = parseHTML('<html></html>') as unknown as { document: Document };
  const times = marks.map(({ ms }) => ms);
  const domain = [LEAST_MS, Math.max(10, (percentile(times, 1) ?? 0) * 1.2)];
  const powers = Array.from({ length: 8 }, (_each, index) => 10 ** (index - 1));
  const latency = {
    type: 'log',
    domain,
    grid: true,
    ticks: powers.filter((ms) => ms <= (domain[1] ?? 0)),
    tickFormat: (ms: number) => `${ms.toLocaleString('en-GB')} ms`,
    label: null,
  } as const;
  const rules = [0.5, 0.95, 1].map((part) => ({
    ms: percentile(times, part),
    name: part === 1 ? 'max' : `p${String(part * 100)}`,
  }));
  const dots = (options: { x: keyof Mark; y: keyof Mark }) =>
    Object.entries(KINDS).map(([kind, { symbol }]) =>
      Plot.dot(
        marks.filter((mark) => mark.kind === kind),
        {
          ...options,
          // Without a symbol it is a circle, which takes fewer words.
          ...(symbol !== 'circle' && { symbol }),
          r: 2.6,
          // A cross is nothing but its strokes.
          ...(symbol === 'times' ? { stroke: 'currentColor' } : { fill: 'currentColor' }),
          opacity: 0.6,
          title: 'title',
          className: `dot-${kind.replace(' ', '-')}`,
        },
      ),
    );
  const base = { document, className: 'plot' };
  const left = 320;
  const rows = scenarios.map((_scenario, row) => row);
  const name = (row: number) => plain(scenarios[row]?.title ?? '', MOST_NAME);
  const overTime = Plot.plot({
    ...base,
    width: WIDTH,
    height: 310,
    marginLeft: 64,
    marginBottom: 44,
    x: { label: 'seconds since the run began', labelOffset: 40, grid: true },
    y: latency,
    marks: [
      Plot.ruleY(rules, { y: 'ms', strokeDasharray: '4,3', className: 'rule' }),
      ...dots({ x: 'at', y: 'ms' }),
      Plot.text(rules, {
        y: 'ms',
        text: 'name',
        frameAnchor: 'right',
        textAnchor: 'end',
        dy: -6,
        className: 'rule-name',
      }),
    ],
  });
  const distribution = Plot.plot({
    ...base,
    width: WIDTH,
    height: 200,
    marginLeft: 64,
    marginTop: 30,
    x: latency,
    y: { label: 'exchanges', grid: true },
    marks: [
      Plot.rectY(marks, {
        ...Plot.binX({ y: 'count' }, { x: 'ms', thresholds: steps(domain) }),
        className: 'bin',
      }),
      Plot.ruleX(rules, { x: 'ms', strokeDasharray: '4,3', className: 'rule' }),
      Plot.text(rules, {
        x: 'ms',
        text: 'name',
        frameAnchor: 'top',
        dy: -14,
        className: 'rule-name',
      }),
      Plot.ruleY([0]),
    ],
  });
  const byScenario = Plot.plot({
    ...base,
    width: WIDTH,
    height: 60 + ROW * rows.length,
    marginLeft: left,
    marginTop: 30,
    x: { ...latency, axis: 'both' },
    y: { type: 'point', domain: rows, tickFormat: name, tickSize: 0, label: null, grid: true },
    marks: [
      Plot.ruleX(rules, { x: 'ms', strokeDasharray: '4,3', className: 'rule' }),
      ...dots({ x: 'ms', y: 'row' }),
    ],
  });
  const [a, b, c] = [overTime, distribution, byScenario].map(vnode);
  if (!a || !b || !c) throw new Error('a plot came out empty');
  return { overTime: a, distribution: b, byScenario: c };
}

/** Steps of a logarithmic scale, eight to a power of ten. */
function steps([from = 1, to = 1]: readonly number[]): number[] {
  const [first, last] = [Math.floor(Math.log10(from) * 8), Math.ceil(Math.log10(to) * 8)];
  return Array.from({ length: last - first + 1 }, (_each, index) => 10 ** ((first + index) / 8));
}

/**
 * What Plot drew, as elements of the page: escaped as all else in it, and without the styles that
 * the page's Content-Security-Policy would refuse. Its labels of layers are left out: what the plot
 * shows is told by the label of the whole.
 */
function vnode(node: Node): VNode | undefined {
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
    child.nodeType === 3 ? child.textContent : vnode(child),
  );
  return h(element.localName, attributes, children);
}
