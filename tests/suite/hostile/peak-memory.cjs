// Preloaded into every process of a run: leaves the most memory that it ever took, in KiB.
const process = require('node:process');

process.on('exit', () => {
  const file = `${process.env.PEAK_MEMORY_DIR}/${String(process.pid)}`;
  require('node:fs').writeFileSync(file, String(process.resourceUsage().maxRSS));
});
