import { judgeStatusIs, judgeRejectedOrLists, test } from '../../helpers/fixtures';
import {
  nonIntegerCustomerIds,
  nonCanonicalCustomerIds,
  outOfRangeCustomerIds,
} from '../../helpers/scenario/invalid-inputs';

test.describe('Customer', () => {
  test('one that does not exist is refused', async ({
    post,
    checkWithControl,
    checkRejected,
    observe,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    const refused = await post([ann], {
      kind: 'customer-unknown',
      customer: target.unknownCustomer,
    });
    checkRejected('customer.unknown', control, refused, 'an unknown customer');
    checkWithControl('customer.not-found', control, refused, () =>
      judgeStatusIs(refused, 'an unknown customer', 404),
    );
    observe('unknown-customer', `answered ${String(refused.status)}`, [refused]);
  });

  test('an id that is no integer is refused', async ({
    post,
    checkRejected,
    customer,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const { kind, what, text } of nonIntegerCustomerIds(customer)) {
      const refused = await post([ann], { kind, customer: String(text) });
      checkRejected('customer.not-integer', control, refused, what);
    }
  });

  test('an integer oddly written is refused, or that customer', async ({
    post,
    checkWithControl,
    observe,
    customer,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const { kind, what, text } of nonCanonicalCustomerIds(customer)) {
      const answer = await post([ann], { kind, customer: String(text) });
      checkWithControl('customer.not-integer', control, answer, () =>
        judgeRejectedOrLists([ann])(answer, what),
      );
      observe('customer-oddly-written', answer.status === 200 ? 'taken' : 'refused', [answer]);
    }
  });

  test('an id out of range is refused', async ({ post, checkRejected, customer, users: [ann] }) => {
    const control = await post([ann]);

    for (const { kind, what, text } of outOfRangeCustomerIds(customer)) {
      const refused = await post([ann], { kind, customer: String(text) });
      checkRejected('customer.range', control, refused, what);
    }
  });
});
