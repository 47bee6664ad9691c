import { crash, onIds } from '../patches';
import { attachInstead } from '../sync-patches';
import type { Patches } from '../pipeline';
import { common } from '../user-sets';

/** The number of rows that are written at once. */
const BATCH = 20;

/** Long lists that are written in batches. */
export const batchFaults = {
  'id-in-two-batches-answered-500': onIds((ids) =>
    ids.length < 1_000 && ids.indexOf(ids.at(-1) ?? 0n) < ids.length - BATCH ? crash() : ids,
  ),
  'unknown-user-in-a-later-batch-answered-500': onIds((ids, users) =>
    ids.length > BATCH && ids.length < 1_000 && !users.has(String(ids.at(-1))) ? crash() : ids,
  ),
  'fifty-users-for-one-answered-500': attachInstead((listed, before) =>
    before.length > 50 && listed.length === 1 && common(listed, before).length === 0
      ? crash
      : listed,
  ),
} satisfies Patches;
