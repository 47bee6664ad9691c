import type { Client } from '../client';
import type { Target } from '../config';
import { asSync, judgeListing } from '../judges/sync';
import { syncRequest } from '../requests';

/**
 * Syncs each customer to RESTORE_USER_IDS, and gives a sentence for each that could not be. It
 * never throws: one customer that fails does not keep the next from its own.
 */
export async function restore(
  target: Target,
  customers: readonly string[],
  client: Client,
): Promise<string[]> {
  const problems: string[] = [];
  const wanted = target.restoreUsers.length === 0 ? '[]' : target.restoreUsers.join(', ');
  for (const customer of customers) {
    const why = await restoreOne(target, customer, client);
    if (why !== undefined) {
      problems.push(
        `NOT RESTORED: customer ${customer} should have been left with users ${wanted}, and was not (${why}).`,
      );
    }
  }
  return problems;
}

async function restoreOne(
  target: Target,
  customer: string,
  client: Client,
): Promise<string | undefined> {
  const ids = target.restoreUsers;
  const answer = asSync(await client.send(syncRequest(target, customer, ids)), customer, ids);
  const judgement = judgeListing(answer);
  return judgement.outcome === 'passed' ? undefined : judgement.message;
}
