import MarkdownIt from 'markdown-it';

/** As liberal as any renderer: HTML is let through, and text that looks like a link is one. */
export const markdown = new MarkdownIt({ html: true, linkify: true });

const INJECTED = ['link_open', 'image', 'html_inline', 'html_block', 'table_open', 'fence', 'hr'];

/** Returns the kinds of elements in a text that escaped text cannot make. */
export function injectedElements(text: string): string[] {
  return markdown
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .map(({ type }) => type)
    .filter((type) => INJECTED.includes(type));
}
