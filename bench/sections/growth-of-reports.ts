import { readConfig } from '../../helpers/config/config';
import { buildReport } from '../../helpers/report/build';
import { outputs } from '../../helpers/report/render/outputs';
import { toRunContext } from '../../helpers/report/run-metadata';
import { evidenceOf } from '../parts/evidence';
import { growth, median, short, spread, table } from '../parts/figures';

type Point = readonly [x: number, y: number];

const FINDINGS = [1, 10, 30, 100, 300, 1000];

/** How long it takes to make a report and all that is made of it, and how large the two largest are. */
function reported(checks: number, defects: number): { ms: number; html: number; json: number } {
  const { target, run } = readConfig({
    BASE_URL: 'https://staging.example.com/v1',
    API_TOKEN: 'of-no-use-anywhere',
    CUSTOMER_IDS: '7,9',
    USER_IDS: '101-160',
    RESTORE_USER_IDS: 'none',
    SEED: '1',
  });
  if (!target) throw new Error('no target');
  const evidence = evidenceOf(checks, defects);
  const start = performance.now();
  const report = buildReport({
    ...toRunContext(target, false, run),
    evidence,
    setup: [],
    startedAt: new Date(1_700_000_000_000).toISOString(),
    durationMs: 1,
    incomplete: [],
    notes: [],
  });
  const sizes = new Map<string, number>();
  for (const { file, render } of outputs) {
    sizes.set(file, Buffer.byteLength(render(report)));
  }
  const kB = (file: string) => (sizes.get(file) ?? Number.NaN) / 1000;
  return { ms: performance.now() - start, html: kB('index.html'), json: kB('conformance.json') };
}

function grown(runs: number, what: string, defectsOf: (checks: number) => number): string {
  const times: Point[] = [];
  const sizes: Point[] = [];
  const rows: string[][] = [];
  reported(1, 1);
  for (const checks of FINDINGS) {
    const each = [];
    for (let run = 0; run < runs; run++) each.push(reported(checks, defectsOf(checks)));
    const { html = Number.NaN, json = Number.NaN } = each[0] ?? {};
    const ms = each.map((one) => one.ms);
    times.push([checks, median(ms)]);
    sizes.push([checks, html + json]);
    rows.push([String(checks), spread(ms, 'ms'), `${short(html)} kB`, `${short(json)} kB`]);
  }
  const head = [what, 'made', '`index.html`', '`conformance.json`'];
  return `Time: ${growth(times)} Size: ${growth(sizes)}\n\n${table(head, rows)}`;
}

/** Measures the cost of a report as its findings grow. */
export function findings(runs: number): string {
  const different = grown(runs, 'findings', (checks) => checks);
  const same = grown(runs, 'checks with the same finding', () => 1);
  return `**Findings in a report**, that is, building it and making all files of it.\n\n${different}\n\n${same}`;
}
