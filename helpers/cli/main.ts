#!/usr/bin/env node
import { parseCommandLine } from './program';

void parseCommandLine().then(async (run) => {
  if (run) (await import('./playwright.js')).execPlaywright(run);
});
