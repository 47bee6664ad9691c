import type { Baseline, WrittenWaiver } from '../config/baseline';
import { anyIndex } from '../http/json';
import type { Check, Defect } from './result';

/** Returns whether a waiver is in force and covers a defect that a check found. */
export function excuses(
  { waiver, expired }: WrittenWaiver,
  { requirement, request }: Pick<Check, 'requirement' | 'request'>,
  { code, pointers }: Defect,
): boolean {
  if (expired || waiver.requirement !== requirement) return false;
  if (waiver.code !== code) return false;
  if (waiver.request !== undefined && waiver.request !== request) return false;
  const { property } = waiver;
  if (property === undefined) return true;
  const within = (pointer: string) => pointer === property || pointer.startsWith(`${property}/`);
  return pointers.length > 0 && pointers.map(anyIndex).every(within);
}

/** Returns whether every defect of a failed check is excused. */
export function isWaived(check: Check, baseline: Baseline | undefined): boolean {
  return (
    baseline !== undefined &&
    (check.defects ?? []).every((defect) =>
      baseline.waivers.some((waiver) => excuses(waiver, check, defect)),
    )
  );
}

/**
 * Returns the key of a defect among those of its requirement: its code, with the request and the
 * property where they tell findings apart.
 */
export function keyOf({ request }: Pick<Check, 'request'>, { code, pointers }: Defect) {
  const properties = new Set(pointers.map(anyIndex));
  const [property] = properties;
  return {
    code,
    ...(request && { request }),
    ...(properties.size === 1 && property && { property }),
  };
}
