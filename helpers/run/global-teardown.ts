import { closeRun, runState } from './state';

/** Playwright's global teardown. Restores the customers, also after a signal or a crash. */
export default async function teardown(): Promise<void> {
  await closeRun(runState());
}
