/**
 * What other programs may build on: all that `sync-users-conformance` exports, and it changes with
 * the version alone, as semver has it. Everything else in the package may change at any time.
 */
import { faults as allFaults } from './reference/faults';
import { variants as allVariants } from './reference/variants';

export { contract, type Contract, type Violation } from './contract/contract';
export { requirements, type Requirement } from './contract/requirements';
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
} from './reference/start';
export type { ReferenceServer } from './reference/server';

/** Each deliberate defect of the reference server. */
export const faults: readonly { name: string; cause: string; breaks: readonly string[] }[] =
  Object.entries(allFaults).map(([name, { cause, breaks }]) => ({ name, cause, breaks }));

/** Each deliberate freedom: different from the reference server, and still conformant. */
export const variants: readonly { name: string; permittedBy: string }[] = Object.entries(
  allVariants,
).map(([name, { permittedBy }]) => ({ name, permittedBy }));
