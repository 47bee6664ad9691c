import { createRequire } from 'node:module';

/** The packages that only some processes of a run use. */
interface LazyPackages {
  ajv: typeof import('ajv');
  'ajv/dist/2020': typeof import('ajv/dist/2020');
  'ajv-formats': typeof import('ajv-formats');
  'fast-check': typeof import('fast-check');
  fflate: typeof import('fflate');
  'https-proxy-agent': typeof import('https-proxy-agent');
  'tough-cookie': typeof import('tough-cookie');
  yaml: typeof import('yaml');
  'd3-array': typeof import('d3-array');
  'd3-scale': typeof import('d3-scale');
  'd3-shape': typeof import('d3-shape');
}

const load = createRequire(__filename);

/** Returns a function that loads a package when it is first called. */
export function lazyPackage<K extends keyof LazyPackages>(name: K): () => LazyPackages[K] {
  let loaded: LazyPackages[K] | undefined;
  return () => (loaded ??= load(name) as LazyPackages[K]);
}
