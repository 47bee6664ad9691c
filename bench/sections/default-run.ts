import { ratios, spread, table } from '../parts/figures';
import { seconds } from '../parts/processes';
import type { Section } from './section';

/** A whole default run, beside an empty run of the same Playwright, in turn. */
export const defaultRun: Section = {
  name: 'default',
  title: 'A default run beside an empty Playwright run',
  parts: {
    run: async ({ runs }) => {
      const empty: number[] = [];
      const whole: number[] = [];
      for (let pair = 0; pair < runs; pair++) {
        empty.push(await seconds(['-c', 'bench/empty']));
        whole.push(await seconds([]));
      }
      const rows = [
        ['an empty Playwright run', spread(empty, 's')],
        ['a default run, against the embedded server', spread(whole, 's')],
        ['ratio, pair by pair', spread(ratios(whole, empty), 'times')],
      ];
      return `${String(runs)} pairs, in turn.\n\n${table(['', 'median (least to most)'], rows)}`;
    },
  },
};
