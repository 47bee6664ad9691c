import { judgeNamedStatus, judgeRefusedOr, test } from '../../helpers/fixtures';
import {
  customersNotInteger,
  customersOddlyWritten,
  customersOutOfRange,
} from '../../helpers/wrong-requests';

test.describe('Customer', () => {
  test('one that does not exist is refused', async ({
    post,
    checkBeside,
    checkRefused,
    observe,
    target,
    users: [ann],
  }) => {
    const control = await post([ann]);

    const refused = await post([ann], { customer: target.unknownCustomer });
    checkRefused('customer.unknown', control, refused, 'an unknown customer');
    checkBeside('customer.not-found', control, refused, () =>
      judgeNamedStatus(refused, 'an unknown customer', 404),
    );
    observe('unknown-customer', `answered ${String(refused.status)}`, [refused]);
  });

  test('an id that is no integer is refused', async ({
    post,
    checkRefused,
    customer,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const { what, text } of customersNotInteger(customer)) {
      const refused = await post([ann], { customer: String(text) });
      checkRefused('customer.not-integer', control, refused, what);
    }
  });

  test('an integer oddly written is refused, or that customer', async ({
    post,
    checkBeside,
    observe,
    customer,
    users: [ann],
  }) => {
    const control = await post([ann]);

    for (const { what, text } of customersOddlyWritten(customer)) {
      const answer = await post([ann], { customer: String(text) });
      checkBeside('customer.not-integer', control, answer, () =>
        judgeRefusedOr([ann])(answer, what),
      );
      observe('customer-oddly-written', answer.status === 200 ? 'taken' : 'refused', [answer]);
    }
  });

  test('an id out of range is refused', async ({ post, checkRefused, customer, users: [ann] }) => {
    const control = await post([ann]);

    for (const { what, text } of customersOutOfRange(customer)) {
      const refused = await post([ann], { customer: String(text) });
      checkRefused('customer.range', control, refused, what);
    }
  });
});
