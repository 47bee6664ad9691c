import type { Baseline, WrittenWaiver } from '../config/baseline';
import type { RequirementId } from '../contract/requirements';
import { anyIndex } from '../http/json';
import { defectsOf, type Check, type Defect } from './result';

/** Whether a waiver, in force, is about a defect of a requirement. */
export function excuses(
  { waiver, expired }: WrittenWaiver,
  id: RequirementId,
  defect: Defect,
): boolean {
  const { requirement, property, signature } = waiver;
  if (expired || requirement !== id) return false;
  if (signature !== undefined && signature !== defect.signature) return false;
  if (property === undefined) return true;
  const within = (place: string) => place === property || place.startsWith(`${property}/`);
  return defect.places.length > 0 && defect.places.map(anyIndex).every(within);
}

/** Whether all that is wrong with a failed check is excused. */
export function isWaived(check: Check, baseline: Baseline | undefined): boolean {
  return (
    baseline !== undefined &&
    defectsOf(check).every((defect) =>
      baseline.waivers.some((waiver) => excuses(waiver, check.requirement, defect)),
    )
  );
}
