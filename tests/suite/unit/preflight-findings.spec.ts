import { correctHandlers } from '../../../helpers/reference/handlers';
import { isAnonymous, onCredentials } from '../../../helpers/reference/credential-patches';
import { combine } from '../../../helpers/reference/patches';
import { HttpError, type Patch, type Request } from '../../../helpers/reference/pipeline';
import { PreflightFinding } from '../../../helpers/run/preflight';
import { begin, oneCustomerAUser, rejectHeld } from '../support/preflight';
import { targetOf, type Environment } from '../support/run';
import { expect, test } from '../support/test';

/** Checks a target with a defect; returns the requirements that failed. */
async function failuresOf(
  given: Environment,
  finding?: RegExp,
  restores = false,
): Promise<string[]> {
  const { requests, ended } = begin(given, restores);
  if (finding) {
    await expect(ended).rejects.toThrow(PreflightFinding);
    await expect(ended).rejects.toThrow(finding);
  } else await ended;
  const failed = requests.evidence.checks.filter(({ outcome }) => outcome === 'failed');
  return [...new Set(failed.map(({ requirement }) => requirement))];
}

const held = (keep: (kept: readonly string[]) => void) =>
  combine(({ dataset, tokens }) => {
    const [one = '', two = ''] = dataset.customers.keys();
    const [user = ''] = dataset.users.keys();
    const customers = new Map([...dataset.customers, [one, []], [two, [user]]] as const);
    return correctHandlers({ ...dataset, customers }, tokens);
  }, oneCustomerAUser(keep));

test.describe('The preflight finds', () => {
  for (const [what, keep] of [
    ['that leaves out', () => undefined],
    ['that rejects', rejectHeld],
  ] satisfies [string, (kept: readonly string[]) => void][]) {
    test(`a server ${what} a user whom another customer has`, async ({ reference }) => {
      const server = await reference(held(keep));
      const [, other = ''] = server.customers;
      expect(
        await failuresOf(targetOf(server), new RegExp(`only while customer ${other} does not`)),
      ).toEqual(['isolation.customers']);
    });
  }

  for (const status of [400, 401, 403, 404]) {
    for (const [what, requirement, accepts] of [
      ['a token that was never issued', 'auth.invalid', () => true],
      ['a request without a token', 'auth.missing', isAnonymous],
    ] satisfies [string, string, (request: Request) => boolean][]) {
      test(`a server that rejects the right token with ${String(status)}, but accepts ${what}`, async ({
        reference,
      }) => {
        const inverted: Patch = onCredentials((request) => {
          const right = request.headers.authorization === `Bearer ${server.token}`;
          if (right || !accepts(request)) throw new HttpError(status, 'No.');
        });
        const server = await reference(inverted);
        const why = new RegExp(`rejects API_TOKEN \\(${String(status)}\\) but accepts ${what}`);
        const given = { ...targetOf(server), RESTORE_USER_IDS: 'none' };
        expect(await failuresOf(given, why, true)).toEqual([requirement]);
      });
    }
  }

  test('a server that does not respond to [], and leaves the rest to scenarios', async ({
    reference,
  }) => {
    const hangs: Patch = ({ sync }) => ({
      sync: (customer, users) =>
        users.length === 0 ? new Promise(() => undefined) : sync(customer, users),
    });
    const server = await reference(hangs);
    const given = { ...targetOf(server), REQUEST_TIMEOUT_MS: '300' };
    expect(await failuresOf(given)).toEqual(['http.completes']);
  });

  test('nothing in a list that is refused with 403 alone: a scenario reports that', async ({
    reference,
  }) => {
    const refuses: Patch = ({ sync }) => ({
      sync: (customer, users) => {
        if (users.length === 0) throw new HttpError(403, 'No.');
        return sync(customer, users);
      },
    });
    expect(await failuresOf(targetOf(await reference(refuses)))).toEqual([]);
  });
});
