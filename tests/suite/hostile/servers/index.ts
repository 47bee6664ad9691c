import { merge } from '../../../../helpers/reference/merge';
import { connections } from './connections';
import { contentLength } from './content-length';
import { framing } from './framing';
import type { HostileServers } from './hostile-server';
import { injection } from './injection';
import { jsonBombs } from './json-bombs';
import { lifecycle } from './lifecycle';
import { oversized } from './oversized';
import { redirects } from './redirects';
import { tls } from './tls';
import { tokenReflection } from './token-reflection';

/** Every hostile server by its name. */
export const hostileServers: HostileServers = merge([
  connections,
  tls,
  oversized,
  framing,
  contentLength,
  redirects,
  lifecycle,
  injection,
  jsonBombs,
  tokenReflection,
]);
