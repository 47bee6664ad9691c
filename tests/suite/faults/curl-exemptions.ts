import type { FaultName } from '../../../helpers/reference/faults';

/** Why the curl lines of a finding need not show its defect. */
interface Reason {
  why: string;
  /** They never do: if they show it all the same, the exemption is wrong. */
  never?: true;
}

const OVERLAP: Reason = { why: 'requests must overlap to the millisecond, as the lines do not' };
const COUNTED: Reason = { why: 'the server counts requests and fails every nth, whatever it is' };
const REJECTED_BEFORE: Reason = { why: 'it follows a rejection in another scenario' };
const BY_THE_CHUNKS: Reason = {
  why: 'curl reads the chunks and ignores the length beside them',
  never: true,
};
const BY_ONE_RESPONSE: Reason = { why: 'curl drops what follows the first response', never: true };
const IN_SEGMENTS: Reason = { why: 'curl sends a short body in one segment', never: true };
const ON_ONE_CONNECTION: Reason = { why: 'each line of curl has a connection of its own' };
const ATTACHED_BEFORE: Reason = {
  why: 'it depends on the users attached before the first line, which the server does not forget',
};
const IN_A_LONG_LIST: Reason = {
  why: 'the record may differ only from one in a long list, whose body a report truncates',
};

/** Exemptions by requirement. */
const REQUIREMENTS: Readonly<Record<string, Reason>> = {
  'concurrency.accepted': OVERLAP,
  'concurrency.independent': OVERLAP,
  'concurrency.one-of': OVERLAP,
  'concurrency.settles': OVERLAP,
};

/** Exemptions by fault and requirement. */
const FAULTS: Readonly<Partial<Record<FaultName, Readonly<Record<string, Reason>>>>> = {
  'answers-of-the-request-and-stored-by-stale-diff': { 'readback.persisted': OVERLAP },
  'busy-with-another-customer-answered-500': { 'http.no-5xx': OVERLAP },
  'body-of-a-415-left-on-the-connection': { 'body.media-type': ON_ONE_CONNECTION },
  'created-at-without-offset-on-last': { 'user.stable': IN_A_LONG_LIST },
  'deadlock-answered-500': { 'http.no-5xx': OVERLAP },
  'empty-list-beside-another-answered-500': { 'http.no-5xx': OVERLAP },
  'two-connections-of-ten-for-a-sync': { 'http.no-5xx': OVERLAP },
  'read-beside-a-sync-fills-the-cache': { 'readback.persisted': OVERLAP },
  'same-body-in-progress-answered-once': { 'readback.persisted': OVERLAP },
  'overlapping-list-stored-as-both': { 'http.safe-get': ATTACHED_BEFORE },
  'emptied-users-cannot-come-back': {
    'attach.many': ATTACHED_BEFORE,
    'empty.then-attach': ATTACHED_BEFORE,
    'sequence.model': ATTACHED_BEFORE,
  },
  'every-tenth-answer-a-500': { 'http.no-5xx': COUNTED },
  'every-thirtieth-answer-a-502': { 'http.no-5xx': COUNTED },
  'every-fortieth-sync-hangs': { 'http.completes': COUNTED },
  'length-and-chunks-both': { 'http.completes': BY_THE_CHUNKS },
  'list-sent-before-answered-from-memory': {
    'http.safe-get': ATTACHED_BEFORE,
    'readback.persisted': ATTACHED_BEFORE,
  },
  'many-rejections-answered-500': { 'http.no-5xx': OVERLAP },
  'many-rejections-dropped': { 'http.completes': OVERLAP },
  'many-rejections-hang': { 'http.completes': OVERLAP },
  'one-user-not-stored': {
    'http.safe-get': ATTACHED_BEFORE,
    'readback.persisted': ATTACHED_BEFORE,
  },
  'read-from-a-stale-replica': { 'http.safe-get': ATTACHED_BEFORE },
  'rows-locked-in-the-order-of-the-list': { 'http.no-5xx': OVERLAP },
  'second-response-after-401': { 'auth.no-data': BY_ONE_RESPONSE },
  'second-response-in-the-same-packet': { 'response.json': BY_ONE_RESPONSE },
  'third-repeat-refused': { 'set.unordered': COUNTED },
  'second-segment-not-read': { 'client.same-answer': IN_SEGMENTS },
  'sync-stored-later': { 'http.safe-get': ATTACHED_BEFORE },
  'sync-after-an-invalid-item-refused': { 'attach.many': REJECTED_BEFORE },
  'sync-after-an-unknown-customer-only-adds': { 'detach.unlisted': REJECTED_BEFORE },
};

/** Returns why curl need not show that a fault breaks a requirement; undefined if it must. */
export function curlExemption(fault: string, requirement: string): Reason | undefined {
  const byFault: Readonly<Partial<Record<string, Readonly<Record<string, Reason>>>>> = FAULTS;
  return byFault[fault]?.[requirement] ?? REQUIREMENTS[requirement];
}
