import { isAccepted, judgeStatus, toSync, type Sync } from '../checks/listing';
import { observeResponse } from '../checks/observations';
import type { KnownUsers } from '../checks/records-in-json';
import {
  describeOutcome,
  isRejection,
  judgeEcho,
  judgeNoData,
  judgeNotAttached,
} from '../checks/rejection';
import type { UserMemory } from '../checks/response';
import { unsentToken } from '../checks/shown-token';
import { isTokenRefusal } from '../checks/token-refusals';
import type { Target } from '../config/config';
import { requestGroups, type RequestGroup } from '../contract/requirements';
import type { Client, HttpResult } from '../http/client';
import { excerpt } from '../http/excerpt';
import type { Exchange } from '../http/exchange';
import {
  idsMeantBy,
  needsOwnConnection,
  postRequest,
  readRequest,
  syncRequest,
  type Post,
} from '../http/requests';
import { TransientRetry, type Attempts, type Send } from '../http/retry';
import type { InterferenceDetector } from './detector';
import type { AtOnceBudget } from './at-once';
import { Evidence } from './evidence';
import type { Lease } from './lease-client';
import type { ShrinkBudget } from './sequences';
import type { ScenarioSteps } from './steps';
import { isTokenAccepted } from './token-probe';

/** The target, the worker's client, and the customers reserved for one scenario. */
export interface ScenarioOptions {
  title: string;
  target: Target;
  client: Client;
  /** The exchanges of the client since they were last taken. */
  sent?: Exchange[];
  customers: readonly string[];
  memory: UserMemory;
  watch: InterferenceDetector;
  shrinking: ShrinkBudget;
  atOnce: AtOnceBudget;
  /** Sends requests while no other scenario has one in progress; undefined if there is no other. */
  alone?: Lease['alone'] | undefined;
  /** Shows the requests and checks as steps of Playwright. */
  steps?: ScenarioSteps | undefined;
}

/**
 * How a sync of a scenario is judged. A failed `set-up` is charged to the requirement that it
 * breaks. Any other has checks of its own: `untested` means that none of them applied so far.
 */
type Role = 'set-up' | 'unchecked' | 'untested' | 'evaluated';

/** The groups of requests that the contract allows. */
const VALID_GROUPS: readonly (RequestGroup | undefined)[] = ['sync', 'variation', 'client'];

/** Returns whether the contract allows a request, so that a server has to accept it. */
function isValidRequest(post: Post): boolean {
  if ('authorization' in post || post.customer !== undefined) return false;
  const isAllowed = post.kind === undefined || VALID_GROUPS.includes(requestGroups.get(post.kind));
  return isAllowed && idsMeantBy(post) !== undefined;
}

/** A valid request that was rejected while others were in progress, and accepted alone. */
export interface OverlapRejection extends Attempts {
  /** The requirement that it breaks: the others were of the same customer, or of another. */
  requirement: 'concurrency.accepted' | 'concurrency.independent';
}

/**
 * The requests of one scenario, one at a time. Each exchange is kept, and judged by what holds for
 * all exchanges.
 */
export class SingleRequests {
  protected readonly evidence: Evidence;
  protected readonly syncs = new Map<string, { sync: Sync; role: Role }>();
  /** When the target refused the token, in Unix time in ms. */
  protected refusedAt: number | undefined;
  /** Refusals of the token by a target that accepts it otherwise: those are defects. */
  protected readonly defects = new Set<string>();
  /** The customers whose last syncs overlapped. */
  protected readonly overlapped = new Set<string>();
  /** Valid requests that were rejected while others were in progress, and accepted alone. */
  protected readonly overlapRejections: OverlapRejection[] = [];
  protected readonly retry: TransientRetry;
  /** The last sync of each customer, as long as it determines who is attached. */
  protected readonly last = new Map<string, Sync>();
  /** The users that the last accepted request of each customer listed. */
  private readonly attached = new Map<string, readonly string[] | undefined>();
  protected readonly known: KnownUsers;

