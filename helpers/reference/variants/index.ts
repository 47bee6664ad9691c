import { merge } from '../merge';
import { dataVariants } from './data';
import { formVariants } from './forms';
import { httpVariants } from './http';
import { refusalVariants } from './refusals';
import { serverVariants } from './servers';
import { systemVariants } from './systems';
import type { Variant } from './variant';

const merged = merge([
  dataVariants,
  refusalVariants,
  httpVariants,
  systemVariants,
  formVariants,
  serverVariants,
]);

/** The name of a variant, as `--variant` takes it. */
export type VariantName = keyof typeof merged;

/** Every variant by its name, in the order of the themes. */
export const variants: Readonly<Record<VariantName, Variant>> = merged;
