import type { ValueType } from './parse';

/** Place in a pipeline where an option can be set. */
export type Door = 'action' | 'workflow' | 'gitlab';

/** Setting of a run: an environment variable, a flag and an input of pipelines. */
export interface Option {
  group: 'Target' | 'Verdict' | 'Run' | 'Guards';
  /** Name of the input of pipelines and, after `--`, of the flag. */
  input: string;
  type: ValueType;
  /** A secret has no flag: every user of a machine can list the arguments of a process. */
  secret?: true;
  /** Without a value, a run with BASE_URL is refused. */
  required?: true;
  /** Value that is used if none is given. */
  default?: string;
  /** Effect of giving no value, if no value is the default. */
  unset?: string;
  /** The default, unless given. */
  example?: string;
  /** One sentence. */
  description: string;
  /** All doors, unless given. */
  doors?: readonly Door[];
}

/** Returns a value that is valid. */
export function exampleOf({ example, default: value = '' }: Option): string {
  return example ?? value;
}

/** Returns the flag as commander takes it, or undefined for a secret. */
export function flagOf({ input, type, secret }: Option): string | undefined {
  if (secret) return undefined;
  return type === 'switch' ? `--${input}` : `--${input} <${type}>`;
}

/** Returns one sentence about giving no value. */
export function absence({ required, unset, default: value }: Option): string {
  return required ? 'Required with BASE_URL.' : `Default: ${unset ?? value ?? 'none'}.`;
}
