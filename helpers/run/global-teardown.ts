import { runState } from './state';

/** Playwright's global teardown: restores the lent customers, also after Ctrl-C or a crash. */
export default async function teardown(): Promise<void> {
  await runState().close();
}
