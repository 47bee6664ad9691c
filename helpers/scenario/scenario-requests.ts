import { judgeReadBack } from '../checks/readback';
import { isAccepted, judgeStatus, succeeded, toSync, type Sync } from '../checks/listing';
import { isTokenRefusal } from '../checks/token-refusals';
import type { HttpResult } from '../http/client';
import { isRejection } from '../checks/rejection';
import { judgeVolume, largestTaken, volumesOf } from '../checks/volume';
import { GET, readBackOption, readRequest, syncRequest, type Post } from '../http/requests';
import type { HttpRequest } from '../http/http-request';
import { sendAtOnce, type AtOnceBudget } from './at-once';
import type { RequestCase } from './request-cases';
import { SingleRequests } from './single-requests';

/** A case with the response to its request. */
type Answered<C extends RequestCase> = C & { answer: Sync };

interface WithControl<C extends RequestCase> {
  control: Sync;
  /** In the order of the cases. */
  answered: Answered<C>[];
}

/** The requests of one scenario: several at once, one after the other, or again if need be. */
export class ScenarioRequests extends SingleRequests {
  /** Detaches all users of some customers. The responses are not judged as lists. */
  async detachAll(...customers: readonly string[]): Promise<void> {
    for (const customer of customers) {
      await this.sendSync([], undefined, customer);
      this.last.delete(customer);
    }
  }

  /** Sends a set-up, and at the same time requests that a server has to reject. */
  async givenWith<C extends RequestCase>(
    userIds: readonly string[],
    cases: readonly C[],
  ): Promise<WithControl<C>> {
    const [early, ...others] = await this.sendBeside(userIds, cases);
    const control = early
      ? await this.judgeSync(userIds, this.evidence.keep(early), 'set-up')
      : await this.given(userIds);
    return { control, answered: await this.postAll(cases, others) };
  }

  /** Sends a control as `post` does, and at the same time requests that a server has to reject. */
  async postWith<C extends RequestCase>(
    userIds: readonly string[],
    cases: readonly C[],
  ): Promise<WithControl<C>> {
    const [early, ...others] = await this.sendBeside(userIds, cases);
    const control = await this.postOnce({ userIds }, early);
    return { control, answered: await this.postAll(cases, others) };
  }

  /**
   * Sends requests that a server may accept after a set-up, which is sent again after each that it
   * accepts. If it rejects the first of a group, it is likely to reject the others, which are then sent
   * at once.
   */
  async *postEach<C extends RequestCase>(
    setUp: Sync,
    ...groups: readonly (readonly C[])[]
  ): AsyncGenerator<Answered<C> & { control: Sync }> {
    let control = setUp;
    let answer: Sync | undefined;
    for (const cases of groups) {
      let early: HttpResult[] | undefined;
      for (const [index, each] of cases.entries()) {
        if (answer) control = await this.renew(control, answer);
        answer = await this.postOnce(each.request, early?.[index - 1]);
        yield { ...each, control, answer };
        if (index > 0 || !isRejection(answer)) continue;
        early = (await this.sendAtOnce(cases.slice(1)))?.responses;
        if (early?.length === 0) control = await this.given(setUp.requested);
      }
    }
  }

  /**
   * Sends requests that a server has to reject after a set-up, with a read before and after each. If a
   * single read after all of them shows the users of the set-up, none of them has changed anything.
   */
  async *postBetweenReads<C extends RequestCase>(
    userIds: readonly string[],
    cases: readonly C[],
  ): AsyncGenerator<Answered<C> & { control: Sync; before: Sync; after: Sync }> {
    let control = await this.given(userIds);
    let before = await this.readBack();
    const early = (await this.sendAtOnce(cases))?.responses;
    const last = early?.length ? await this.readBack() : undefined;
    const unchanged = last && judgeReadBack(control, last).outcome === 'passed' ? last : undefined;
    if (early && !unchanged) [control, before] = [await this.given(userIds), await this.readBack()];
    for (const [index, each] of cases.entries()) {
      const answer = await this.postOnce(each.request, unchanged && early?.[index]);
      const after = unchanged ?? (await this.readBack());
      yield { ...each, answer, control, before, after };
      [control, before] = await this.renewRead(control, after);
    }
  }

  private sendAtOnce(
    cases: readonly RequestCase[],
    control?: Post,
    atOnce: AtOnceBudget = this.options.atOnce,
  ) {
    const posts = cases.map(({ request }) => request);
    const requests = { customer: this.customer, control, posts };
    return sendAtOnce({ ...this.options, atOnce }, requests, this.evidence);
  }

