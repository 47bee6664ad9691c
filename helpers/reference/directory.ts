import type { Faker } from '@faker-js/faker';

/** A user as the reference keeps it. The id is a decimal string: no number type can bend it. */
export interface User {
  readonly id: string;
  readonly name: string;
  /** The contract says `integer, nullable` of an e-mail, so that is what is kept. */
  readonly email: number | null;
  readonly roles: readonly string[];
  readonly permissions: readonly string[];
  /** RFC 3339, or null where nobody knows. */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** Who exists. Both maps are in ascending order of id. */
export interface Directory {
  /** customer id -> the users attached when the server starts */
  readonly customers: ReadonlyMap<string, readonly string[]>;
  readonly users: ReadonlyMap<string, User>;
  readonly unknownCustomerId: string;
  readonly unknownUserId: string;
}

const SEED = 20230101;
const CUSTOMERS = 24;
const USERS = 2048;
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

let cached: Promise<Directory> | undefined;

/** The one directory of this process: generated on the first call, shared and frozen after it. */
export function loadDirectory(): Promise<Directory> {
  cached ??= generate();
  return cached;
}

/** Loading faker whole costs 200 ms, these six locales 50: every start of the suite pays for it. */
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

async function generate(): Promise<Directory> {
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
  for (const id of gappyIds(main, CUSTOMERS, 7, 12)) {
    const attached = new Set(main.helpers.arrayElements(userIds, main.number.int(5)));
    customers.set(id, Object.freeze(userIds.filter((user) => attached.has(user))));
  }
  return Object.freeze({
    customers,
    users,
    unknownCustomerId: '900000001',
    unknownUserId: '900000002',
  });
}

/** `count` ascending ids, the first of them `first`, each at most `gap` above the one before. */
function gappyIds(faker: Faker, count: number, first: number, gap: number): string[] {
  let next = first;
  return Array.from({ length: count }, () => {
    const id = String(next);
    next += faker.number.int({ min: 1, max: gap });
    return id;
  });
}

/**
 * Who is an admin, and what is null or empty, goes by the place `nth`, each in a rhythm of its own:
 * so that any handful of neighbours has some of everything.
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
    // "admin" has all permissions implicitly, so that none is listed for one.
    permissions: admin ? [] : faker.helpers.arrayElements(PERMISSIONS, nth % 5),
    createdAt: nth % 5 === 2 ? null : withoutMilliseconds(created),
    updatedAt: nth % 7 === 5 ? null : withoutMilliseconds(updated),
  };
}

/** As in the contract's example, `2023-01-01T12:00:00Z`. */
function withoutMilliseconds(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, 'Z');
}
