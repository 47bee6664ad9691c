import { describeInterference, discountInterference, isSusceptible } from '../checks/interference';
import {
  judgeCountedOnce,
  judgeListing,
  judgeStatus,
  toSync,
  violatedBySetup,
  type Sync,
} from '../checks/listing';
import { observeResponse } from '../checks/observations';
import {
  describeOutcome,
  isRejection,
  judgeEcho,
  judgeRejected,
  judgeRejectionDetails,
  judgeUnauthorized,
} from '../checks/rejection';
import type { UserMemory } from '../checks/response';
import {
  Interference,
  passed,
  untested,
  type Check,
  type Judgement,
  type ScenarioEvidence,
} from '../checks/result';
import { listedByRead } from '../checks/tolerance';
import type { RunSettings, Target } from '../config/config';
import type { RequirementId } from '../contract/requirements';
import type { Client, HttpResult } from '../http/client';
import type { Credential } from '../http/credentials';
import { readRequest, syncRequest, type Post, type RequestOverrides } from '../http/requests';
import { TransientRetry, type Send } from '../http/retry';
import { InterferenceDetector } from './detector';
import { Evidence } from './evidence';

function preconditionFailed({ requested }: Sync): Judgement {
  return untested(
    `what came before it, a sync to [${requested.slice(0, 8).join(', ')}], was not answered as asked`,
  );
}

/** What a scenario needs to know of the run it is part of. */
export interface ScenarioOptions {
  title: string;
  target: Target;
  client: Client;
  customers: readonly string[];
  memory: UserMemory;
  watch: InterferenceDetector;
}

/**
 * One scenario as it runs: sends, keeps the evidence, and judges every exchange by what holds for
 * all of them, so that the scenario itself says only what it is about.
 */
export class Scenario {
  private readonly evidence: Evidence;
  private readonly twice: TransientRetry;
  private readonly syncs: Sync[] = [];
  private readonly checkedExchanges = new Set<string>();
  private readonly last = new Map<string, Sync>();
  private readonly userIds: ReadonlySet<string>;
  private readonly shared: Interference[] = [];
  private inconclusive: string | undefined;
  private readonly requestsBefore: number;
  private readonly waitedBefore: number;

  constructor(private readonly options: ScenarioOptions) {
    this.evidence = new Evidence(options.memory, options.client.redact);
    this.twice = new TransientRetry(options.client, this.evidence);
    this.userIds = new Set(options.target.users);
    this.requestsBefore = options.client.requests;
    this.waitedBefore = options.client.waitedMs;
  }

  get customer(): string {
    const [customer] = this.options.customers;
    if (customer === undefined) throw new Error('no customer was lent to this scenario');
    return customer;
  }

  /** A sync as the contract has it, judged at the end by the clause it breaks, if by no check. */
  async sync(ids: readonly string[], customer = this.customer): Promise<Sync> {
    const request = syncRequest(this.options.target, customer, ids);
    const answer = await this.twice.sendWithRetry((send) => send(request));
    const sync = toSync(answer, customer, ids, this.last.get(customer));
    this.options.watch.recordSync(customer, ids);
    this.last.set(customer, sync);
    this.syncs.push(sync);
    if (sync.status === 401) {
      this.inconclusive =
        'API_TOKEN was refused with 401, where it had been accepted before: it may have expired.';
    }
    for (const [id, value] of observeResponse(sync, ids)) this.observe(id, value, [sync]);
    this.record('response.status', judgeStatus(sync), [sync]);
    return sync;
  }

  /**
   * A POST that differs from a sync. One with other credentials goes over a connection of its own,
   * so that what it is refused for is not what an earlier request brought.
   */
  async post(ids: readonly string[], difference: RequestOverrides = {}): Promise<Sync> {
    if ('authorization' in difference) {
      return this.options.client.onFreshConnection((send) => this.posted(ids, difference, send));
    }
    return this.posted(ids, difference, (request) => this.options.client.send(request));
  }

  /** A POST to a customer that has just been synced to no users. */
  async postFromEmpty(ids: readonly string[], difference: RequestOverrides = {}): Promise<Sync> {
    const emptied = await this.setupSync([]);
    const answer = await this.post(ids, difference);
    return { ...answer, before: emptied };
  }

