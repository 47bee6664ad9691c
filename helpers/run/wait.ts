import type { Client, HttpResult } from '../http/client';
import { escapeControls } from '../report/render/escape';
import { PreflightError } from './preflight';

/** Statuses of a gateway in front of a server that is not up. */
const NOT_UP = [502, 503, 504];

/** Limit on one probe, and the time between two of them, in ms. */
const MAX_PROBE_MS = 5_000;
const DELAY_MS = 500;

/** Returns why a target is still coming up; undefined once it responds, well or badly. */
function describeProblem(probe: HttpResult | undefined): string | undefined {
  if (!probe) return `no response within ${String(MAX_PROBE_MS)} ms`;
  const { status, failure } = probe;
  if (status !== undefined) {
    return NOT_UP.includes(status) ? `it responds with ${String(status)}` : undefined;
  }
  const isClosed = ['unreachable', 'timeout', 'incomplete', 'reset-while-sending'];
  return isClosed.includes(failure?.kind ?? '') ? failure?.message : undefined;
}

const inSeconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/**
 * Waits until the target responds. Nothing but a GET on BASE_URL without a token is sent meanwhile.
 *
 * @returns a sentence about the time that it took; undefined if the target responded at once
 * @throws PreflightError if it does not respond in time, or the run is stopped
 */
export async function waitForTarget(
  client: Client,
  { baseUrl, waitMs }: { baseUrl: string; waitMs: number },
): Promise<string | undefined> {
  const startedAt = performance.now();
  for (let probes = 0; ; probes++) {
    const probe = await Promise.race([client.probeOnce(), client.limits.pause(MAX_PROBE_MS)]);
    if (client.limits.abortReason !== undefined)
      throw new PreflightError(client.limits.abortReason);
    const problem = describeProblem(probe ?? undefined);
    const waitedMs = performance.now() - startedAt;
    if (problem === undefined) {
      return probes === 0 ? undefined : `${baseUrl} responded after ${inSeconds(waitedMs)}.`;
    }
    const reason = escapeControls(client.redact(problem));
    if (waitedMs + DELAY_MS > waitMs) {
      throw new PreflightError(
        `${baseUrl} did not come up within WAIT_MS=${String(waitMs)} ms: ${reason}. Check the deployment and BASE_URL, or raise WAIT_MS.`,
      );
    }
    if (probes === 0) {
      process.stderr.write(
        `Waiting up to ${inSeconds(waitMs)} for ${baseUrl} to come up (${reason}).\n`,
      );
    }
    await client.limits.pause(DELAY_MS);
  }
}
