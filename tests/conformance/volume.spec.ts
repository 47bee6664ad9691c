import {
  halfOf,
  halvesOf,
  judgeLongReadBack,
  judgeReadBack,
  judgeRejectedOrCountedOnce,
  judgeVolume,
  longestRequired,
  shuffled,
  tagged,
  test,
  twoThirdsOf,
  unreadUsers,
} from '../../helpers/fixtures';

/** More users than other scenarios have, and fewer than a long list. */
const MAX_MIDDLE = 20;

test.describe('Volume', () => {
  test(
    'every user of a long list is listed',
    tagged(
      'volume.all-listed',
      'user.object',
      'user.id',
      'user.name',
      'user.email',
      'user.roles',
      'user.permissions',
      'user.created-at',
      'user.updated-at',
      'set.no-duplicates',
      'readback.persisted',
    ),
    async ({ given, syncVolumes, checkAfter, checkReadBack, users }) => {
      await given([]);
      const two = await given(users.slice(0, 2));

      for await (const { emptied, all, limit } of syncVolumes(users)) {
        checkAfter('volume.all-listed', [two, emptied], all, () => judgeVolume(all, limit));
        if (all.requested.length < users.length) continue;
        const read = await checkReadBack([emptied, all], [], (first) =>
          judgeLongReadBack(all, first),
        );
        const unread = unreadUsers(all, read);
        if (unread.length === 0) continue;
        // Whom no page shows may not be stored.
        const few = await given(unread);
        await checkReadBack(few, [], (again) => judgeReadBack(few, again));
      }
    },
  );

  test(
    'users left out of a long list are detached',
    tagged(
      'detach.unlisted',
      'replace.mixed',
      'replace.disjoint',
      'attach.added',
      'set.unordered',
      'set.repeated-ids',
      'readback.persisted',
    ),
    async ({ given, sync, post, check, checkAfter, checkReadBack, users }) => {
      const [twoThirds, last] = twoThirdsOf(longestRequired(users));
      await given([]);
      await given(twoThirds);
      // A server may take a list of the same length for the same list.
      check('replace.mixed', await sync(last));

      // The sync attaches as many users as it detaches.
      const [firstHalf, secondHalf] = halvesOf(longestRequired(users));
      await given([]);
      await given(firstHalf);
      check('replace.disjoint', await sync(secondHalf));

      await given(longestRequired(users));
      const half = await sync(halfOf(longestRequired(users)));
      check('detach.unlisted', half);

      await given(longestRequired(users));
      const again = await given(longestRequired(users));
      const reversed = await sync(again.requested.toReversed());
      check('set.unordered', reversed);
      check('set.unordered', await sync(shuffled(again.requested)));
      await checkReadBack([again, reversed], [], (read) => judgeLongReadBack(reversed, read));

      // One user more or less is a small part of a long list.
      await given([]);
      const { requested: all } = await given(longestRequired(users));
      check('detach.unlisted', await sync(all.slice(0, -1)));
      check('replace.mixed', await sync(all.slice(1)));
      const added = await sync(all);
      check('attach.added', added);

      // The first user again, behind so many others that a list may be written in parts.
      const repeated = await post({ kind: 'repeated-ids', userIds: [...all, ...all.slice(0, 1)] });
      checkAfter('set.repeated-ids', [again, added], repeated, () =>
        judgeRejectedOrCountedOnce(repeated, added),
      );

      await given(all);
      const one = await sync(users.slice(0, 1));
      check('detach.unlisted', one);
      await checkReadBack([reversed, one], [], (read) => judgeReadBack(one, read));

      await given([]);
      await given(all.slice(1));
      check('replace.disjoint', await sync(all.slice(0, 1)));
    },
  );

  test(
    'users are added to and left out of a list of some twenty',
    tagged('attach.added', 'detach.unlisted', 'replace.disjoint', 'replace.mixed'),
    async ({ given, sync, check, users }) => {
      const [one, other] = halvesOf(users.slice(0, MAX_MIDDLE));
      await given([]);
      await given(one);
      check('detach.unlisted', await sync(one.slice(0, -1)));
      check('attach.added', await sync(one));
      check('detach.unlisted', await sync(halvesOf(one)[0]));

      await given(one);
      check('replace.disjoint', await sync(other));
      check('replace.mixed', await sync([...one.slice(0, 1), ...other.slice(1)]));
    },
  );
});
