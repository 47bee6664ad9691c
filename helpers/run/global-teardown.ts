import { runState } from './state';

/** Playwright's global teardown. Restores the customers, also after Ctrl-C or a crash. */
export default async function teardown(): Promise<void> {
  await runState().close();
}