  constructor(protected readonly options: ScenarioOptions) {
    this.evidence = new Evidence(options.memory, options.client.redact, options.steps);
    this.retry = new TransientRetry(options.client, this.evidence, { alone: options.alone });
    this.known = { ids: new Set(options.target.users), memory: options.memory };
  }

  get customer(): string {
    const [customer] = this.options.customers;
    if (customer === undefined) throw new Error('no customer was reserved for this scenario');
    return customer;
  }

  /** Sends a sync as set-up. If it fails, the requirement that it breaks fails. */
  given(userIds: readonly string[], customer?: string): Promise<Sync> {
    return this.sendSync(userIds, 'set-up', customer);
  }

  /** Sends a sync that a check has to name; its failure is that check's. */
  sync(userIds: readonly string[], customer?: string): Promise<Sync> {
    return this.sendSync(userIds, 'unchecked', customer);
  }

  /** @param role undefined: the failure of the sync is judged by the caller alone */
  protected async sendSync(
    userIds: readonly string[],
    role?: Role,
    customer = this.customer,
  ): Promise<Sync> {
    const request = syncRequest(this.options.target, customer, userIds);
    const exchange = (send: Send) => send(request);
    // Sent alone, a sync after overlapping ones can only be rejected because of those.
    const attempts = this.overlapped.delete(customer)
      ? await this.retry.alone(() =>
          this.retry.sendWithRetry(exchange, undefined, { isAlone: true }),
        )
      : await this.retry.sendWithRetry(exchange, undefined, { isValid: true });
    this.recordRejectedFirst(attempts);
    return this.judgeSync(userIds, attempts.first, role, { customer, last: attempts.last });
  }

  /** Records a valid request that was rejected, and accepted when it was sent again alone. */
  private recordRejectedFirst({ first, last }: Attempts): void {
    if (first === last || !isRejection(first) || first.notRepeated === undefined) return;
    this.recordOverlapRejection({ requirement: 'concurrency.independent', first, last });
  }

  protected recordOverlapRejection(rejection: OverlapRejection): void {
    this.overlapRejections.push(rejection);
    // The token is accepted alone.
    this.defects.add(rejection.first.exchange.id);
  }

  /**
   * Judges the response to a sync by what holds for all syncs.
   *
   * @param last the response that determines the state of the target, after a retry
   */
  protected async judgeSync(
    userIds: readonly string[],
    first: HttpResult,
    role?: Role,
    { customer = this.customer, last = first } = {},
  ): Promise<Sync> {
    const before = this.last.get(customer);
    const settled = toSync(last, customer, userIds, before);
    // A set-up may go on with a retry. The response to any other sync is the first.
    const sync =
      role === 'set-up' || first === last ? settled : toSync(first, customer, userIds, before);
    this.options.watch.recordSync(customer, userIds);
    this.last.set(customer, settled);
    if (role) this.syncs.set(sync.exchange.id, { sync, role });
    await this.confirmToken(sync.exchange, customer);
    this.judgeRefusal(sync, true);
    if (first === last) this.observeAll(sync, userIds);
    // Any other accepted response has been judged when it was kept.
    if (sync.status === 200 || !isAccepted(sync)) {
      this.evidence.record('response.status', judgeStatus(sync), [sync]);
    }
    return sync;
  }

  /**
   * Sends a request that differs from a sync. A request with other credentials has a connection of
   * its own, so that no earlier request of the connection can authenticate it. So has one whose body
   * a server may leave on the connection.
   */
  async post(post: Post, customer?: string): Promise<Sync> {
    const { client } = this.options;
    return needsOwnConnection(post)
      ? client.onFreshConnection((send) => this.sendPost(post, send, customer))
      : this.sendPost(post, (request) => client.send(request), customer);
  }

  protected async sendPost(post: Post, send: Send, customer = this.customer): Promise<Sync> {
    const request = postRequest(this.options.target, customer, post);
    const attempts = await this.retry.sendWithRetry((again) => again(request), send, {
      isValid: isValidRequest(post),
    });
    this.recordRejectedFirst(attempts);
    return this.judgePost(post, attempts.first, customer);
  }

