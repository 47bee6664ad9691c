import { makeBadge } from 'badge-maker';
import type { Report, RunVerdict } from '../report';

const describeSize = ({ customers, longestList, readBack }: Report['scope']): string =>
  `${String(customers)} customer${customers === 1 ? '' : 's'}, up to ${String(longestList)} users, ${readBack ? 'read back' : 'nothing read back'}`;

/** A waived requirement still deviates from the contract, so its badge is not green. */
const LOOKS: Readonly<Record<RunVerdict, { message: string; color: string }>> = {
  conformant: { message: 'conformant', color: 'brightgreen' },
  'conformant with waivers': { message: 'with waivers', color: 'yellow' },
  nonconformant: { message: 'nonconformant', color: 'red' },
  inconclusive: { message: 'inconclusive', color: 'lightgrey' },
};

/**
 * Renders `badge.svg` from the verdict and its scope; it has no text from the target. The badge of
 * the embedded server is never green.
 */
export function renderBadge({ verdict, scope, target, unrestored }: Report): string {
  const look = LOOKS[verdict];
  const message = unrestored ? `${look.message}, not restored` : look.message;
  const { color } = unrestored ? LOOKS.inconclusive : look;
  const badge = {
    label: 'sync users',
    message: target.embedded
      ? `${message}, NOT YOUR SERVER: the suite's own`
      : `${message}: ${describeSize(scope)}`,
    color: target.embedded ? LOOKS.inconclusive.color : color,
  };
  return `${makeBadge(badge)}\n`;
}
