import { detachesNobodyOf, isAccepted, judgeListing } from '../checks/listing';
import type { Sync, SyncCode } from '../checks/listing';
import {
  describeOutcome,
  isRejection,
  judgeRejected,
  judgeRejectionDetails,
  judgeUnauthorized,
  type AcceptedCode,
} from '../checks/rejection';
import { untested, type Judgement } from '../checks/result';
import { unsentToken } from '../checks/shown-token';
import { requireSeen } from '../checks/unseen';
import { COMMAND } from '../config/command';
import type { CodeOf, IdsWith, RequirementId } from '../contract/requirements';
import type { HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { readBackOption } from '../http/requests';
import { rejectedInSequence } from './request-cases';
import { ScenarioRequests } from './scenario-requests';
import { scriptedPrefix, sequenceLength, usersFor } from './sequence-steps';
import { judgeSequence } from './sequences';

function preconditionFailed({ requested }: Sync) {
  return untested(
    `its precondition failed: a sync to [${requested.slice(0, 8).join(', ')}] did not list these users`,
  );
}

type OneOrMore<T> = T | readonly T[];

/** The checks of a scenario. */
export class ScenarioChecks extends ScenarioRequests {
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
  ): Promise<Sync | undefined> {
    if (readBackOption(this.options.target) === undefined) return undefined;
    const read = await this.readBack(customer);
    this.checkAfter('readback.persisted', before, [...answers, read], () => judge(read));
    return read;
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
    // Malformed credentials may be a malformed request (RFC 6750 section 3.1).
    const allowed = sent.allowed && [...sent.allowed, ...(authorization?.malformed ? [400] : [])];
    this.checkWithControl(id, control, shown, () =>
      allowed ? judgeUnauthorized(answer, what, allowed) : judgeRejected(answer, what),
    );
    if (!isAccepted(control)) return;
    const details = judgeRejectionDetails(
      answer,
      what,
      authorization ?? undefined,
      this.known,
      unsentToken(answer, this.options.target, authorization),
    );
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
}
