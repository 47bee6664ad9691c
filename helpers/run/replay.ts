import type { RequirementId } from '../contract/requirements';

/** Findings of one requirement that are sought in a run of the scenarios that showed them. */
export interface Replay {
  requirement: RequirementId;
  /** The findings, as `describeKey` writes them. */
  keys: string[];
  /** Titles of the scenarios; empty if a request outside of scenarios showed the findings. */
  titles: string[];
}

const VARIABLE = 'SYNC_USERS_REPLAY';

/** Returns the variable that makes a run a replay. */
export const replayVariable = (replay: Replay) => ({ [VARIABLE]: JSON.stringify(replay) });

/** Returns the replay that a run is; undefined for any other run. */
export function replayOf(environment: NodeJS.ProcessEnv): Replay | undefined {
  const text = environment[VARIABLE] ?? '';
  return text === '' ? undefined : (JSON.parse(text) as Replay);
}