  /** POSTs one after the other on one connection that nothing has used before. */
  async postSequentially<P extends readonly Post[]>(
    ...posts: P
  ): Promise<{ [K in keyof P]: Sync }> {
    return this.options.client.onFreshConnection(async (send) => {
      const answers: Sync[] = [];
      for (const post of posts) answers.push(await this.posted(...post, send));
      return answers as { [K in keyof P]: Sync };
    });
  }

  private async posted(
    ids: readonly string[],
    difference: RequestOverrides,
    send: Send,
  ): Promise<Sync> {
    const { customer } = this;
    const request = syncRequest(this.options.target, customer, ids, difference);
    const answer = await this.twice.sendWithRetry((again) => again(request), send);
    // What is attached now is anyone's guess, until a sync says so.
    this.last.delete(customer);
    for (const [id, value] of observeResponse(answer, ids)) this.observe(id, value, [answer]);
    this.options.watch.recordSync(customer, ids);
    // Other credentials are judged beside their control.
    if (!('authorization' in difference) && isRejection(answer)) {
      const what = `what was ${describeOutcome(answer)}`;
      for (const [id, judgement] of judgeEcho(answer, what, this.options.target.token)) {
        this.record(id, judgement, [answer]);
      }
    }
    return toSync(answer, customer, ids);
  }

  /** A sync that no clause of its own is about: whoever calls judges what it comes to. */
  async setupSync(ids: readonly string[]): Promise<Sync> {
    const sync = await this.sync(ids);
    this.checkedExchanges.add(sync.exchange.id);
    return sync;
  }

  /** Syncs that overlap, of one customer or of several. */
  async syncConcurrently(
    posts: readonly { ids: readonly string[]; customer: string }[],
  ): Promise<Sync[]> {
    const requests = posts.map(({ ids, customer }) =>
      syncRequest(this.options.target, customer, ids, { kind: 'overlapping' }),
    );
    const answers = await this.twice.sendConcurrentlyWithRetry(requests);
    for (const { customer } of posts) this.last.delete(customer);
    return posts.map(({ ids, customer }, index) => {
      const answer = answers[index];
      if (!answer) throw new Error('a request without an answer');
      this.options.watch.recordSync(customer, ids);
      return toSync(answer, customer, ids);
    });
  }

  /** Reads who is attached by READ_BACK_PATH. */
  async readBack(path: string): Promise<Sync> {
    const { customer } = this;
    const request = readRequest(this.options.target, customer, path);
    const answer = await this.twice.sendWithRetry((send) => send(request));
    return toSync(answer, customer, []);
  }

  /**
   * A check of a sync: its answer lists exactly its ids, or what the judge says. Untested where
   * the sync before it went wrong, as then it says nothing about this clause.
   */
  check(id: RequirementId, sync: Sync, judge: (sync: Sync) => Judgement = judgeListing): void {
    const { before } = sync;
    if (before && judgeListing(before).outcome !== 'passed') {
      this.record(id, preconditionFailed(before), [before, sync]);
      return;
    }
    const judgement = judge(sync);
    if (judgement.outcome !== 'untested') this.checkedExchanges.add(sync.exchange.id);
    this.record(id, judgement, before ? [before, sync] : [sync]);
  }

  /** Holds only beside a control that was accepted with a 200. */
  checkWithControl(
    id: RequirementId,
    control: HttpResult,
    answer: HttpResult,
    judgement: () => Judgement,
  ): boolean {
    if (control.status !== 200) {
      const message = `its control was not accepted: ${describeOutcome(control)}`;
      this.record(id, { outcome: 'untested', message }, [control, answer]);
      return false;
    }
    this.record(id, judgement(), [control, answer]);
    return true;
  }

