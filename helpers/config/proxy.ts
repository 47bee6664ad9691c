import net from 'node:net';

type Environment = Readonly<Record<string, string | undefined>>;

/** Error about HTTPS_PROXY or NO_PROXY, in sentences. Without their values: a proxy has a password. */
export class ProxyError extends Error {
  override name = 'ProxyError';
}

/** Variables in the order in which curl reads them. An empty one is unset. */
const PROXY = ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'];
const NO_PROXY = ['no_proxy', 'NO_PROXY'];

function firstOf(environment: Environment, names: readonly string[]): [string, string] | undefined {
  const name = names.find((each) => (environment[each] ?? '').trim() !== '');
  return name === undefined ? undefined : [name, (environment[name] ?? '').trim()];
}

/** Parses the URL of a proxy; without a scheme it is that of an HTTP proxy, as for curl. */
function parseProxy(name: string, text: string): URL {
  const example = `Example: ${name}=http://proxy.example.com:3128`;
  const url = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(url)) throw new ProxyError(`${name} is not the URL of a proxy. ${example}`);
  const proxy = new URL(url);
  if (proxy.protocol === 'http:' || proxy.protocol === 'https:') return proxy;
  throw new ProxyError(
    `${name} has the scheme ${proxy.protocol}, and a proxy has to be http: or https:. ${example}`,
  );
}

/** Returns an address or a name without the brackets of IPv6 and without a trailing dot. */
const bare = (host: string) =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');

const family = (address: string) => (net.isIPv6(address) ? 'ipv6' : 'ipv4');

/** Returns whether an address is in a block such as `10.0.0.0/8`; undefined if it is no block. */
function isInBlock(host: string, item: string): boolean | undefined {
  const [, network = '', bits = ''] = /^([\d.:a-f]+)\/(\d{1,3})$/.exec(item) ?? [];
  if (net.isIP(network) === 0 || Number(bits) > (net.isIPv6(network) ? 128 : 32)) return undefined;
  const block = new net.BlockList();
  block.addSubnet(network, Number(bits), family(network));
  return net.isIP(host) !== 0 && block.check(host, family(host));
}

/** Returns whether a target matches an item of NO_PROXY; undefined if the item cannot be one. */
function matches({ hostname, port, protocol }: URL, item: string): boolean | undefined {
  if (item === '*') return true;
  const host = bare(hostname);
  if (item.includes('/')) return isInBlock(host, bare(item));
  if (net.isIP(bare(item)) !== 0) return host === bare(item);
  // A domain is itself and all hosts in it, with a dot or `*.` in front or without.
  const [, name = '', itemPort] =
    /^(?:\*?\.)?([\w.-]+|\[[\d:a-f]+\])(?::(\d+))?$/i.exec(item) ?? [];
  if (name === '') return undefined;
  const targetPort = port || (protocol === 'https:' ? '443' : '80');
  if (itemPort !== undefined && itemPort !== targetPort) return false;
  const domain = bare(name);
  return host === domain || (net.isIP(host) === 0 && host.endsWith(`.${domain}`));
}

/**
 * Returns the proxy for a target, from the variables that curl reads; undefined for none. A proxy
 * could read the token of an `http:` request, so such a target has none.
 *
 * @throws ProxyError if a variable has a wrong value
 */
export function proxyFor(target: URL, environment: Environment): URL | undefined {
  const given = target.protocol === 'https:' ? firstOf(environment, PROXY) : undefined;
  if (!given) return undefined;
  const proxy = parseProxy(...given);
  const [name, list] = firstOf(environment, NO_PROXY) ?? ['NO_PROXY', ''];
  const items = list.split(/[\s,]+/).filter((item) => item !== '');
  const results = items.map((item) => matches(target, item));
  const wrong = items[results.indexOf(undefined)];
  if (wrong !== undefined) {
    throw new ProxyError(
      `${name} has ${JSON.stringify(wrong)}, which is no host, no domain, no IP address and no block of addresses. Example: ${name}=.example.com,10.0.0.0/8`,
    );
  }
  return results.includes(true) ? undefined : proxy;
}
