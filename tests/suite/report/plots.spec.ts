import { renderHtml } from '../../../helpers/report/html/page';
import type { ScenarioTiming, Timing } from '../../../helpers/report/report';
import { expect, test } from '@playwright/test';
import { minimalReport } from '../support/sample-report';

const timing = (atMs: number, durationMs: number, status?: number): Timing => ({
  id: `0.${String(atMs)}`,
  atMs,
  durationMs,
  ...(status !== undefined && { status }),
});

const scenarios: ScenarioTiming[] = [
  { title: 'One', waitedMs: 0, exchanges: [timing(0, 1, 200), timing(10, 2, 200)] },
  { title: 'Two', waitedMs: 0, exchanges: [timing(20, 40, 429), timing(30, 50, 500)] },
  { title: 'Three', waitedMs: 0, exchanges: [timing(40, 9_000)] },
];

/** Returns the figures of the page as HTML. */
const figures = () => renderHtml(minimalReport({ scenarios })).split('<figure>').slice(1);

const count = (html: string, mark: RegExp) => html.match(mark)?.length;

test.describe('The plots of latency', () => {
  test('have each exchange once, by its kind', () => {
    const [overTime = '', , byScenario = ''] = figures();
    for (const figure of [overTime, byScenario]) {
      expect(count(figure, /<circle /g)).toBe(2);
      expect(count(figure, /<path /g)).toBe(3);
      const shapes = new Set([...figure.matchAll(/<path d="([^"]+)"/g)].map(([, d]) => d));
      expect(shapes.size).toBe(3);
      for (const title of [
        'One: 1.0 ms, 200',
        'Two: 50.0 ms, 500',
        'Three: 9000.0 ms, no response',
      ])
        expect(figure).toContain(`<title>${title}</title>`);
    }
  });

  test('have the later to the right, and the slower above', () => {
    const [overTime = ''] = figures();
    const places = [...overTime.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)];
    const [[x = 0, y = 0] = [], [laterX = 0, slowerY = 0] = []] = places.map(([, ...place]) =>
      place.map(Number),
    );
    expect(laterX).toBeGreaterThan(x);
    expect(slowerY).toBeLessThan(y);
  });

  test('have a bar as high as its exchanges are many', () => {
    const [, distribution = ''] = figures();
    const heights = [...distribution.matchAll(/<rect [^>]*height="([\d.]+)"/g)].map(([, height]) =>
      Number(height),
    );
    // Five exchanges of five lengths, so that each is the highest.
    expect(heights).toEqual([140, 140, 140, 140, 140]);
  });
});
