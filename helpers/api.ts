/**
 * Public API of the package, which follows semantic versioning. Everything else in the package may
 * change at any time.
 */
import type { components } from './contract/openapi.generated';
import { faults as allFaults, variants as allVariants } from './reference/catalogue';

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

type Schemas = components['schemas'];

/** User as in the contract, where every property is optional. */
export type User = Schemas['User'];

/** Body of a request. */
export type SyncUsersRequest = Schemas['SyncUsersRequest'];

/** Body of a response with status 200. */
export type SyncUsersResponse = Schemas['SyncUsersResponse'];

/** Faults of the reference server, each with the ids of the requirements that it breaks. */
export const faults: readonly { name: string; cause: string; breaks: readonly string[] }[] =
  Object.entries(allFaults).map(([name, { cause, breaks }]) => ({ name, cause, breaks }));

/** Variants of the reference server, each with what permits it in the contract. */
export const variants: readonly { name: string; permittedBy: string }[] = Object.entries(
  allVariants,
).map(([name, { permittedBy }]) => ({ name, permittedBy }));
