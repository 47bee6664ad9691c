import type { ScenarioEvidence } from '../../../helpers/checks/result';

/** Returns the evidence of a scenario that sent nothing, except for some parts. */
export const evidenceOf = (parts: Partial<ScenarioEvidence>): ScenarioEvidence => ({
  title: '',
  customers: [],
  shared: [],
  exchanges: [],
  checks: [],
  observations: [],
  properties: [],
  valued: [],
  longestList: 0,
  requests: 0,
  waitedMs: 0,
  ...parts,
});
