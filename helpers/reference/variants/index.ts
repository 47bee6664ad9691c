import { merge } from '../merge';
import { clientVariants } from './clients';
import { credentialVariants } from './credentials';
import { dataVariants } from './data';
import { formVariants } from './forms';
import { httpVariants } from './http';
import { refusalVariants } from './refusals';
import { serverVariants } from './servers';
import { stackHabitVariants } from './stack-habits';
import { systemVariants } from './systems';

/** Every patch by its name, in the order of the themes. */
export const variantPatches = merge([
  dataVariants,
  refusalVariants,
  httpVariants,
  clientVariants,
  systemVariants,
  formVariants,
  serverVariants,
  credentialVariants,
  stackHabitVariants,
]);

/** The name of a variant, as `--variant` takes it. */
export type VariantName = keyof typeof variantPatches;
