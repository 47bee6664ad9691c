import { judgeListing, toSync, violatedBySetup, type Sync } from '../checks/listing';
import { isRejection, judgeRejected } from '../checks/rejection';
import { failed } from '../checks/result';
import { formatIds } from '../checks/user-set';
import type { Target } from '../config/config';
import type { HttpResult } from '../http/client';
import { neverIssued } from '../http/credentials';
import type { HttpRequest } from '../http/http-request';
import { postRequest, syncRequest } from '../http/requests';
import { escapeControls } from '../report/render/escape';
import type { JudgedRequests } from './judged-requests';
import { describeResponse, findObstacle } from './preflight-obstacles';
import {
  findHolder,
  findOmittedUsers,
  findRejectedUser,
  findUnlistedUser,
  type SendSync,
} from './preflight-users';

/** Error about a target that cannot be tested. The message suggests a fix. */
export class PreflightError extends Error {
  override name = 'PreflightError';
}

/** Error about a target with a defect that leaves nothing to test. The evidence has the finding. */
export class PreflightFinding extends PreflightError {}

/** One preflight: its target, and what it sends. */
class Preflight {
  /** Whether a response had a status, so that the target speaks HTTP. */
  private answered = false;

  constructor(
    private readonly target: Target,
    private readonly customers: readonly string[],
    private readonly requests: JudgedRequests,
    private readonly touched: Set<string>,
    private readonly restores: boolean,
  ) {}

  async run(): Promise<void> {
    const [first, ...others] = this.customers;
    if (first === undefined) return;
    if (this.restores) for (const customer of this.customers) await this.checkRestore(customer);
    await this.checkFirst(first, others);
    if (this.restores) return;
    for (const customer of others) await this.checkCustomer(customer);
  }

  private readonly send: SendSync = async (customer, ids) => {
    const request = syncRequest(this.target, customer, ids);
    const answer = await this.ask(customer, request);
    return toSync(answer, customer, ids);
  };

  /** Sends a request, and notes whether it may have reached a customer, and whether it was answered. */
  private async ask(customer: string, request: HttpRequest): Promise<HttpResult> {
    const wasTouched = this.touched.has(customer);
    // A signal may end the run before the response.
    this.touched.add(customer);
    const answer = await this.requests.sendWithRetry(request);
    const { failure, connection } = answer;
    // Without a connection, no request can have arrived.
    const arrived = !failure || (connection !== undefined && failure.kind !== 'not-sent');
    if (!wasTouched && (!arrived || isRejection(answer))) this.touched.delete(customer);
    this.answered ||= answer.status !== undefined;
    return answer;
  }

  /** Checks that the target accepts the users to restore, before a customer can lose them. */
  private async checkRestore(customer: string): Promise<void> {
    const { baseUrl, restoreUsers } = this.target;
    const ids = restoreUsers[customer] ?? [];
    let sync = await this.send(customer, ids);
    // A response may show the users before the sync, and a server may be about to start.
    if (sync.status === undefined || findOmittedUsers(sync).length > 0) {
      const again = await this.send(customer, ids);
      // The client gives up on a target that closes its connections: the first exchange shows why.
      if (again.failure?.kind !== 'not-sent') sync = again;
    }
    const { status } = sync;
    const obstacle = this.obstacle(sync);
    if (obstacle !== undefined) {
      if (status === undefined && this.answered) throw new PreflightFinding(obstacle);
      await this.stop(sync, customer);
    }
    const [missing] = findOmittedUsers(sync);
    if (missing !== undefined) {
      const alone = await this.send(customer, [missing]);
      // Listed alone, and not among others: a defect for a scenario to find.
      if (alone.userIds?.includes(missing) === true) return;
      throw config(
        `${baseUrl} attaches other users to customer ${customer}, but not user ${missing} of RESTORE_USER_IDS. Check that all of them exist.`,
      );
    }
    if (!isRejection(sync) && (status ?? 0) < 500) return;
    if (isRejection(sync)) await this.stopIfOthersAreAccepted(sync, customer);
    const nothing = `The run could not restore the customer, so no other sync was sent.${describeResponse(sync, this.requests.redact)}`;
    const users = `users ${formatIds(ids)}`;
    if (ids.length > 0 && isRejection(sync)) {
      throw config(
        `${baseUrl} rejects ${users} for customer ${customer} (${String(status)}), which the run would attach at the end. ${nothing} Set RESTORE_USER_IDS to users that it accepts, or to none.${this.describeHolder(customer, ids)}`,
      );
    }
    for (const clause of violatedBySetup(sync)) {
      this.requests.evidence.record(clause, judgeListing(sync), [sync]);
    }
    throw new PreflightFinding(
      escapeControls(
        `${baseUrl} responds with ${String(status)} to ${ids.length === 0 ? '[]' : users} for customer ${customer}. ${nothing} Set RESTORE_USER_IDS to users that the target accepts to test the rest.`,
      ),
    );
  }

  /** Returns a hint if an earlier customer has just got a user whom the target rejects for this one. */
  private describeHolder(customer: string, ids: readonly string[]): string {
    const holder = this.customers
      .slice(0, this.customers.indexOf(customer))
      .find((each) => this.target.restoreUsers[each]?.some((id) => ids.includes(id)));
    return holder === undefined
      ? ''
      : ` Customer ${holder} has users of this list now. If that is the reason, set it to none to test for it.`;
  }

