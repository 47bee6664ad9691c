/** @jsxImportSource preact */
import type { RequirementResult, RunVerdict } from '../report';
import type { LineVerdict } from './citations';

/** A sign for each verdict, so that nothing is told by colour alone. */
export const SIGNS: Readonly<Record<LineVerdict, string>> = {
  failed: '✕',
  warning: '!',
  waived: '◇',
  untested: '○',
  partly: '◐',
  passed: '✓',
};

/** Which colour the verdict of a run has. */
export const RUN_COLOURS: Readonly<Record<RunVerdict, RequirementResult['verdict']>> = {
  conformant: 'passed',
  'conformant with waivers': 'waived',
  nonconformant: 'failed',
  inconclusive: 'untested',
};

/** A verdict as its sign and its word. */
export function Badge({ verdict, text = verdict }: { verdict: LineVerdict; text?: string }) {
  return (
    <span class={`badge ${verdict}`}>
      <span aria-hidden="true">{SIGNS[verdict]}</span> {text}
    </span>
  );
}
