/** Loads the renderers of the output files, which only the end of a run needs, with their libraries. */
export function loadOutputs() {
  // oxlint-disable-next-line typescript/no-require-imports -- not before the workers start
  return require('../report/render/outputs') as typeof import('../report/render/outputs');
}

/** Loads them ahead. An error will recur when they are used. */
export function preloadOutputs(): void {
  try {
    loadOutputs();
  } catch {
    // The report of the run names it.
  }
}
