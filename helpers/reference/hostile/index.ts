import { connections } from './connections';
import { echoes } from './echoes';
import { framing } from './framing';
import type { Hostile } from './hostile';
import { lengths } from './lengths';
import { lives } from './lives';
import { redirects } from './redirects';
import { sizes } from './sizes';
import { texts } from './texts';
import { tls } from './tls';
import { values } from './values';

/** Every hostile server. */
export const hostiles: readonly Hostile[] = [
  ...connections,
  ...tls,
  ...sizes,
  ...framing,
  ...lengths,
  ...redirects,
  ...lives,
  ...texts,
  ...values,
  ...echoes,
];
