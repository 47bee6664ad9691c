import { makeBadge } from 'badge-maker';
import type { Report, RunVerdict } from '../report';

/** What is waived still deviates: it is never green. */
const LOOKS: Readonly<Record<RunVerdict, { message: string; color: string }>> = {
  conformant: { message: 'conformant', color: 'brightgreen' },
  'conformant with waivers': { message: 'with waivers', color: 'yellow' },
  nonconformant: { message: 'nonconformant', color: 'red' },
  inconclusive: { message: 'inconclusive', color: 'lightgrey' },
};

/** `badge.svg`: the verdict, and nothing that a target said. */
export function renderBadge({ verdict }: Report): string {
  return `${makeBadge({ label: 'sync users', ...LOOKS[verdict] })}\n`;
}
