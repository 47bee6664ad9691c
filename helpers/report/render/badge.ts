import { makeBadge } from 'badge-maker';
import type { Report, RunVerdict } from '../report';

/** A waived requirement still deviates from the contract, so its badge is not green. */
const LOOKS: Readonly<Record<RunVerdict, { message: string; color: string }>> = {
  conformant: { message: 'conformant', color: 'brightgreen' },
  'conformant with waivers': { message: 'with waivers', color: 'yellow' },
  nonconformant: { message: 'nonconformant', color: 'red' },
  inconclusive: { message: 'inconclusive', color: 'lightgrey' },
};

/** Renders `badge.svg` from the verdict alone; it has no text from the target. */
export function renderBadge({ verdict }: Report): string {
  return `${makeBadge({ label: 'sync users', ...LOOKS[verdict] })}\n`;
}
