// Preloaded into every process of a run: leaves the most memory that it ever took, in KiB, without
// the pages of files, which all processes share.
const { readFileSync, writeFileSync } = require('node:fs');
const process = require('node:process');

/** Returns the resident pages of files, in KiB; 0 where the system does not tell. */
function filePages() {
  try {
    const [, kib] = /^RssFile:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    return Number(kib ?? 0);
  } catch {
    return 0;
  }
}

process.on('exit', () => {
  const file = `${process.env.PEAK_MEMORY_DIR}/${String(process.pid)}`;
  writeFileSync(file, String(process.resourceUsage().maxRSS - filePages()));
});
