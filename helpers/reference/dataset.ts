import type { Faker } from '@faker-js/faker';
import type { components } from '../contract/openapi.generated';

/** A user of the contract, complete. The id is a decimal string: no number type can bend it. */
export type User = Readonly<Required<Omit<components['schemas']['User'], 'id'>>> & {
  readonly id: string;
};

/** The customers and users that exist. Both maps are in ascending order of id. */
export interface Dataset {
  /** customer id -> the users attached when the server starts */
  readonly customers: ReadonlyMap<string, readonly string[]>;
  readonly users: ReadonlyMap<string, User>;
  readonly unknownCustomerId: string;
  readonly unknownUserId: string;
}

const SEED = 20230101;
const CUSTOMERS = 24;
const USERS = 1024;
const ROLES = ['agent', 'billing', 'manager', 'observer', 'supervisor', 'trainer'];
const PERMISSIONS = [
  'calls.listen',
  'calls.transfer',
  'chats.assign',
  'chats.read',
  'chats.write',
  'customers.read',
  'customers.write',
  'reports.export',
  'users.invite',
];

let cached: Promise<Dataset> | undefined;

/** Returns the one dataset of this process: generated on the first call, then shared and frozen. */
export function loadDataset(): Promise<Dataset> {
  cached ??= generate();
  return cached;
}

/** Loads six locales in 50 ms; all of faker takes 200 ms at every start of the suite. */
async function localFakers(): Promise<readonly [Faker, ...Faker[]]> {
  const [en, ja, ar, el, hy, vi] = await Promise.all([
    import('@faker-js/faker/locale/en'),
    import('@faker-js/faker/locale/ja'),
    import('@faker-js/faker/locale/ar'),
    import('@faker-js/faker/locale/el'),
    import('@faker-js/faker/locale/hy'),
    import('@faker-js/faker/locale/vi'),
  ]);
  return [en.faker, ja.faker, ar.faker, el.faker, hy.faker, vi.faker];
}

async function generate(): Promise<Dataset> {
  const fakers = await localFakers();
  const [main] = fakers;
  for (const [index, faker] of fakers.entries()) faker.seed(SEED + index);

  const users = new Map<string, User>();
  for (const id of gappyIds(main, USERS, 101, 9)) {
    const faker = fakers[users.size % fakers.length] ?? main;
    users.set(id, Object.freeze(makeUser(main, id, faker.person.fullName(), users.size)));
  }
  const userIds = [...users.keys()];
  const customers = new Map<string, readonly string[]>();
  for (const [nth, id] of gappyIds(main, CUSTOMERS, 7, 12).entries()) {
    // Each sixth customer starts without users, so the first ones always have some.
    const count = nth % 6 === 5 ? 0 : main.number.int({ min: 1, max: 5 });
    const attached = new Set(main.helpers.arrayElements(userIds, count));
    customers.set(id, Object.freeze(userIds.filter((user) => attached.has(user))));
  }
  return Object.freeze({
    customers,
    users,
    unknownCustomerId: '900000001',
    unknownUserId: '900000002',
  });
}

/** Returns `count` ascending ids from `first` on, each at most `gap` above the one before. */
function gappyIds(faker: Faker, count: number, first: number, gap: number): string[] {
  let next = first;
  return Array.from({ length: count }, () => {
    const id = String(next);
    next += faker.number.int({ min: 1, max: gap });
    return id;
  });
}

/**
 * Generates a user. Admins, nulls and empty lists recur by `nth`, each with a period of its own, so
 * that any handful of neighbours has some of each.
 */
function makeUser(faker: Faker, id: string, name: string, nth: number): User {
  const admin = nth % 8 === 3;
  const created = faker.date.between({ from: '2021-01-01', to: '2024-01-01' });
  const updated = new Date(created.getTime() + faker.number.int({ max: 2e10 }));
  return {
    id,
    name,
    email: nth % 6 === 4 ? null : faker.number.int({ min: 1, max: 2 ** 31 - 1 }),
    roles: admin ? ['admin'] : faker.helpers.arrayElements(ROLES, nth % 3),
    // "admin" has all permissions implicitly, so none is listed.
    permissions: admin ? [] : faker.helpers.arrayElements(PERMISSIONS, nth % 5),
    created_at: nth % 5 === 2 ? null : withoutMilliseconds(created),
    updated_at: nth % 7 === 5 ? null : withoutMilliseconds(updated),
  };
}

/** Formats a time as the contract's example does: `2023-01-01T12:00:00Z`. */
function withoutMilliseconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
