/** @jsxImportSource preact */
import type { ComponentChildren, VNode } from 'preact';
import { render } from 'preact-render-to-string';

interface DocumentProps {
  title: string;
  /** Of `assets`. */
  style: string;
  policy: string;
  children: ComponentChildren;
}

/** A page of one file, to which its policy allows what is in it and nothing else. */
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

export function documentOf(page: VNode): string {
  return `<!doctype html>\n${render(page)}\n`;
}
