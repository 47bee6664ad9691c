import { isAsRequested, type OtherRefusal } from '../checks/clients';
import { isRejection } from '../checks/rejection';
import type { Sync } from '../checks/listing';
import type { DifferentPost, SyncPost } from '../http/requests';
import type { ScenarioRequests } from './scenario-requests';

/** A response to a request in the form of another client, with the syncs that it depends on. */
interface ClientExchange {
  /** Syncs in the form of this client, or a first attempt that had another result; often none. */
  control: Sync[];
  answer: Sync;
}

/** How many times syncs in the form of this client are sent that do not list their users either. */
const MAX_IN_VAIN = 2;

/** Requests in the forms of other clients. Those that go wrong are sent again, beside controls. */
export class ClientRequests {
  /** The users that are attached; undefined if nobody knows. */
  private attached: readonly string[] | undefined;
  /** Controls that were wrong, each time that they were. */
  private readonly inVain: Sync[][] = [];

  constructor(private readonly scenario: Pick<ScenarioRequests, 'given' | 'post'>) {}

  /**
   * Sends a sync in the form of another client. If it does not list its users, it is sent again after
   * syncs of the same lists in the form of this client: a failure counts if these are right, and if
   * it comes again. After two controls that were wrong, no more of them are sent.
   *
   * @param refusedWith the status of a refusal that is allowed
   */
  async sync(post: SyncPost, refusedWith?: number): Promise<ClientExchange> {
    const { userIds } = post;
    const wrong = this.inVain.length < MAX_IN_VAIN ? undefined : this.inVain.at(-1);
    if (!wrong && !this.attached) await this.given([]);
    const before = this.attached ?? [];
    const first = await this.scenario.post(post);
    if (isAsRequested(first, refusedWith)) {
      if (first.status !== refusedWith) this.attached = userIds;
      return { control: [], answer: first };
    }
    if (wrong) {
      this.attached = undefined;
      return { control: wrong, answer: first };
    }
    const control = await this.given(before, userIds, before);
    this.attached = undefined;
    // These lists fail in any form.
    if (!control.every((each) => isAsRequested(each))) {
      this.inVain.push(control);
      return { control, answer: first };
    }
    const answer = await this.scenario.post(post);
    if (isAsRequested(answer, refusedWith)) return { control: [first], answer };
    // The syncs before it may have changed what the lists do, whatever the form.
    const after = await this.given(before, userIds, before, userIds);
    return { control: [...control, ...after.filter((sync) => !isAsRequested(sync))], answer };
  }

  /**
   * Sends a request that a server refuses in the form of another client. If it is no 4xx, it is
   * compared with the same request of this client.
   *
   * @param first the response, if it was sent before
   */
  async refused(
    plain: DifferentPost,
    request: DifferentPost,
    first?: Sync,
  ): Promise<OtherRefusal<Sync> & { shown: Sync[] }> {
    const { scenario } = this;
    const answer = first ?? (await scenario.post(request));
    if (isRejection(answer) || answer.notRepeated !== undefined) {
      return { first: answer, shown: [answer] };
    }
    const compared = { plain: await scenario.post(plain), again: await scenario.post(request) };
    return { first: answer, ...compared, shown: Object.values(compared) };
  }

  private async given(...lists: readonly (readonly string[])[]): Promise<Sync[]> {
    const syncs: Sync[] = [];
    for (const list of lists) {
      syncs.push(await this.scenario.given(list));
      this.attached = list;
    }
    return syncs;
  }
}
