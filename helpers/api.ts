/**
 * What other programs may build on: all that `sync-users-conformance` exports, and it changes with
 * the version alone, as semver has it. Everything else in the package may change at any time.
 */
import { faults as faultBank } from './reference/faults';
import { variants as variantBank } from './reference/variants';

export { contract, type Contract, type Violation } from './contract';
export { requirements, type Requirement } from './requirements';
export { readReport, ReportError } from './report/read';
export { compare, type Comparison, type Move } from './report/compare';
export type {
  Finding,
  Report,
  RequirementResult,
  RequirementVerdict,
  RunVerdict,
} from './report/report';
export {
  startNamedReference as startReference,
  UnknownNameError,
  type NamedReferenceOptions,
} from './reference/named';
export type { ReferenceServer } from './reference/server';

/** Each deliberate defect of the reference server. */
export const faults: readonly { name: string; story: string; caughtBy: readonly string[] }[] =
  faultBank.map(({ name, story, caughtBy }) => ({ name, story, caughtBy }));

/** Each deliberate freedom: different from the reference server, and still conformant. */
export const variants: readonly { name: string; freedom: string }[] = variantBank.map(
  ({ name, freedom }) => ({ name, freedom }),
);
