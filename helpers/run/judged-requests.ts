import type { UserMemory } from '../checks/response';
import type { ScenarioEvidence } from '../checks/result';
import type { Client, HttpResult } from '../http/client';
import type { Exchange } from '../http/exchange';
import type { Redact } from '../http/redact';
import { TransientRetry } from '../http/retry';
import type { HttpRequest } from '../http/transport';
import { Evidence } from '../scenario/evidence';

/** The requests of the preflight or of a restore: each exchange is judged as those of scenarios. */
export class JudgedRequests {
  readonly evidence: Evidence;
  private readonly retry: TransientRetry;

  constructor(
    private readonly title: string,
    private readonly client: Client,
    /** The exchanges of the client. */
    private readonly sent: readonly Exchange[] = [],
    /** The users of earlier responses: the restore compares them with those of the preflight. */
    readonly memory: UserMemory = new Map(),
  ) {
    this.evidence = new Evidence(memory, client.redact);
    this.retry = new TransientRetry(client, this.evidence, { waits: false });
  }

  /** Redacts the secrets of the run. */
  get redact(): Redact {
    return this.client.redact;
  }

  /** Forgets failures and waits: the next requests do not depend on them. */
  renew(): void {
    this.client.limits.renew();
  }

  /** Sends a request, and once more after a 5xx or an interrupted response. Returns the last. */
  async sendWithRetry(request: HttpRequest): Promise<HttpResult> {
    const { last } = await this.retry.sendWithRetry((send) => send(request));
    return last;
  }

  /**
   * Sends a request once. An interrupted response is evidence only if the caller does not send the
   * request again, and the target still responds to others.
   */
  async sendOnce(request: HttpRequest, { isLast = false } = {}): Promise<HttpResult> {
    const answer = await this.client.send(request);
    const { failure } = answer;
    if (failure?.kind !== 'incomplete') return this.evidence.keep(answer);
    const isEvidence = isLast && (await this.client.probeOnce()).status !== undefined;
    return this.evidence.keep(answer, isEvidence ? undefined : failure.message);
  }

  /** Sends a request whose exchange is no evidence. */
  sendUnjudged(request: HttpRequest): Promise<HttpResult> {
    return this.client.send(request);
  }

  toEvidence(): ScenarioEvidence {
    const { exchanges, checks, observations, properties, valued } = this.evidence;
    return {
      title: this.title,
      customers: [],
      shared: [],
      exchanges,
      ...this.evidence.unjudged(this.sent),
      checks,
      observations,
      properties: [...properties],
      valued: [...valued],
      longestList: 0,
      requests: this.client.requests,
      waitedMs: this.client.limits.waitedMs,
    };
  }
}
