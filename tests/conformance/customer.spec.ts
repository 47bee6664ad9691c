import { judgeNotFound, judgeRejectedOrLists, tagged, test } from '../../helpers/fixtures';
import {
  nonCanonicalCustomerIds,
  nonIntegerCustomerIds,
  outOfRangeCustomerIds,
} from '../../helpers/scenario/invalid-inputs';

test.describe('Customer', () => {
  test(
    'an unknown customer is rejected',
    tagged('customer.unknown', 'customer.not-found'),
    async ({
      post,
      checkWithControl,
      checkRejected,
      observe,
      target: { unknownCustomer },
      users: [ann],
    }) => {
      const control = await post({ userIds: [ann] });

      const rejected = await post({
        kind: 'customer-unknown',
        userIds: [ann],
        customer: unknownCustomer,
      });
      checkRejected('customer.unknown', control, rejected, 'an unknown customer');
      checkWithControl('customer.not-found', control, rejected, () =>
        judgeNotFound(rejected, 'an unknown customer'),
      );
      observe('unknown-customer', rejected);
    },
  );

  test(
    'an id that is not an integer is rejected',
    tagged('customer.not-integer'),
    async ({ post, checkRejected, customer, users: [ann] }) => {
      const control = await post({ userIds: [ann] });

      for (const { kind, what, text } of nonIntegerCustomerIds(customer)) {
        const rejected = await post({ kind, userIds: [ann], customer: text });
        checkRejected('customer.not-integer', control, rejected, what);
      }
    },
  );

  test(
    'an integer in another form is rejected, or means that customer',
    tagged('customer.not-integer'),
    async ({ given, post, renew, checkWithControl, observe, customer, users: [ann, bob] }) => {
      // The control is the customer itself, with the same two lists.
      await given([bob]);
      const control = await post({ userIds: [ann] });

      let before = await given([bob]);
      for (const { kind, what, text } of nonCanonicalCustomerIds(customer)) {
        const answer = await post({ kind, userIds: [ann], customer: text });
        checkWithControl('customer.not-integer', control, [before, answer], () =>
          judgeRejectedOrLists(control.userIds ?? [ann])(answer, what),
        );
        before = await renew(before, answer);
        observe('customer-oddly-written', answer, 'taken');
      }
    },
  );

  test(
    'an id out of range is rejected',
    tagged('customer.range'),
    async ({ post, checkRejected, customer, users: [ann] }) => {
      const control = await post({ userIds: [ann] });

      for (const { kind, what, text } of outOfRangeCustomerIds(customer)) {
        const rejected = await post({ kind, userIds: [ann], customer: text });
        checkRejected('customer.range', control, rejected, what);
      }
    },
  );
});
