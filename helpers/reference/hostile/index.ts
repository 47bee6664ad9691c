import { connections } from './connections';
import { echoes } from './echoes';
import type { Hostile } from './hostile';
import { lengths } from './lengths';
import { lives } from './lives';
import { redirects } from './redirects';
import { sizes } from './sizes';
import { texts } from './texts';
import { tls } from './tls';

/** Every hostile server. */
export const hostiles: readonly Hostile[] = [
  ...connections,
  ...tls,
  ...sizes,
  ...lengths,
  ...redirects,
  ...lives,
  ...texts,
  ...echoes,
];
