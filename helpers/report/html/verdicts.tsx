/** @jsxImportSource preact */
import type { ComponentChildren } from 'preact';
import type { RequirementVerdict, RunVerdict } from '../report';
import type { LineVerdict } from './contract-coverage';

/** A sign for each verdict: colour alone is not accessible. */
export const SIGNS: Readonly<Record<LineVerdict, string>> = {
  failed: '✕',
  warning: '!',
  waived: '◇',
  untested: '○',
  partial: '◐',
  passed: '✓',
};

/** The verdict of a requirement that has the colour of a run's. */
export const RUN_COLOURS: Readonly<Record<RunVerdict, RequirementVerdict>> = {
  conformant: 'passed',
  'conformant with waivers': 'waived',
  nonconformant: 'failed',
  inconclusive: 'untested',
};

/** A verdict as its sign and a text, by default its name. */
export function Badge({ verdict, text = verdict }: { verdict: LineVerdict; text?: string }) {
  return (
    <span class={`badge ${verdict}`}>
      <span aria-hidden="true">{SIGNS[verdict]}</span> {text}
    </span>
  );
}

interface BannerProps {
  verdict: RunVerdict;
  product: string;
  children: ComponentChildren;
}

/** The verdict of a run, or of several, at the head of a page. */
export function Banner({ verdict, product, children }: BannerProps) {
  const colour = RUN_COLOURS[verdict];
  return (
    <div class={`banner ${colour}`}>
      <p class="product">{product}</p>
      <h1>
        <span aria-hidden="true">{SIGNS[colour]}</span> {verdict}
      </h1>
      {children}
    </div>
  );
}
