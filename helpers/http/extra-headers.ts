import type { HeaderField } from './exchange';

/** The value of a field of EXTRA_HEADERS in evidence, and in a script after `$`; counted from 1. */
const MARK = /^\[EXTRA_HEADER_\d+\]$/;

/** Returns fields of EXTRA_HEADERS as evidence shows them: each value by its name. */
export const markFields = (fields: readonly HeaderField[]): HeaderField[] =>
  fields.map(([name], index) => [name, `[EXTRA_HEADER_${String(index + 1)}]`]);

/** Returns whether a field in evidence is one of EXTRA_HEADERS, which all requests have. */
export const isExtraField = ([, value]: HeaderField) => MARK.test(value);
