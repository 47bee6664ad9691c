// Written by `npm run generate` from schemas/.
type Words<Text extends string> = Text extends `${infer Word} ${infer Rest}`
  ? Word | Words<Rest>
  : Text;

/** The codes of each requirement. */
export interface RequirementCodes {
  'response.status': Words<'other-success redirected'>;
  'response.media-type': Words<'missing other'>;
  'response.json': Words<'empty markup syntax byte-order-mark not-utf8 too-short too-long'>;
  'response.unique-names': Words<'duplicate-name'>;
  'response.envelope': Words<'null-value boolean number string array object'>;
  'user.object': Words<'null-value boolean number string array object'>;
  'user.id': Words<'null-value boolean number string array object'>;
  'user.name': Words<'null-value boolean number string array object'>;
  'user.email': Words<'null-value boolean number string array object'>;
  'user.roles': Words<'null-value boolean number string array object'>;
  'user.permissions': Words<'null-value boolean number string array object'>;
  'user.created-at': Words<'null-value boolean number string array object date no-offset digits format'>;
  'user.updated-at': Words<'null-value boolean number string array object date no-offset digits format'>;
  'user.stable': Words<'changed'>;
  'attach.one': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'attach.many': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'attach.added': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'detach.unlisted': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'replace.disjoint': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'replace.mixed': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'empty.detaches-all':
    | Words<'still-attached unrequested lost not-attached no-id rejected server-error no-body'>
    | Words<'no-array'>;
  'empty.when-empty':
    | Words<'still-attached unrequested lost not-attached no-id rejected server-error no-body'>
    | Words<'no-array'>;
  'empty.then-attach': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'idempotent.same-users': Words<'still-attached unrequested lost not-attached no-id rejected server-error no-body'>;
  'idempotent.same-records': Words<'changed'>;
  'set.unordered': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'set.no-duplicates': Words<'listed-twice'>;
  'set.repeated-ids':
    | Words<'still-attached unrequested lost not-attached no-id rejected server-error'>
    | Words<'listed-twice'>;
  'isolation.customers': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'volume.all-listed': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'sequence.model': Words<'mismatch rejected server-error'>;
  'concurrency.settles': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'concurrency.one-of': Words<'mixture'>;
  'concurrency.independent': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'auth.missing': Words<'accepted redirected server-error other-rejection discloses-users'>;
  'auth.invalid': Words<'accepted redirected server-error other-rejection'>;
  'auth.empty': Words<'accepted redirected server-error other-rejection'>;
  'auth.scheme': Words<'accepted redirected server-error other-rejection'>;
  'auth.altered': Words<'accepted redirected server-error other-rejection'>;
  'auth.each-request': Words<'accepted redirected server-error other-rejection rejected other-success'>;
  'auth.no-data': Words<'lists-users'>;
  'auth.forbidden': Words<'accepted redirected server-error other-rejection'>;
  'auth.expired': Words<'accepted redirected server-error other-rejection'>;
  'auth.elsewhere': Words<'accepted redirected server-error other-rejection'>;
  'auth.status': Words<'other-rejection redirected server-error'>;
  'auth.challenge': Words<'missing other'>;
  'auth.scheme-case': Words<'redirected server-error rejected other-success'>;
  'auth.first': Words<'accepted redirected server-error other-rejection'>;
  'auth.no-echo': Words<'repeats-token'>;
  'customer.unknown': Words<'accepted redirected server-error'>;
  'customer.not-found': Words<'accepted redirected server-error other-rejection'>;
  'customer.not-integer':
    | Words<'accepted redirected server-error still-attached unrequested lost not-attached'>
    | Words<'no-id'>;
  'customer.range': Words<'accepted redirected server-error'>;
  'body.absent': Words<'accepted redirected server-error'>;
  'body.malformed': Words<'accepted redirected server-error'>;
  'body.not-object': Words<'accepted redirected server-error'>;
  'ids.not-array': Words<'accepted redirected server-error'>;
  'ids.not-integer': Words<'accepted redirected server-error'>;
  'ids.one-reading': Words<'still-attached unrequested lost not-attached no-id redirected server-error'>;
  'ids.strict': Words<'accepted redirected server-error'>;
  'ids.unknown': Words<'still-attached unrequested lost not-attached no-id redirected server-error'>;
  'ids.range': Words<'still-attached unrequested lost not-attached no-id redirected server-error'>;
  'ids.missing': Words<'redirected server-error detached-all changed'>;
  'body.extra': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'body.charset': Words<'still-attached unrequested lost not-attached no-id rejected server-error'>;
  'body.media-type-safe': Words<'still-attached unrequested lost not-attached no-id redirected server-error'>;
  'body.media-type': Words<'accepted redirected server-error other-rejection'>;
  'body.large': Words<'redirected server-error'>;
  'http.no-5xx': Words<'status-500 status-501 status-502 status-503 status-504 status-5xx'>;
  'http.completes': Words<'timeout incomplete not-http'>;
  'http.no-redirect': Words<'status-301 status-302 status-303 status-307 status-308 status-3xx'>;
  'http.safe-get': Words<'still-attached unrequested lost not-attached no-id redirected server-error'>;
  'http.method': Words<'redirected server-error other-rejection no-allow'>;
  'http.error-json': Words<'other-type not-json'>;
  'http.no-leak': Words<'stack-trace sql file-path'>;
  'http.encoding': Words<'unsupported undecodable encoded-twice undeclared'>;
  'readback.persisted': Words<'still-attached unrequested lost not-attached none-of-them'>;
  'readback.refused-unchanged': Words<'still-attached unrequested lost not-attached'>;
}

/** The requests of the suite. */
export type RequestKind =
  | Words<'sync overlapping repeated-ids extra-properties charset ten-thousand-ids'>
  | Words<'megabyte-of-ids get read-back put patch delete no-credentials no-credentials-get'>
  | Words<'no-credentials-reused no-credentials-malformed no-credentials-ids'>
  | Words<'no-credentials-customer never-issued unset-token bearer-alone empty-header basic'>
  | Words<'scheme-token scheme-apikey scheme-digest no-scheme bearer-lower-case'>
  | Words<'bearer-upper-case token-shorter token-longer token-changed token-last-changed'>
  | Words<'token-other-case token-twice token-unsigned forbidden-token expired-token'>
  | Words<'query-access-token query-token query-api-key cookie-token body-token'>
  | Words<'customer-unknown customer-word customer-word-after customer-fraction customer-nul'>
  | Words<'customer-space customer-leading-zero customer-plus customer-float customer-zero'>
  | Words<'customer-negative customer-int32 customer-int64 customer-digits'>
  | Words<'customer-plus-int32 customer-negated customer-plus-int64 no-body cut-short'>
  | Words<'trailing-comma nan single-quotes text-after not-utf8 body-array body-string'>
  | Words<'body-number body-true body-null text-plain no-content-type form no-user-ids'>
  | Words<'misspelt-user-ids ids-null ids-true ids-word ids-number ids-object'>
  | Words<'ids-empty-object item-word item-word-after item-empty-string item-fraction'>
  | Words<'item-null item-true item-object item-array item-string item-padded item-plus'>
  | Words<'item-leading-zero item-float item-exponent user-unknown user-zero user-negative'>
  | Words<'user-int32 user-int64 user-plus-int32 user-negated user-plus-int64 user-int53'>
  | Words<'user-infinity'>;

/** The groups of requests. */
export type RequestGroup =
  | Words<'sync overlapping variation large-list read other-method credentials'>
  | Words<'invalid-request'>;
