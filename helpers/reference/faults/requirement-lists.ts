/** Requirements that several faults break together. */
export const DETACHING = [
  'detach.unlisted',
  'replace.disjoint',
  'replace.mixed',
  'sequence.model',
] as const;
export const REPLACING = ['replace.disjoint', 'replace.mixed', 'sequence.model'] as const;
export const ATTACHING_MANY = [
  'attach.many',
  'attach.added',
  'empty.then-attach',
  'sequence.model',
] as const;
export const EMPTY_DATA = ['response.envelope', 'empty.detaches-all', 'empty.when-empty'] as const;

/** Rejected credentials, without those of FORBIDDEN_TOKEN. */
export const UNAUTHENTICATED = [
  'auth.missing',
  'auth.invalid',
  'auth.empty',
  'auth.scheme',
  'auth.altered',
  'auth.each-request',
  'auth.expired',
] as const;
export const NO_401 = [...UNAUTHENTICATED, 'auth.status', 'auth.first', 'auth.elsewhere'] as const;
export const ANONYMOUS = [
  'auth.missing',
  'auth.each-request',
  'auth.elsewhere',
  'auth.first',
] as const;
export const UNKNOWN_CUSTOMER = ['customer.unknown', 'customer.not-found'] as const;
