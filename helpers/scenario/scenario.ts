import { rejectionCode } from '../checks/concurrency';
import { describeInterference, discountInterference, isSusceptible } from '../checks/interference';
import { isAccepted, judgeListing, toSync, violatedBySetup } from '../checks/listing';
import { failed, type Check, type Interference } from '../checks/result';
import type { ScenarioEvidence } from '../checks/result';
import { discountTokenRefusals, findTokenRefusals } from '../checks/token-refusals';
import { listedByRead } from '../checks/tolerance';
import type { RunSettings } from '../config/config';
import { readRequest } from '../http/requests';
import { ScenarioChecks } from './scenario-checks';
import type { OverlapRejection, ScenarioOptions } from './single-requests';

/** One scenario: what it tested, and the evidence of its requests and checks. */
export class Scenario extends ScenarioChecks {
  private readonly shared: Interference[] = [];
  private readonly requestsBefore: number;
  private readonly waitedBefore: number;

  constructor(options: ScenarioOptions) {
    super(options);
    this.requestsBefore = options.client.requests;
    this.waitedBefore = options.client.limits.waitedMs;
  }

  /** Returns the failed checks of MUST requirements that are not waived, as messages. */
  failures(run: RunSettings): string[] {
    const { customers } = this.options;
    const { exchanges } = this.evidence;
    const checks =
      this.refusedAt === undefined
        ? this.evidence.checks
        : discountTokenRefusals(this.evidence.checks, exchanges);
    return this.evidence.failures(
      run,
      discountInterference({ checks, customers }, describeInterference(this.shared)),
    );
  }

  /** Throws if a sync has no check: a sync that is only a set-up is a `given`. */
  assertChecked(): void {
    for (const { sync, role } of this.syncs.values()) {
      if (role !== 'unchecked') continue;
      throw new Error(`no check names sync(${sync.requested.join(', ')}): use given, or check it`);
    }
  }

  /** Returns failed set-ups, and failed syncs with untested checks, for the clauses they break. */
  private setUps(): Check[] {
    const failures = [...this.syncs.values()].flatMap(({ sync, role }) => {
      // After requests that overlapped, nobody knows which of them a wrong list comes from.
      const charged = role === 'set-up' || (role === 'untested' && sync.before);
      const judgement = judgeListing(sync);
      if (!charged || judgement.outcome !== 'failed' || sync.notRepeated !== undefined) return [];
      const shown = [sync.before, sync].flatMap((each) => each ?? []);
      return violatedBySetup(sync).map((clause) => ({
        ...this.evidence.toCheck(clause, judgement, shown),
        setUp: true,
      }));
    });
    return [
      ...failures,
      ...this.overlapRejections.map((rejection) => this.toOverlapFailure(rejection)),
    ];
  }

  /** Returns a check of a valid request that was accepted only alone. */
  private toOverlapFailure({ requirement, first, last }: OverlapRejection): Check {
    const code =
      requirement === 'concurrency.independent' ? 'rejected' : rejectionCode(first.status);
    const message = `a valid request: expected 200, got ${String(first.status)}, ${first.notRepeated ?? ''}`;
    const check = this.evidence.toCheck(requirement, failed(code, message), [first, last]);
    return { ...check, setUp: true };
  }

  /** Looks for interference if a check failed that it can explain, and the target lists its users. */
  async detectInterference(): Promise<void> {
    if (![...this.evidence.checks, ...this.setUps()].some(isSusceptible)) return;
    const { target, client, customers, watch } = this.options;
    for (const customer of customers) {
      const shared = await watch.detect(customer, async () =>
        listedByRead(toSync(await client.send(readRequest(target, customer)), customer, [])),
      );
      if (shared) this.shared.push(shared);
    }
  }

  /** Asks again whether the target accepts the token if a check failed because it refused it. */
  async detectTokenRefusal(): Promise<void> {
    const { exchanges } = this.evidence;
    const checks = [...this.evidence.checks, ...this.setUps()];
    const id = findTokenRefusals({ checks, exchanges }).find((each) => !this.defects.has(each));
    const exchange = exchanges.find((each) => each.id === id);
    if (exchange) await this.confirmToken(exchange, this.customer);
  }

  /** Returns why the scenario tested nothing; `undefined` if one of its checks was evaluated. */
  untestedReason(): string | undefined {
    const { named } = this.evidence;
    if (named.some(({ outcome }) => outcome !== 'untested')) return undefined;
    return named[0]?.message ?? this.options.client.limits.abortReason;
  }

  /** Returns the length of the longest list whose response listed exactly its users. */
  private longestList(): number {
    return [...this.syncs.values()].reduce((longest, { sync }) => {
      const confirmed = sync.requested.length > longest && isAccepted(sync);
      return confirmed && judgeListing(sync).outcome === 'passed' ? sync.requested.length : longest;
    }, 0);
  }

  toEvidence(): ScenarioEvidence {
    const { title, customers, client, sent = [] } = this.options;
    const { exchanges, checks, observations, properties, valued } = this.evidence;
    const inconclusive = client.limits.abortReason ?? client.limits.lockOutReason;
    const refusedAt = this.refusedAt ?? client.limits.lockedOutAt;
    return {
      title,
      customers,
      shared: this.shared,
      exchanges,
      ...this.evidence.unjudged(sent.splice(0)),
      checks: [...checks, ...this.setUps()],
      observations,
      properties: [...properties],
      valued: [...valued],
      longestList: this.longestList(),
      requests: client.requests - this.requestsBefore,
      waitedMs: client.limits.waitedMs - this.waitedBefore,
      ...(inconclusive !== undefined && { inconclusive }),
      ...(refusedAt !== undefined && { refusedAt }),
    };
  }
}
