import { tagged, test } from '../../helpers/fixtures';

test.describe('Attach', () => {
  test(
    'one user is attached to a customer that has no users',
    tagged('attach.one'),
    async ({ given, sync, check, users: [ann] }) => {
      await given([]);

      const one = await sync([ann]);
      check('attach.one', one);
    },
  );

  test(
    'several users are attached to a customer that has no users',
    tagged(
      'attach.many',
      'response.status',
      'response.media-type',
      'response.json',
      'response.unique-names',
      'response.envelope',
      'http.completes',
      'http.encoding',
      'http.no-redirect',
    ),
    async ({ given, sync, check, users: [ann, bob, cid] }) => {
      await given([]);

      const several = await sync([ann, bob, cid]);
      check('attach.many', several);
    },
  );

  test(
    'users are added to those that are attached',
    tagged('attach.added'),
    async ({ given, sync, check, users: [ann, bob, cid] }) => {
      await given([]);
      await given([ann]);

      const two = await sync([ann, bob]);
      check('attach.added', two);

      const three = await sync([ann, bob, cid]);
      check('attach.added', three);
    },
  );
});
