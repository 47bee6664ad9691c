import type { RequirementResult } from './report';

/** The parts of a requirement's source: pointers into the contract, and sections of standards. */
export function formatSources({ source }: Pick<RequirementResult, 'source'>): string[] {
  return source.split(', ').filter((part) => part !== '');
}

/**
 * Where the standard that a source names can be read: a section of an RFC, or a weakness of the
 * CWE. Undefined for what is neither.
 */
export function standardUri(source: string): string | undefined {
  const [, rfc, section] = /^RFC (\d{1,5})(?: section (\d+(?:\.\d+)*))?$/.exec(source) ?? [];
  if (rfc !== undefined) {
    const page = `https://www.rfc-editor.org/rfc/rfc${rfc}`;
    return section === undefined ? page : `${page}#section-${section}`;
  }
  const [, weakness] = /^CWE-(\d{1,5})\b/.exec(source) ?? [];
  return weakness === undefined
    ? undefined
    : `https://cwe.mitre.org/data/definitions/${weakness}.html`;
}