  /** Judges the response to a request that differs from a sync by what holds for all of them. */
  protected async judgePost(
    post: Post,
    answer: HttpResult,
    customer = this.customer,
  ): Promise<Sync> {
    const { target, watch } = this.options;
    const userIds = idsMeantBy(post);
    // Nobody knows who is attached until the next sync.
    this.last.delete(customer);
    this.observeAll(answer, userIds ?? []);
    if (userIds) watch.recordSync(customer, userIds);
    const sync = toSync(answer, customer, userIds ?? []);
    const unsent = unsentToken(answer, target, post.authorization);
    this.judgeRefusal(sync, !('authorization' in post), unsent);
    // A request with other credentials may have the token as well: in its query, or under another scheme.
    if (isRejection(answer) && unsent === undefined) {
      const what = `a request that ${describeOutcome(answer)}`;
      for (const [id, judgement] of judgeEcho(answer, what, target.token)) {
        this.evidence.record(id, judgement, [answer]);
      }
    }
    if (post.kind === undefined && !('authorization' in post)) {
      await this.confirmToken(sync.exchange, customer);
    }
    return sync;
  }

  /**
   * Asks again with plain syncs if the token was refused, which had been accepted before. If each is
   * refused, the token has ended or the run is locked out, and nothing more is sent.
   */
  protected async confirmToken(exchange: Exchange, customer: string): Promise<void> {
    const { id, request, response, startedAt, durationMs } = exchange;
    if (!response || !isTokenRefusal(exchange) || this.refusedAt !== undefined) return;
    if (this.defects.has(id)) return;
    const { client, target } = this.options;
    const send: Send = async (request) =>
      this.evidence.keep(await this.retry.alone(() => client.send(request)));
    this.last.delete(customer);
    this.attached.delete(customer);
    if (await isTokenAccepted(send, target, customer, request.body)) {
      this.defects.add(id);
      return;
    }
    this.refusedAt = startedAt + durationMs;
    client.limits.giveUp(
      `API_TOKEN was refused with ${String(response.status)}, where it had been accepted before (${excerpt(response, client.redact)}). It may have expired or been revoked, or the target has locked the run out. The remaining requirements are untested.`,
    );
  }

  /**
   * Judges whether a refusal shows users or the right token, or those whom its request attached
   * nevertheless.
   *
   * @param unsent the right token, if the request did not carry it
   */
  private judgeRefusal(sync: Sync, authorized: boolean, unsent?: string): void {
    const { customer, userIds } = sync;
    if (userIds) this.attached.set(customer, userIds);
    if (!isRejection(sync)) return;
    const judgement = authorized
      ? judgeNotAttached(sync, this.known, this.attached.get(customer))
      : judgeNoData(sync, 'credentials that are not valid', this.known, unsent);
    // It passes beside a control alone.
    if (judgement.outcome === 'failed') this.evidence.record('auth.no-data', judgement, [sync]);
  }

  /**
   * Reads the attached users, by READ_BACK_PATH or READ_BACK_COMMAND if one is set. A read has a
   * connection of its own: another process of the target may serve it than that of the sync.
   */
  async readBack(customer = this.customer): Promise<Sync> {
    const { client, target } = this.options;
    const request = readRequest(target, customer);
    const { first } = await client.onFreshConnection((fresh) =>
      this.retry.sendWithRetry((send) => send(request), fresh),
    );
    return toSync(first, customer, []);
  }

  private observeAll(answer: HttpResult, userIds: readonly string[]): void {
    for (const [id, value] of observeResponse(answer, userIds)) this.note(id, value, answer);
  }

  /** Keeps an observation; a failed exchange shows no behaviour of the target. */
  protected note(id: string, value: string, answer: HttpResult): void {
    if (!answer.failure && answer.notRepeated === undefined)
      this.evidence.observe(id, value, [answer]);
  }
}
