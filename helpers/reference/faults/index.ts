import { merge } from '../merge';
import { authAnswerFaults } from './auth-answers';
import { batchFaults } from './batches';
import { bodyFaults } from './bodies';
import { clientFaults } from './clients';
import { bodyNameFaults } from './body-names';
import { credentialFaults } from './credentials';
import { customerFaults } from './customers';
import { emptyListFaults } from './empty-lists';
import { envelopeFaults } from './envelopes';
import { gatewayFaults } from './gateways';
import { guardFaults } from './guards';
import { httpFrameworkFaults } from './http-framework';
import { httpWireFaults } from './http-wire';
import { idRangeFaults } from './id-range';
import { idFaults } from './ids';
import { leakFaults } from './leaks';
import { isolationFaults } from './isolation';
import { raceFaults, rejectionRaceFaults } from './races';
import { middleListFaults } from './middle-lists';
import { readbackFaults } from './readback';
import { sequenceFaults } from './sequences';
import { setFaults } from './sets-and-sizes';
import { stabilityFaults } from './stability';
import { syncMeaningFaults } from './sync-meaning';
import { trustedRequestFaults } from './trusted-requests';
import { userListFaults } from './user-lists';
import { userRecordFaults } from './user-records';
import { userTimeFaults } from './user-times';
import { wentOnFaults } from './went-on';

/** Every patch by its name, in the order of the themes. */
export const faultPatches = merge([
  userRecordFaults,
  userListFaults,
  userTimeFaults,
  stabilityFaults,
  envelopeFaults,
  syncMeaningFaults,
  emptyListFaults,
  setFaults,
  middleListFaults,
  batchFaults,
  sequenceFaults,
  isolationFaults,
  raceFaults,
  rejectionRaceFaults,
  credentialFaults,
  authAnswerFaults,
  guardFaults,
  trustedRequestFaults,
  wentOnFaults,
  leakFaults,
  customerFaults,
  bodyFaults,
  clientFaults,
  bodyNameFaults,
  idFaults,
  idRangeFaults,
  httpFrameworkFaults,
  httpWireFaults,
  gatewayFaults,
  readbackFaults,
]);

/** The name of a fault, as `--fault` takes it. */
export type FaultName = keyof typeof faultPatches;
