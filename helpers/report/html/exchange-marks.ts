import type { ScenarioTiming, Timing } from '../report';
import { toPlainText } from './text';

/** Outcomes of exchanges that the plots tell apart, each with a symbol of its own. */
export const KINDS = {
  answered: { symbol: undefined, sign: '●', className: 'dot-answered' },
  throttled: { symbol: 'symbolTriangle', sign: '▲', className: 'dot-throttled' },
  'server error': { symbol: 'symbolSquare', sign: '■', className: 'dot-server-error' },
  'no response': { symbol: 'symbolTimes', sign: '✕', className: 'dot-no-response' },
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

const MIN_MS = 0.1;
const MAX_TITLE = 60;

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
