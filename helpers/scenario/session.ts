import type { UserMemory } from '../checks/response';
import type { ScenarioEvidence } from '../checks/result';
import type { RunSettings, Target } from '../config/config';
import { Client } from '../http/client';
import { alteredTokens } from '../http/credentials';
import { redactor } from '../http/redact';
import { InterferenceDetector } from './detector';
import type { Lease } from './lease-client';

/** A target as a worker uses it: its own client, and what it remembers of the users. */
export interface Session {
  target: Target;
  run: RunSettings;
  client: Client;
  memory: UserMemory;
  watch: InterferenceDetector;
  lease: (count: number) => Promise<Lease>;
  /** Takes the evidence of each scenario in the place of the reporter. */
  collect?: (evidence: ScenarioEvidence) => void;
}

/** The secrets of a target, by the variables that they come in. */
export function secretsOf(target: Target): Record<string, string | undefined> {
  return {
    API_TOKEN: target.token,
    FORBIDDEN_TOKEN: target.forbiddenToken,
    EXPIRED_TOKEN: target.expiredToken,
  };
}

/** The client of one worker: with `share` of them at work, in all shards, each has its part of MAX_RPS. */
export function openSession(
  target: Target,
  run: RunSettings,
  lease: Session['lease'],
  worker: { name: string; share: number },
): Session {
  const client = new Client({
    baseUrl: target.baseUrl,
    timeoutMs: run.requestTimeoutMs,
    spacingMs: run.maxRps === undefined ? 0 : (1000 * worker.share) / run.maxRps,
    idPrefix: `${worker.name}.`,
    redact: redactor({
      ...secretsOf(target),
      ...Object.fromEntries(
        alteredTokens(target.token).map(({ what, value }) => [
          `API_TOKEN altered: ${what}`,
          value.slice('Bearer '.length),
        ]),
      ),
    }),
  });
  return { target, run, client, memory: new Map(), watch: new InterferenceDetector(), lease };
}