  /**
   * Sends a control beside requests that a server has to reject. Returns the responses, the control's
   * first; none if they do not count. A control that is rejected each time beside them, and accepted
   * alone, is a rejected sync of overlapping ones.
   */
  private async sendBeside(
    userIds: readonly string[],
    cases: readonly RequestCase[],
  ): Promise<HttpResult[]> {
    const { responses = [], refused } = (await this.sendAtOnce(cases, { userIds })) ?? {};
    if (!refused) return responses;
    const alone = await this.given(userIds);
    if (!isAccepted(alone)) return responses;
    // No request of another scenario is in progress, so that none of them is the reason.
    const again = await this.retry.alone(() =>
      this.sendAtOnce(cases, { userIds }, { left: 1, acceptsValid: true }),
    );
    if (!again?.refused) return responses;
    const notRepeated = `beside ${String(cases.length)} requests to reject, but 200 alone`;
    const first = this.evidence.keep({ ...again.refused, notRepeated });
    this.recordOverlapRejection({ requirement: 'concurrency.accepted', first, last: alone });
    return responses;
  }

  /** Sends requests one after the other, except for those that have a response. */
  private async postAll<C extends RequestCase>(
    cases: readonly C[],
    responses: readonly HttpResult[] = [],
  ): Promise<Answered<C>[]> {
    const answered: Answered<C>[] = [];
    for (const [index, each] of cases.entries()) {
      answered.push({ ...each, answer: await this.postOnce(each.request, responses[index]) });
    }
    return answered;
  }

  /** Sends a request, unless it has a response already. */
  private postOnce(post: Post, response?: HttpResult): Promise<Sync> {
    return response ? this.judgePost(post, this.evidence.keep(response)) : this.post(post);
  }

  /** Sends the set-up of a control again if a later request may have changed it. */
  private renew(control: Sync, later: Sync): Promise<Sync> {
    return isAccepted(later) || later.notRepeated !== undefined
      ? this.given(control.requested, control.customer)
      : Promise.resolve(control);
  }

  /** Sends the set-up of a control and a read again if a later read does not list its users. */
  private async renewRead(control: Sync, later: Sync): Promise<[control: Sync, read: Sync]> {
    if (judgeReadBack(control, later).outcome === 'passed') return [control, later];
    const again = await this.given(control.requested, control.customer);
    return [again, await this.readBack()];
  }

  /** Sends a request that differs from a sync, after a sync that detaches everyone. */
  async postFromEmpty(post: Post): Promise<Sync> {
    await this.sendSync([]);
    const emptied = this.last.get(this.customer);
    return { ...(await this.post(post)), ...(emptied && { before: emptied }) };
  }

  /** Sends requests one after the other on one new connection. */
  async postSequentially<P extends readonly Post[]>(
    ...posts: P
  ): Promise<{ [K in keyof P]: Sync }> {
    return this.options.client.onFreshConnection(async (send) => {
      const answers: Sync[] = [];
      for (const post of posts) answers.push(await this.sendPost(post, send));
      return answers as { [K in keyof P]: Sync };
    });
  }

  /** Sends a GET on the path of a sync. */
  get(): Promise<Sync> {
    return this.post(GET);
  }

  /**
   * Sends a sync, and reads that overlap it. A command has no connection that could wait for the
   * others, so READ_BACK_COMMAND is not run.
   */
  async syncBesideReads(userIds: readonly string[]): Promise<Sync[]> {
    const { customer } = this;
    const { target } = this.options;
    const isByPath = readBackOption(target) === 'READ_BACK_PATH';
    const read = readRequest(target, customer);
    return this.syncConcurrently([{ ids: userIds, customer }], isByPath ? [read, read, read] : []);
  }

  /**
   * Sends syncs that overlap, of one customer or of several.
   *
   * @param others requests that overlap them
   */
  async syncConcurrently(
    posts: readonly { ids: readonly string[]; customer: string }[],
    others: readonly HttpRequest[] = [],
  ): Promise<Sync[]> {
    const requests = posts.map(({ ids, customer }) =>
      syncRequest(this.options.target, customer, ids, 'overlapping'),
    );
    const answers = await this.retry.sendConcurrentlyWithRetry([...requests, ...others]);
    for (const { customer } of posts) {
      this.last.delete(customer);
      this.overlapped.add(customer);
    }
    const syncs = posts.map(({ ids, customer }, index) => {
      const answer = answers[index];
      if (!answer) throw new Error('a request has no response');
      this.options.watch.recordSync(customer, ids);
      return toSync(answer, customer, ids);
    });
    for (const sync of syncs) {
      if (!succeeded(sync) || isAccepted(sync)) continue;
      this.evidence.record('response.status', judgeStatus(sync), [sync]);
    }
    const refused = syncs.find(({ exchange }) => isTokenRefusal(exchange));
    if (refused) await this.confirmToken(refused.exchange, refused.customer);
    return syncs;
  }

  /**
   * Sends longer and longer lists to an emptied customer, up to the first that is not answered in
   * full; `limit` is then the length of the longest list that is.
   */
  async *syncVolumes(
    users: readonly string[],
  ): AsyncGenerator<{ emptied: Sync; all: Sync; limit?: number }> {
    let taken = 2;
    for (const size of volumesOf(users)) {
      const emptied = await this.given([]);
      const all = await this.sync(users.slice(0, size));
      if (judgeVolume(all).outcome === 'failed') {
        const known = { taken, refused: size };
        const limit = await largestTaken((ids) => this.sendSync(ids), users, known);
        yield { emptied, all, limit };
        return;
      }
      yield { emptied, all };
      taken = size;
    }
  }
}
