/**
 * `npm run bench:report -- conformance-report/conformance.json`: what the HTML report costs, of
 * that run and of a large one (450 requests, 100 findings, bodies as large as they are kept). Prints
 * its size, how long it takes to be made, the libraries that draw loaded or not, and how long it
 * takes to be opened in Chromium.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from '@playwright/test';
import { renderHtml } from '../helpers/report/html/page';
import { readReport } from '../helpers/report/read';
import type { Report } from '../helpers/report/report';
import { largeReport } from '../tests/suite/report/hostile';
import unpack from '../tests/suite/report/unpack';

const TIMES = 7;

function median(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => (sorted[index] ?? Number.NaN).toFixed(0);
  return `${at(Math.floor(sorted.length / 2))} ms (${at(0)} to ${at(sorted.length - 1)})`;
}

/** From the beginning of a navigation to the first paint, and to where nothing is left to do. */
async function opened(browser: Browser, url: string): Promise<{ paint: number; done: number }> {
  const page = await browser.newPage();
  await page.goto(url);
  const times = await page.evaluate(async () => {
    const paint = await new Promise<number>((resolve) => {
      new PerformanceObserver((list) => {
        for (const { name, startTime } of list.getEntries()) {
          if (name === 'first-contentful-paint') resolve(startTime);
        }
      }).observe({ type: 'paint', buffered: true });
    });
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    return { paint, done: performance.now() };
  });
  await page.close();
  return times;
}

async function measure(name: string, report: Report, browser: Browser, directory: string) {
  const made: number[] = [];
  let html = '';
  for (let time = 0; time < TIMES; time++) {
    const start = performance.now();
    html = renderHtml(report);
    made.push(performance.now() - start);
  }
  const file = path.join(directory, 'index.html');
  writeFileSync(file, html);
  const times = [];
  for (let time = 0; time < TIMES; time++) {
    times.push(await opened(browser, pathToFileURL(file).href));
  }
  const first = made.shift() ?? Number.NaN;
  process.stdout.write(
    [
      name,
      `  size         ${(Buffer.byteLength(html) / 1000).toFixed(0)} kB`,
      `  made         ${first.toFixed(0)} ms the first time, then ${median(made)}`,
      `  first paint  ${median(times.map(({ paint }) => paint))}`,
      `  opened       ${median(times.map(({ done }) => done))}`,
      '',
    ].join('\n'),
  );
}

async function main(): Promise<void> {
  const report = readReport(process.argv[2] ?? 'conformance-report/conformance.json');
  await unpack();
  const browser = await chromium.launch({ executablePath: process.env['CHROMIUM_PATH'] ?? '' });
  const directory = mkdtempSync(path.join(os.tmpdir(), 'report-bench-'));
  try {
    await measure('that run', report, browser, directory);
    await measure('450 requests, 100 findings', largeReport(report), browser, directory);
  } finally {
    await browser.close();
    rmSync(directory, { recursive: true });
  }
}

void main();
