import { rejectionCode } from '../checks/concurrency';
import { describeInterference, discountInterference, isSusceptible } from '../checks/interference';
import {
  detachesNobodyOf,
  isAccepted,
  judgeListing,
  toSync,
  violatedBySetup,
} from '../checks/listing';
import type { Sync, SyncCode } from '../checks/listing';
import {
  describeOutcome,
  isRejection,
  judgeRejected,
  judgeRejectionDetails,
  judgeUnauthorized,
  type AcceptedCode,
} from '../checks/rejection';
import { failed, untested, type Check, type Interference, type Judgement } from '../checks/result';
import type { ScenarioEvidence } from '../checks/result';
import { discountTokenRefusals, findTokenRefusals } from '../checks/token-refusals';
import { listedByRead } from '../checks/tolerance';
import { requireSeen } from '../checks/unseen';
import { COMMAND } from '../config/command';
import type { RunSettings } from '../config/config';
import type { CodeOf, IdsWith, RequirementId } from '../contract/requirements';
import type { HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { readBackOption, readRequest } from '../http/requests';
import { rejectedInSequence } from './request-cases';
import { ScenarioRequests } from './scenario-requests';
import type { OverlapRejection, ScenarioOptions } from './single-requests';
import { scriptedPrefix, sequenceLength, usersFor } from './sequence-steps';
import { judgeSequence } from './sequences';

function preconditionFailed({ requested }: Sync) {
  return untested(
    `its precondition failed: a sync to [${requested.slice(0, 8).join(', ')}] did not list these users`,
  );
}

type OneOrMore<T> = T | readonly T[];

/** One scenario: its requests, its checks, and the evidence of both. */
export class Scenario extends ScenarioRequests {
  private readonly shared: Interference[] = [];
  private readonly requestsBefore: number;
  private readonly waitedBefore: number;

  constructor(options: ScenarioOptions) {
    super(options);
    this.requestsBefore = options.client.requests;
    this.waitedBefore = options.client.limits.waitedMs;
  }

  /**
   * Checks a sync: its response lists exactly its users, or passes the given judge. Untested if
   * the sync before it failed, because then a wrong list is no evidence of this requirement. An empty
   * list that leaves everyone attached is.
   */
  check(id: IdsWith<SyncCode>, sync: Sync): void;
  check<Id extends RequirementId>(
    id: Id,
    sync: Sync,
    judge: (sync: Sync) => Judgement<CodeOf<Id>>,
  ): void;
  check(id: RequirementId, sync: Sync, judge: (sync: Sync) => Judgement = judgeListing): void {
    const { before } = sync;
    const failed =
      before && judgeListing(before).outcome !== 'passed' && !detachesNobodyOf(sync, before);
    this.recordChecked(id, failed ? preconditionFailed(before) : judge(sync), [sync], before);
  }

  /** Checks responses beside a control. Untested unless the control was accepted with 200. */
  checkWithControl<Id extends RequirementId>(
    id: Id,
    control: HttpResult,
    answers: OneOrMore<HttpResult>,
    judge: () => Judgement<CodeOf<Id>>,
  ): void {
    const judgement = isAccepted(control)
      ? judge()
      : untested(`its control was not accepted: ${describeOutcome(control)}`);
    this.recordSeen(id, judgement, [control, ...[answers].flat()]);
  }

  /**
   * Checks responses whose lists depend on the syncs before them. Untested unless each of those
   * listed exactly its users.
   */
  checkAfter<Id extends RequirementId>(
    id: Id,
    before: OneOrMore<Sync>,
    answers: OneOrMore<HttpResult>,
    judge: () => Judgement<CodeOf<Id>>,
  ): void {
    const preconditions = [before].flat();
    const failed = preconditions.find(
      (sync) => !isAccepted(sync) || judgeListing(sync).outcome !== 'passed',
    );
    const judgement = failed ? preconditionFailed(failed) : judge();
    this.recordChecked(id, judgement, [answers].flat(), ...preconditions);
  }

  /** Reads as `readBack` does, and checks the read as `checkAfter` does; nothing without an option. */
  async checkReadBack(
    before: OneOrMore<Sync>,
    answers: readonly Sync[],
    judge: (read: Sync) => Judgement<CodeOf<'readback.persisted'>>,
    customer?: string,
  ): Promise<void> {
    if (readBackOption(this.options.target) === undefined) return;
    const read = await this.readBack(customer);
    this.checkAfter('readback.persisted', before, [...answers, read], () => judge(read));
  }

  /** Checks with a control that a request is rejected with any 4xx. */
  checkRejected(
    id: IdsWith<AcceptedCode>,
    control: HttpResult,
    answer: HttpResult,
    what: string,
  ): void {
    this.checkWithControl(id, control, answer, () => judgeRejected(answer, what));
  }

  /** Checks with a control that credentials are rejected, and how: status, challenge, body. */
  checkUnauthorized(
    id: IdsWith<AcceptedCode>,
    control: HttpResult,
    answer: HttpResult,
    sent: {
      authorization: Credential | null;
      what?: string;
      allowed?: number[] | undefined;
      /** The responses between that of the control and this one, on the same connection. */
      between?: readonly HttpResult[];
    },
  ): void {
    const { authorization, what = authorization?.what ?? 'no Authorization header' } = sent;
    const shown = [...(sent.between ?? []), answer];
    this.checkWithControl(id, control, shown, () =>
      sent.allowed ? judgeUnauthorized(answer, what, sent.allowed) : judgeRejected(answer, what),
    );
    if (!isAccepted(control)) return;
    const details = judgeRejectionDetails(answer, what, authorization ?? undefined, this.known);
    for (const [other, judgement] of details) {
      if (other === 'auth.status' && id === 'auth.forbidden') continue;
      this.recordSeen(other, judgement, [control, ...shown]);
    }
  }

  /** Checks a random sequence of syncs against the set model, and shrinks one that fails. */
  async checkSequence(sequence: number, seed: number): Promise<void> {
    const { target } = this.options;
    const users = usersFor(target.users, sequence);
    const { syncs, judgement } = await judgeSequence({
      users,
      seed: seed + sequence,
      again: `SEED=${String(seed)} ${COMMAND} --grep "random syncs, number ${String(sequence + 1)}\\b"`,
      scriptedPrefix: scriptedPrefix(sequence, users.length),
      length: sequenceLength(sequence),
      shrinking: this.options.shrinking,
      sync: (ids) => this.sendSync(ids),
      refused: (ids, how) => this.post(rejectedInSequence[how](ids, target)),
    });
    this.recordSeen('sequence.model', judgement, syncs);
  }

  /** Observes how the target responds: its status, or `accepted` in words in place of a 200. */
  observe(id: string, answer: HttpResult, accepted?: string): void {
    const reaction = accepted !== undefined && isRejection(answer) ? 'refused with' : 'answered';
    const otherwise = `${reaction} ${String(answer.status)}`;
    this.note(id, isAccepted(answer) ? (accepted ?? otherwise) : otherwise, answer);
  }

  private recordChecked(
    id: RequirementId,
    judgement: Judgement,
    answers: readonly HttpResult[],
    ...before: (Sync | undefined)[]
  ): void {
    for (const { exchange } of answers) {
      const checked = this.syncs.get(exchange.id);
      if (!checked || checked.role === 'set-up') continue;
      if (judgement.outcome !== 'untested') checked.role = 'evaluated';
      else if (checked.role === 'unchecked') checked.role = 'untested';
    }
    this.recordSeen(id, judgement, [...before.flatMap((sync) => sync ?? []), ...answers]);
  }

  private recordSeen(id: RequirementId, judgement: Judgement, answers: readonly HttpResult[]) {
    this.evidence.recordNamed(id, requireSeen(judgement, answers), answers);
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
