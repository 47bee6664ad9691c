/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';

interface DocumentProps {
  title: string;
  /** From `readAssets`. */
  style: string;
  policy: string;
  children: ComponentChildren;
}

/** A self-contained page. Its policy allows nothing beyond its own style sheet and script. */
export function Document({ title, style, policy, children }: DocumentProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="referrer" content="no-referrer" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Sync Users conformance`}</title>
        <link rel="icon" href="data:," />
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>{children}</body>
    </html>
  );
}

interface SectionProps {
  /** Fragment of the heading. */
  id: string;
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}

export function Section({ id, title, lead, children }: SectionProps) {
  return (
    <section aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead !== undefined && <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** Wide content that scrolls by itself, also by keyboard. */
export function Scrollable({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="scroll" tabIndex={0} role="group" aria-label={`${label} (scrollable)`}>
      {children}
    </div>
  );
}

export function renderDocument(page: VNode): string {
  return `<!doctype html>\n${render(page)}\n`;
}
