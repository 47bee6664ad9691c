import type { TransportFailure } from './exchange';
import type { HttpRequest } from './http-request';

/** Request that shows whether the target responds at all. */
export const PROBE: HttpRequest = { method: 'GET', target: '/', headers: [] };

/** Waits before each attempt while the target is unreachable, in ms: it may be restarting. */
export const PROBE_DELAYS_MS = [0, 100, 200, 400, 800, 1_600, 2_000];

/** Returns why a run ends whose target does not respond to a probe. */
export function describeOutage(failure: TransportFailure | undefined): string {
  const problem =
    failure?.kind === 'unreachable'
      ? 'stopped responding'
      : 'accepts connections but closes them without a response';
  return `The target ${problem} (${failure?.message ?? ''}). The remaining requirements are untested.`;
}