  /** Checks the token, the first customer and the users. */
  private async checkFirst(customer: string, others: readonly string[]): Promise<void> {
    const { users, baseUrl } = this.target;
    const send = (ids: readonly string[]) => this.send(customer, ids);
    const all = await send(users);
    if (all.failure || isRejection(all)) {
      const obstructed = this.obstacle(all) !== undefined;
      const empty = await send([]);
      // The target may fail on one list only. That is a defect for a scenario to find.
      if (this.obstacle(empty) !== undefined && (obstructed || empty.status !== undefined)) {
        const shows = all.status !== undefined || empty.failure?.kind === 'not-sent';
        await this.stop(obstructed && shows ? all : empty, customer);
      }
      if (all.failure || isRejection(empty)) return;
      const user = await findRejectedUser(send, users);
      if (user === undefined) return;
      await this.stopIfHeld(customer, others, user);
      throw config(
        `${baseUrl} rejects user ${user} (${String(all.status)}). Check that all of USER_IDS exist, and that no other customer has them.`,
      );
    }
    const user = await findUnlistedUser(send, all);
    if (user === undefined) return;
    await this.stopIfHeld(customer, others, user);
    throw config(
      `${baseUrl} attaches other users but not user ${user}. Check that all of USER_IDS exist, and that no other customer has them. If both hold, the server leaves user ${user} out of its lists, which breaks attach.one.`,
    );
  }

  /** Checks that the token may access a further customer, unless the target fails on `[]` alone. */
  private async checkCustomer(customer: string): Promise<void> {
    const empty = await this.send(customer, []);
    if (this.obstacle(empty) === undefined) return;
    const one = await this.send(customer, this.target.users.slice(0, 1));
    if (this.obstacle(one) === undefined) return;
    // The target answers otherwise, so a customer that it does not answer for is a finding.
    const silent = [empty, one].every(({ status }) => status === undefined);
    if (silent && this.answered && one.failure?.kind !== 'unreachable') return;
    await this.stop(one.status === undefined ? empty : one, customer);
  }

  private obstacle(answer: Sync): string | undefined {
    const { baseUrl } = this.target;
    const { redact } = this.requests;
    return findObstacle(answer, { baseUrl, redact, customer: answer.customer });
  }

  /** Stops the run: the target refuses the token, or the configuration is wrong. */
  private async stop(answer: Sync, customer: string): Promise<never> {
    if (isRejection(answer)) await this.stopIfOthersAreAccepted(answer, customer);
    throw config(this.obstacle(answer) ?? '');
  }

  /** Stops the run if a target that rejects its token accepts one that was never issued, or none. */
  private async stopIfOthersAreAccepted(rejected: HttpResult, customer: string): Promise<void> {
    const { users, restoreUsers } = this.target;
    const userIds = this.restores ? (restoreUsers[customer] ?? []) : users.slice(0, 1);
    for (const [requirement, authorization, what, accepted] of [
      ['auth.invalid', neverIssued, neverIssued.what, neverIssued.what],
      ['auth.missing', null, 'no Authorization header', 'a request without a token'],
    ] as const) {
      const request = postRequest(this.target, customer, { userIds, authorization });
      const other = await this.ask(customer, request);
      const judgement = judgeRejected(other, what);
      if (judgement.outcome !== 'failed' || judgement.defects[0]?.code !== 'accepted') continue;
      this.requests.evidence.record(requirement, judgement, [rejected, other]);
      throw new PreflightFinding(
        `${this.target.baseUrl} rejects API_TOKEN (${String(rejected.status)}) but accepts ${accepted}. No scenario was run.`,
      );
    }
  }

  /** Stops the run if the target keeps a user from a customer while another one has the user. */
  private async stopIfHeld(
    customer: string,
    others: readonly string[],
    user: string,
  ): Promise<void> {
    const found = await findHolder(this.send, customer, others, user);
    if (!found) return;
    const kept = found.shown.at(-1);
    const message = `customer ${customer} gets user ${user} only while customer ${found.holder} does not have the user`;
    const code = kept && isRejection(kept) ? 'rejected' : 'not-attached';
    this.requests.evidence.record('isolation.customers', failed(code, message), found.shown);
    throw new PreflightFinding(
      `${this.target.baseUrl} keeps a user from a second customer: ${message}. No scenario was run.`,
    );
  }
}

const config = (sentence: string) => new PreflightError(escapeControls(sentence));

/**
 * Checks that the target can be tested: it responds, accepts the token, and knows the customers and
 * users. Other defects are for the scenarios to find.
 *
 * @param touched receives the customers that a request may have reached
 * @param restores whether each customer gets its users in `restoreUsers` at the end. The target has
 * to accept them before anything else is sent.
 * @throws PreflightError if the target cannot be tested
 * @throws PreflightFinding if a defect of the target is the reason
 */
export function preflight(
  target: Target,
  customers: readonly string[],
  requests: JudgedRequests,
  touched: Set<string>,
  restores = false,
): Promise<void> {
  return new Preflight(target, customers, requests, touched, restores).run();
}
