import type { HttpResult } from '../http/client';
import { truncate } from '../http/exchange';
import { isObject, type Json } from '../http/json';

/** Bounds of the search in a body. */
const MAX_DEPTH = 3;
const MAX_MEMBERS = 500;
const MAX_NAME = 40;

/** Whether a read lists all users: `more` is the reason if it does not. */
export interface Completeness {
  more?: string;
  /** Whether the response itself shows that there are no more. */
  complete: boolean;
}

/** Names in lower case without punctuation: `per_page`, `perPage` and `Per-Page` are one. */
const NAMES = {
  next: /^x?next(page)?(url|uri|link|token|cursor|id|number|offset)?$/,
  // It may be that of the last user of all.
  cursor: /^(end|after)cursor$/,
  hasMore: /^x?(has(more|next)(page|pages|results|items)?|more|(is)?truncated)$/,
  isLast: /^x?(is)?last(page)?$/,
  total:
    /^x?(pagination)?(count|total|(total|result|item|record|user)s?(count|items|users|results|records|elements|entries)?)$/,
  pages: /^x?(pagination)?(lastpage|totalpages|pages|pagecount|pagescount|numpages)$/,
  size: /^x?(pagination)?((items|results)?perpage|pagesize|limit|pagelimit|size)$/,
} as const;

/** Page or offset in the link to the last page. */
const LAST_PAGE = /[?&](?:page|page(?:\[|%5B)number(?:\]|%5D)|p)=(\d+)/i;
const LAST_OFFSET = /[?&](?:offset|skip|start)=(\d+)/i;

const simplify = (name: string) => name.toLowerCase().replace(/[^a-z]/g, '');

type Member = readonly [name: string, value: Json];

/** Returns the members of a body outside its users. An array is a list of links, if anything. */
function membersOf(value: Json | undefined, depth = 0): Member[] {
  if (Array.isArray(value)) {
    return value.flatMap((item) =>
      isObject(item) && typeof item['rel'] === 'string' ? [[item['rel'], item] as const] : [],
    );
  }
  if (!isObject(value) || depth > MAX_DEPTH) return [];
  return Object.entries(value).flatMap(([name, member]) =>
    depth === 0 && name === 'data'
      ? []
      : [[name, member] as const, ...membersOf(member, depth + 1)],
  );
}

/** Returns the header fields as members; a Link is one by its relation. */
function membersOfHeaders({ headers }: HttpResult): Member[] {
  return headers.flatMap(([name, value]): Member[] => {
    const field = name.toLowerCase();
    if (field === 'link') return /\brel="?next\b/i.test(value) ? [['next', value]] : [];
    const total = field === 'content-range' ? /\/(\d+)$/.exec(value)?.[1] : undefined;
    return [total === undefined ? [name, value] : ['total', total]];
  });
}

function numberOf(value: Json): number | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}

/** Header fields have all values as text. A cursor of 0 is the end. */
const YES: readonly Json[] = [true, 'true', 1, '1'];
const NO: readonly Json[] = [false, 'false', 0, '0', null, ''];

/** Returns whether the member of a response shows that there are more users, or that there are none. */
function judgeMember(
  [name, value]: Member,
  users: number,
): 'more' | 'complete' | 'perhaps' | undefined {
  const plain = simplify(name);
  const number = numberOf(value);
  if (NAMES.next.test(plain)) return NO.includes(value) ? 'complete' : 'more';
  if (NAMES.cursor.test(plain)) return NO.includes(value) ? 'complete' : 'perhaps';
  if (NAMES.hasMore.test(plain))
    return YES.includes(value) ? 'more' : NO.includes(value) ? 'complete' : undefined;
  if (NAMES.isLast.test(plain) && number === undefined) {
    if (typeof value === 'boolean') return value ? 'complete' : 'more';
    const link = isObject(value) ? value['href'] : value;
    if (typeof link !== 'string') return undefined;
    const page = Number(LAST_PAGE.exec(link)?.[1] ?? 1);
    const offset = Number(LAST_OFFSET.exec(link)?.[1] ?? 0);
    return page > 1 || offset > 0 ? 'more' : undefined;
  }
  if (number === undefined) return undefined;
  if (NAMES.total.test(plain)) {
    if (number > users) return 'more';
    return number === users && plain.includes('total') ? 'complete' : undefined;
  }
  if (NAMES.pages.test(plain)) return number > 1 ? 'more' : 'complete';
  // A size may be the number of the users listed.
  const isSize = NAMES.size.test(plain) && (!plain.endsWith('size') || isRoundNumber(users));
  return isSize && number > 0 && number <= users ? 'perhaps' : undefined;
}

/**
 * Returns whether a response with some number of users is one page of several, by the links, totals
 * and sizes beside the users and in the header.
 */
export function judgeCompleteness(read: HttpResult, users: number): Completeness {
  const members = [...membersOfHeaders(read), ...membersOf(read.body?.json?.value)];
  const judged = members
    .slice(0, MAX_MEMBERS)
    .map((member) => ({ member, meaning: judgeMember(member, users) }));
  const find = (sought: string) => judged.find(({ meaning }) => meaning === sought)?.member;
  const complete = find('complete') !== undefined;
  const sign = find('more') ?? (complete ? undefined : find('perhaps'));
  if (!sign) return { complete };
  const [name, value] = sign;
  const number = numberOf(value);
  const shown = `"${truncate(name, MAX_NAME, '')}"${number === undefined ? '' : `: ${String(number)}`}`;
  return { more: `it lists ${String(users)} users, and has ${shown}`, complete: false };
}

/** Returns whether a number of users may be the size of a page. */
export function isRoundNumber(users: number): boolean {
  return users >= 10 && (users % 5 === 0 || users % 12 === 0 || Number.isInteger(Math.log2(users)));
}
