import { dataVariants } from './data';
import { formVariants } from './forms';
import { httpVariants } from './http';
import { refusalVariants } from './refusals';
import { serverVariants } from './servers';
import { systemVariants } from './systems';
import type { Variant } from './variant';

export type { Variant } from './variant';

/** Every variant there is, by theme. Names are unique. */
export const variants: readonly Variant[] = [
  ...dataVariants,
  ...refusalVariants,
  ...httpVariants,
  ...systemVariants,
  ...formVariants,
  ...serverVariants,
];
