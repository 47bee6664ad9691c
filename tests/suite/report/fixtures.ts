import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, expect, test as base, type Page } from '@playwright/test';
import { combine } from '../../../helpers/reference/patches';
import { renderHtml } from '../../../helpers/report/html/page';
import type { Report } from '../../../helpers/report/report';
import { conformance, reportOf, targetOf } from '../support/run';
import { fault, withReference } from '../support/servers';

/** Defects of several kinds: of meaning, of form, of status, and one that is a warning only. */
const FAULTS = [
  'subset-detaches-nobody',
  'email-as-string',
  'unknown-customer-answered-500',
  'no-challenge',
] as const;

/** Enough scenarios for each of them, and quickly run. */
const SCENARIOS = '--grep=(attach|detach|empty)[.]spec|an unknown customer|without credentials';

/** Violations of the Content-Security-Policy of a page. */
declare global {
  interface Window {
    refused?: string[];
  }
}

interface Given {
  /** Opens HTML in the browser from a file, as a reader does. */
  open: (html: string, fragment?: string) => Promise<Page>;
  /** Opens the page of a report. */
  read: (report: Report, fragment?: string) => Promise<Page>;
  /** The page of `faulty`, open. */
  faultyPage: Page;
}

export const test = base.extend<Given, { faulty: Report }>({
  browser: [
    async ({}, use) => {
      const { CHROMIUM_PATH: executablePath = '' } = process.env;
      const browser = await chromium.launch({ executablePath });
      await use(browser);
      await browser.close();
    },
    { scope: 'worker' },
  ],

  /** A real report, of a run against a server with several defects. */
  faulty: [
    async ({}, use, { workerIndex, project }) => {
      const place = {
        outputPath: (...parts: string[]) =>
          path.join(project.outputDir, `faulty-${String(workerIndex)}`, ...parts),
      };
      const report = await withReference(combine(...FAULTS.map(fault)), async (server) =>
        reportOf(await conformance(place, targetOf(server), SCENARIOS)),
      );
      await use(report);
    },
    { scope: 'worker', timeout: 180_000 },
  ],

  open: async ({ page }, use, testInfo) => {
    await page.addInitScript(() => {
      window.refused = [];
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        window.refused?.push(`${violatedDirective} ${blockedURI}`);
      });
    });
    await use(async (html, fragment = '') => {
      const file = testInfo.outputPath('index.html');
      writeFileSync(file, html);
      await page.goto(`${pathToFileURL(file).href}${fragment}`);
      return page;
    });
  },

  read: async ({ open }, use) => {
    await use(async (report, fragment) => open(renderHtml(report), fragment));
  },

  faultyPage: async ({ read, faulty }, use) => use(await read(faulty)),
});

/** Returns the directives that the page violated, each with the URL. */
export function refused(page: Page): Promise<string[]> {
  return page.evaluate(() => window.refused ?? ['the listener is missing']);
}

/** Opens everything that can be opened. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const details of document.querySelectorAll('details')) details.open = true;
  });
}

export { expect };
