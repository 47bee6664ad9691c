import { readFileSync } from 'node:fs';
import path from 'node:path';
import { CONTRACT_FILE } from '../contract/contract';
import { parseYaml } from '../contract/parsed-yaml';

/** Remark on the contract itself, for its authors. */
export interface ContractNote {
  /** JSON pointer into the contract. */
  pointer: string;
  title: string;
  /** Consequences for servers and clients, and how the suite handles it. */
  text: string;
}

const FILE = path.join(path.dirname(CONTRACT_FILE), 'notes.yaml');

/** Ambiguities in the contract. They do not affect the verdict on a server. */
export const contractNotes = parseYaml(readFileSync(FILE, 'utf8'))
  .content as readonly ContractNote[];
