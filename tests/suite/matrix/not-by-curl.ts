/** Why the lines of a finding need not show its defect. */
interface Reason {
  why: string;
  /** They never do: one that is shown all the same is no longer listed rightly. */
  never: boolean;
}

const OVERLAP: Reason = {
  why: 'requests have to overlap as they did; the lines overlap, and not to the millisecond',
  never: false,
};
const COUNTED: Reason = {
  why: 'the server counts requests, and each so many-th goes wrong, whatever it is',
  never: false,
};
const TOO_LONG: Reason = {
  why: 'a body is longer than what a report keeps, so there are no lines',
  never: true,
};
const NO_TEXT: Reason = {
  why: 'the body is no text, so there are no lines',
  never: true,
};

const REFUSED_BEFORE: Reason = {
  why: 'it comes of what was refused before, in another scenario',
  never: false,
};
const BY_THE_CHUNKS: Reason = {
  why: 'curl goes by the chunks, and does not mind the length beside them',
  never: true,
};

const IN_TIME: Reason = {
  why: 'the write is late by less than it takes to start curl',
  never: false,
};
const ATTACHED_BEFORE: Reason = {
  why: 'it depends on who was attached before the first of the lines, and the server does not forget it',
  never: false,
};
const IN_A_LONG_LIST: Reason = {
  why: 'the user may have been listed otherwise only in a long list, whose body a report cuts',
  never: false,
};

/** Requirements that no lines can be relied on to show. */
const REQUIREMENTS: Readonly<Record<string, Reason>> = {
  'body.large': TOO_LONG,
  'concurrency.independent': OVERLAP,
  'concurrency.one-of': OVERLAP,
  'concurrency.settles': OVERLAP,
};

/** Faults whose lines cannot be relied on, by requirement. */
const FAULTS: Readonly<Record<string, Readonly<Record<string, Reason>>>> = {
  'answers-of-the-request-and-stored-by-stale-diff': { 'readback.persisted': OVERLAP },
  'bytes-that-are-not-utf-8-answered-500': { 'body.malformed': NO_TEXT, 'http.no-5xx': NO_TEXT },
  'bytes-that-are-not-utf-8-replaced': { 'body.malformed': NO_TEXT },
  'created-at-without-offset-on-last': { 'user.stable': IN_A_LONG_LIST },
  'deadlock-answered-500': { 'http.no-5xx': OVERLAP },
  'emptied-users-cannot-come-back': { 'sequence.model': ATTACHED_BEFORE },
  'every-tenth-answer-a-500': { 'http.no-5xx': COUNTED },
  'every-thirtieth-answer-a-502': { 'http.no-5xx': COUNTED },
  'every-fortieth-sync-hangs': { 'http.completes': COUNTED },
  'large-body-answered-500': { 'http.no-5xx': TOO_LONG },
  'large-body-cut-off': { 'http.completes': TOO_LONG },
  'length-and-chunks-both': { 'http.completes': BY_THE_CHUNKS },
  'list-sent-before-answered-from-memory': {
    'http.safe-get': ATTACHED_BEFORE,
    'readback.persisted': ATTACHED_BEFORE,
  },
  'page-of-1000': { 'volume.all-listed': TOO_LONG },
  'ten-thousand-ids-answered-500': { 'http.no-5xx': TOO_LONG },
  'read-from-a-stale-replica': { 'http.safe-get': ATTACHED_BEFORE },
  'refused-list-comes-with-the-next': { 'detach.unlisted': REFUSED_BEFORE },
  'sync-stored-later': { 'http.safe-get': IN_TIME, 'readback.persisted': IN_TIME },
  'sync-after-an-invalid-item-refused': { 'attach.many': REFUSED_BEFORE },
};

/** Why curl need not show that a fault breaks a requirement; undefined where it has to. */
export function whyNotByCurl(fault: string, requirement: string): Reason | undefined {
  return FAULTS[fault]?.[requirement] ?? REQUIREMENTS[requirement];
}
