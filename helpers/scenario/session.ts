import type { UserMemory } from '../checks/response';
import type { ScenarioEvidence } from '../checks/result';
import type { RunSettings, Target } from '../config/config';
import { Client, MAX_AT_ONCE, type HttpResult } from '../http/client';
import type { Exchange } from '../http/exchange';
import { alteredTokens } from '../http/altered-tokens';
import { redactor, useRedactor, type Redact } from '../http/redact';
import { GET, postRequest } from '../http/requests';
import { secretsOf } from '../http/secrets';
import { InterferenceDetector } from './detector';
import { describeExchange } from './describe-exchange';
import type { Lease } from './lease-client';
import { newAtOnceBudget, type AtOnceBudget } from './at-once';
import { newShrinkBudget, type ShrinkBudget } from './sequences';

/** A target in one worker, with the worker's client and its memory of users. */
export interface Session {
  target: Target;
  run: RunSettings;
  client: Client;
  /** The exchanges of the client, judged or not. */
  sent: Exchange[];
  memory: UserMemory;
  watch: InterferenceDetector;
  shrinking: ShrinkBudget;
  atOnce: AtOnceBudget;
  lease: (count: number) => Promise<Lease>;
  /** Receives the evidence of each scenario instead of the reporter. */
  collect?: (evidence: ScenarioEvidence) => void;
}

/** Redactors by their secrets. Making one takes milliseconds: it lists every form of each secret. */
const redactors = new Map<string, Redact>();

/**
 * Returns a redactor of the secrets of a target, and of the altered tokens that scenarios send.
 *
 * @param min length of the shortest secret, in characters
 */
export function redactorOf(target: Target, min = 0): Redact {
  const altered = alteredTokens(target.token).map(({ what, value }) => [
    `API_TOKEN altered: ${what}`,
    value.slice('Bearer '.length),
  ]);
  const longEnough = (entries: [string, string | undefined][]) =>
    Object.fromEntries(entries.filter(([, secret = '']) => secret.length >= min));
  const secrets = longEnough(Object.entries(secretsOf(target)));
  const others = longEnough(altered as [string, string][]);
  const key = JSON.stringify([secrets, others]);
  const redact = redactors.get(key) ?? redactor(secrets, others);
  redactors.set(key, redact);
  return redact;
}

/** Prints an exchange. In a worker, the reporter gets the line. */
function printResult(result: HttpResult): void {
  const { durationMs } = result.exchange;
  process.stdout.write(`${describeExchange(result)} in ${durationMs.toFixed(1)} ms\n`);
}

/** Opens the session of one worker. `share` workers in all shards share MAX_RPS, and requests at once. */
export function openSession(
  target: Target,
  run: RunSettings,
  lease: Session['lease'],
  worker: { name: string; share: number },
): Session {
  const redact = redactorOf(target);
  useRedactor(redact);
  const sent: Exchange[] = [];
  const onResult = (result: HttpResult) => {
    sent.push(result.exchange);
    if (run.verbose) printResult(result);
  };
  const client = new Client({
    baseUrl: target.baseUrl,
    access: target,
    timeoutMs: run.requestTimeoutMs,
    spacingMs: run.maxRps === undefined ? 0 : (1000 * worker.share) / run.maxRps,
    maxAtOnce: Math.floor(MAX_AT_ONCE / worker.share),
    authorizedProbe: postRequest(target, target.customers[0] ?? '', GET),
    idPrefix: `${worker.name}.`,
    redact,
    onResult,
  });
  const watch = new InterferenceDetector();
  const shrinking = newShrinkBudget();
  const atOnce = newAtOnceBudget();
  return { target, run, client, sent, memory: new Map(), watch, shrinking, atOnce, lease };
}
