import { attachedByRead, type Attached } from '../checks/attached';
import { isAccepted, toSync } from '../checks/listing';
import { without } from '../checks/user-set';
import type { Target } from '../config/config';
import { readBackOption, readRequest, syncRequest } from '../http/requests';
import { escapeControls } from '../report/render/escape';
import type { JudgedRequests } from './judged-requests';
import { PreflightError } from './preflight';
import { findObstacle, isPage } from './preflight-obstacles';

/** Queries with which a server that has pages shows other users, or more of them. */
const LONGER_READS = [
  'page=2',
  'per_page=1000&limit=1000&page_size=1000&pageSize=1000&size=1000',
  'offset=10&skip=10&start=10',
];

const ONE_PAGE = 'it looks like one page of several';

const COMMAND_ADVICE =
  'It should print the users of customer $CUSTOMER_ID, as ids or JSON. No sync was sent.';

/** A customer and its users. */
interface Users {
  customer: string;
  ids: readonly string[];
}

/** Reads of the attached users before the first sync. */
export class UserReader {
  /** The users of each customer, as they were read. */
  readonly attached = new Map<string, Attached>();
  /** Customers whose users are needed, and whether they may be one page. */
  private readonly sure: Users[] = [];
  private readonly unsure: Users[] = [];

  constructor(
    private readonly target: Target,
    private readonly requests: JudgedRequests,
  ) {}

  /**
   * Reads each customer, and sets its users in `restoreUsers` unless RESTORE_USER_IDS has set them.
   * Lists that may be one page are set by `confirm`.
   *
   * @throws PreflightError if the users of a customer are needed and not known
   */
  async readAll(): Promise<void> {
    const { customers, restoreUsers } = this.target;
    for (const customer of customers) {
      const isNeeded = restoreUsers[customer] === undefined;
      const attached = await this.read(customer, isNeeded);
      this.attached.set(customer, attached);
      if ('problem' in attached) {
        if (!isNeeded) break;
        throw this.unknown(customer, attached.problem);
      }
      if (!isNeeded) continue;
      if (attached.unsure) this.unsure.push({ customer, ids: attached.ids });
      else {
        restoreUsers[customer] = attached.ids;
        this.sure.push({ customer, ids: attached.ids });
      }
    }
  }

  /**
   * Sets the users of the other customers, unless a longer list shows that a read has pages.
   *
   * @param touched receives the customers that a sync may have reached
   * @throws PreflightError if a read has pages
   */
  async confirm(touched: Set<string>): Promise<void> {
    if (this.unsure.length === 0) return;
    await this.checkLongerList(touched);
    for (const { customer, ids } of this.unsure) this.target.restoreUsers[customer] = ids;
  }

  /** Reads a customer. A list that may be one page is read in other ways too if it is needed. */
  private async read(customer: string, isNeeded: boolean): Promise<Attached> {
    const { target, requests } = this;
    const request = readRequest(target, customer);
    const read = toSync(await requests.sendWithRetry(request), customer, []);
    const { baseUrl, readBackCommand } = target;
    if (readBackCommand !== undefined && read.failure) {
      throw new PreflightError(escapeControls(`${read.failure.message} ${COMMAND_ADVICE}`));
    }
    // A token, a network or a gateway is the problem, and not the read.
    const isBlocked = read.status === 401 || (read.status === 403 && isPage(read));
    if (isNeeded && (read.failure || isBlocked)) {
      const obstacle = findObstacle(read, { baseUrl, redact: requests.redact, customer });
      if (obstacle !== undefined) throw new PreflightError(escapeControls(obstacle));
    }
    const attached = attachedByRead(read);
    const isSettled = 'problem' in attached || attached.unsure !== true || !isNeeded;
    if (isSettled || readBackCommand !== undefined) return attached;
    for (const query of LONGER_READS) {
      const separator = request.target.includes('?') ? '&' : '?';
      const longer = { ...request, target: request.target + separator + query };
      const other = toSync(await requests.sendUnjudged(longer), customer, []);
      if (other.status !== 200 || !other.userIds) continue;
      const [more] = without(other.userIds, attached.ids);
      if (more !== undefined) {
        return { problem: `${ONE_PAGE}: a read with ?${query} shows user ${more} as well` };
      }
      // The server has pages, and this is the only one.
      if (query === 'page=2' && other.userIds.length === 0) return { ids: attached.ids };
    }
    return attached;
  }

  /**
   * Checks that a read shows more users than the longest list that may be one page. The users of the
   * customer are known for certain, if there is such a customer.
   */
  private async checkLongerList(touched: Set<string>): Promise<void> {
    const { target, requests, unsure } = this;
    const longest = Math.max(...unsure.map(({ ids }) => ids.length));
    const [known = unsure[0]] = this.sure;
    const isShown = this.sure.some(({ ids }) => ids.length > longest);
    if (!known || isShown || target.users.length <= longest) return;
    const { customer } = known;
    target.restoreUsers[customer] = known.ids;
    for (const ids of [known.ids, target.users]) {
      touched.add(customer);
      const sync = await requests.sendWithRetry(syncRequest(target, customer, ids));
      if (!isAccepted(sync)) return;
    }
    const read = await requests.sendUnjudged(readRequest(target, customer));
    const { userIds = [] } = toSync(read, customer, []);
    const page = unsure.find(({ ids }) => ids.length === userIds.length);
    if (!page) return;
    const shown = String(userIds.length);
    throw this.unknown(
      page.customer,
      `${ONE_PAGE}: a read shows ${shown} users of this customer, and ${shown} after a sync of ${String(target.users.length)} users to customer ${customer}${page.customer === customer ? '. Any other users of this customer are detached now' : ''}`,
    );
  }

  private unknown(customer: string, problem: string): PreflightError {
    return new PreflightError(
      escapeControls(
        `${String(readBackOption(this.target))} does not show who is attached to customer ${customer}: ${this.requests.redact(problem)}. The users would be lost, so the run stopped. Set RESTORE_USER_IDS to the users to attach at the end, or to none.`,
      ),
    );
  }
}
