import type { RequirementResult } from './report';

/** Splits a requirement's source into JSON pointers into the contract and sections of standards. */
export function formatSources({ source }: Pick<RequirementResult, 'source'>): string[] {
  return source.split(', ').filter((part) => part !== '');
}

/** Returns the URI of a section of an RFC or of a CWE weakness; `undefined` for other sources. */
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