  /**
   * Holds only where what was asked for before was answered so: what the answer lists is then
   * this request's doing.
   */
  checkAfter(
    id: RequirementId,
    given: Sync | readonly Sync[],
    answers: HttpResult | readonly HttpResult[],
    judgement: () => Judgement,
  ): void {
    const before = [given].flat();
    const wrong = before.find(
      (sync) => sync.status !== 200 || judgeListing(sync).outcome !== 'passed',
    );
    const shown = [...before, ...[answers].flat()];
    const result = wrong ? preconditionFailed(wrong) : judgement();
    if (result.outcome !== 'untested') {
      for (const answer of [answers].flat()) this.checkedExchanges.add(answer.exchange.id);
    }
    this.record(id, result, shown);
  }

  /** Refused for its credentials, and all that such a refusal is held to. */
  checkUnauthorized(
    id: RequirementId,
    control: HttpResult,
    answer: HttpResult,
    about: { what: string; sent?: Credential; allowed?: readonly number[] },
  ): void {
    const { what, sent, allowed } = about;
    const counts = this.checkWithControl(id, control, answer, () =>
      judgeUnauthorized(answer, what, allowed),
    );
    if (!counts) return;
    for (const [other, judgement] of judgeRejectionDetails(answer, what, sent, this.userIds)) {
      if (other === 'auth.status' && id === 'auth.forbidden') continue;
      this.record(other, judgement, [control, answer]);
    }
  }

  /** The token where RFC 6750 does not have it alone: refused, and no user listed. */
  checkElsewhere(control: HttpResult, answer: HttpResult, what: string): void {
    this.checkWithControl('auth.elsewhere', control, answer, () => judgeUnauthorized(answer, what));
  }

  /** A list with an id twice: taken as a set, or refused. */
  checkRepeated(control: Sync, repeated: Sync): void {
    this.checkAfter('set.repeated-ids', control, repeated, () =>
      isRejection(repeated) ? passed : judgeCountedOnce(repeated, control),
    );
    this.observe(
      'repeated-ids',
      isRejection(repeated) ? `refused with ${String(repeated.status)}` : 'counted once',
      [repeated],
    );
  }

  /** Refused for what it asks. */
  checkRejected(id: RequirementId, control: HttpResult, answer: HttpResult, what: string): void {
    this.checkWithControl(id, control, answer, () => judgeRejected(answer, what));
  }

  record(id: RequirementId, judgement: Judgement, answers: readonly HttpResult[]): void {
    this.evidence.record(id, judgement, answers);
  }

  /** What came, where it came whole: what did not says nothing of what the target does. */
  observe(id: string, value: string, answers: readonly HttpResult[]): void {
    if (answers.some(({ failure }) => failure)) return;
    this.evidence.observe(id, value, answers);
  }

  /** The failed checks of MUST requirements, and that nobody waived, as a person reads them. */
  failures(run: RunSettings): string[] {
    const { customers } = this.options;
    const { checks } = this.evidence;
    return this.evidence.failures(
      run,
      discountInterference({ checks, customers }, describeInterference(this.shared)),
    );
  }

  /** Syncs that no check was about, charged to the clause they break. */
  private setUps(): Check[] {
    return this.syncs
      .filter(({ exchange }) => !this.checkedExchanges.has(exchange.id))
      .flatMap((sync) => {
        const judgement = judgeListing(sync);
        if (judgement.outcome !== 'failed') return [];
        const shown = [sync.before, sync].flatMap((each) => (each ? [each.exchange.id] : []));
        return violatedBySetup(sync).map((clause) => ({
          ...this.evidence.toCheck(clause, judgement, shown),
          setUp: true,
        }));
      });
  }

  /**
   * Where what is wrong may be the doing of somebody else, and the target tells who is attached:
   * watches whether that changes by itself.
   */
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

  /** Everything seen. */
  toEvidence(): ScenarioEvidence {
    const inconclusive = this.options.client.abortReason ?? this.inconclusive;
    return {
      title: this.options.title,
      customers: this.options.customers,
      shared: this.shared,
      exchanges: this.evidence.exchanges,
      checks: [...this.evidence.checks, ...this.setUps()],
      observations: this.evidence.observations,
      properties: [...this.evidence.properties],
      requests: this.options.client.requests - this.requestsBefore,
      waitedMs: this.options.client.waitedMs - this.waitedBefore,
      ...(inconclusive !== undefined && { inconclusive }),
    };
  }
}
