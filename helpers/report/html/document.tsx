/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';
import { readAssets } from './assets';

interface DocumentProps {
  title: string;
  /** Names of style sheets, by default those of a report. */
  styles?: readonly string[];
  scripted?: boolean;
  children: ComponentChildren;
}

/** A self-contained page. Its policy allows nothing beyond its own style sheet and script. */
export function Document({ title, styles, scripted = false, children }: DocumentProps) {
  const { style, script, policy } = readAssets(styles);
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
      <body>
        {children}
        {scripted && <script dangerouslySetInnerHTML={{ __html: script }} />}
      </body>
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

interface TableProps {
  class: string;
  caption?: string;
  columns: readonly ComponentChildren[];
  /** The rows of the body. */
  children: ComponentChildren;
}

export function Table({ class: name, caption, columns, children }: TableProps) {
  return (
    <table class={name}>
      {caption !== undefined && <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col">{column}</th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

export function renderDocument(page: VNode): string {
  return `<!doctype html>\n${render(page)}\n`;
}
