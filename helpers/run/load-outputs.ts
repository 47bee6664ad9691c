/** Loads the renderers of the output files, which only the end of a run needs, with their libraries. */
export async function loadOutputs() {
  // Playwright does not compile what `import()` loads.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- not before the workers start
  const outputs = require('../report/render/outputs') as typeof import('../report/render/outputs');
  await outputs.loadPlots();
  return outputs;
}
