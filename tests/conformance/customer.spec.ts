import {
  judgeNotFound,
  judgeNotServed,
  judgeRejectedOrLists,
  tagged,
  test,
} from '../../helpers/fixtures';
import {
  nonCanonicalCustomerIds,
  nonIntegerCustomerIds,
  ofUnknownCustomer,
  outOfRangeCustomerIds,
} from '../../helpers/scenario/invalid-ids';

test.describe('Customer', () => {
  test(
    'an unknown customer is rejected',
    tagged('customer.unknown', 'customer.not-found'),
    async ({
      postWith,
      checkWithControl,
      checkRejected,
      observe,
      target: { unknownCustomer },
      users: [ann],
    }) => {
      const inputs = [[ann], []].map((userIds) => ofUnknownCustomer(unknownCustomer, userIds));
      const { control, answered } = await postWith([ann], inputs);

      for (const { what, answer } of answered) {
        checkRejected('customer.unknown', control, answer, what);
        checkWithControl('customer.not-found', control, answer, () => judgeNotFound(answer, what));
        observe('unknown-customer', answer);
      }
    },
  );

  test(
    'an id that is not an integer is rejected',
    tagged('customer.not-integer'),
    async ({ postWith, checkWithControl, customer, users: [ann] }) => {
      const inputs = nonIntegerCustomerIds(customer, ann);
      const { control, answered } = await postWith([ann], inputs);

      for (const { what, answer } of answered) {
        checkWithControl('customer.not-integer', control, answer, () =>
          judgeNotServed(answer, what),
        );
      }
    },
  );

  test(
    'an integer in another form is rejected, or means that customer',
    tagged('customer.not-integer'),
    async ({ given, post, postEach, checkWithControl, observe, customer, users: [ann, bob] }) => {
      // The control is the customer itself, with the same two lists.
      await given([bob]);
      const control = await post({ userIds: [ann] });

      const inputs = postEach(await given([bob]), nonCanonicalCustomerIds(customer, ann));
      for await (const { what, control: before, answer } of inputs) {
        checkWithControl('customer.not-integer', control, [before, answer], () =>
          judgeRejectedOrLists(control.userIds ?? [ann])(answer, what),
        );
        observe('customer-oddly-written', answer, 'taken');
      }
    },
  );

  test(
    'an id out of range is rejected',
    tagged('customer.range'),
    async ({ postWith, checkRejected, customer, target: { customers }, users: [ann] }) => {
      const inputs = outOfRangeCustomerIds(customers, customer, ann);
      const { control, answered } = await postWith([ann], inputs);

      for (const { what, answer } of answered) {
        checkRejected('customer.range', control, answer, what);
      }
    },
  );
});
