import net from 'node:net';
import { contract } from '../contract/contract';

/** Host of a URL as URL has it: lower case, Punycode, IPv6 in brackets. */
const CHARACTERS = /^(\[[\da-f:.]+\]|[a-z\d*_-]+(\.[a-z\d*_-]+)*)$/;
/** An IPv4 address with `*` for some digits, which no URL can have. */
const IPV4_PATTERN = /^[\d*]+(\.[\d*]+){1,3}$/;
const CIDR = /^[\d.:a-f]+\/\d{1,3}$/i;

/** Returns an IPv4 address in place of one that is mapped into IPv6. */
function unmapped(host: string): string {
  const [, high = '', low = ''] = /^\[::ffff:([\da-f]{1,4}):([\da-f]{1,4})\]$/.exec(host) ?? [];
  if (high === '') return host;
  const [first, second] = [parseInt(high, 16), parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}

/** Returns the host of a URL in the form that patterns are compared with. */
export const comparableHost = (hostname: string): string => unmapped(hostname.replace(/\.$/, ''));

/** Returns the host of a text such as `https://EXAMPLE.com.:8443/v1`; undefined if it has none. */
function hostOf(text: string): string | undefined {
  const bare = text.replace(/^[a-z][a-z\d+.-]*:\/\//i, '');
  if (IPV4_PATTERN.test(bare)) return bare;
  if (CIDR.test(bare) || bare.includes('@')) return undefined;
  const url = `https://${net.isIPv6(bare) ? `[${bare}]` : bare}`;
  if (!URL.canParse(url)) return undefined;
  const host = comparableHost(new URL(url).hostname);
  return CHARACTERS.test(host) ? host : undefined;
}

/**
 * Returns the patterns of one item of a list of hosts: of `.example.com`, those of the domain and of
 * all hosts in it. Quotes, a scheme, a port, a path and a trailing dot make no difference.
 *
 * @returns undefined if the item is no host and no pattern of hosts
 */
export function hostPatterns(item: string): string[] | undefined {
  const text = item
    .trim()
    .replace(/^["'“”‘’]+|["'“”‘’]+$/g, '')
    .trim();
  const isDomain = text.startsWith('.');
  const host = hostOf(isDomain ? text.slice(1) : text);
  if (host === undefined) return undefined;
  return isDomain ? [host, `*.${host}`] : [host];
}

/** Returns whether a host, as URL has it, matches a pattern with `*` for any characters. */
export function matchesHost(hostname: string, pattern: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(comparableHost(hostname));
}

/** Returns the patterns of the hosts in the contract's `servers`, and of all others in their domain. */
export function contractHosts(): string[] {
  const servers = contract.document['servers'] as { url: string }[] | undefined;
  return (servers ?? []).flatMap(({ url }) => {
    const { hostname } = new URL(url);
    const [, ...domain] = hostname.split('.');
    return domain.length > 1 ? [hostname, domain.join('.'), `*.${domain.join('.')}`] : [hostname];
  });
}
