import { defineConfig } from '@playwright/test';

/** An empty Playwright run: what any run costs before it does anything. */
export default defineConfig({ testDir: '.', reporter: 'line' });
