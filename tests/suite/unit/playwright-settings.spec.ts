import { expect, test } from '@playwright/test';
import { isInteractive } from '../../../helpers/run/playwright-settings';

for (const [interactive, ...commands] of [
  [true, 'test --ui', 'test --ui-port=0', 'test -c . --ui-host 127.0.0.1', 'test-server'],
  [false, 'test', 'test --grep=ui', 'test --ui-something', 'test test-server'],
] as const) {
  test(`A command is ${interactive ? '' : 'not '}interactive: ${commands.join(', ')}`, () => {
    for (const command of commands) {
      expect(isInteractive(['node', 'cli.js', ...command.split(' ')]), command).toBe(interactive);
    }
  });
}
