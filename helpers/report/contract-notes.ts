import { OPERATION } from '../contract/contract';

/** Remark on the contract itself, for its authors. */
export interface ContractNote {
  /** JSON pointer into the contract. */
  pointer: string;
  title: string;
  /** Consequences for servers and clients, and how the suite handles it. */
  text: string;
}

const REQUEST = `${OPERATION}/requestBody/content/application~1json/schema`;
const RESPONSE = `${OPERATION}/responses/200/content/application~1json/schema`;
const USER = '#/components/schemas/User/properties';

/** Ambiguities in the contract. They do not affect the verdict on a server. */
export const contractNotes: readonly ContractNote[] = [
  {
    pointer: `${USER}/email/type`,
    title: '`email` is an integer',
    text: 'Probably a mistake: an email address is a string. The suite tests servers against the text as published. A server that sends strings fails only `user.email`, and a baseline can waive it.',
  },
  {
    pointer: `${REQUEST}/properties`,
    title: '`user_ids` is not required',
    text: '`{}` is valid against the schema, but its meaning is not defined. Read as an empty list it would detach all users. The suite records what the server does, and warns if it detaches.',
  },
  {
    pointer: `${RESPONSE}/properties`,
    title: 'No property of a response is required',
    text: '`{}` is a valid response to every sync according to the schema, and so is a user without an id. The suite requires the ids of all attached users: a sync cannot be verified otherwise.',
  },
  {
    pointer: `${OPERATION}/responses`,
    title: 'Only 200 is documented',
    text: 'Neither error statuses (401, 403, 404, 422) nor the format of an error are described. The suite takes the statuses from RFC 9110, and accepts any 4xx if it leaves a choice.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids`,
    title: '`user_ids` has no limit',
    text: 'There is no `maxItems`, so a client may send any number of ids. The suite sends all of USER_IDS, and a list of 10 000 ids, which may be rejected, but not with a 5xx.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids/items`,
    title: 'Ids have neither a format nor limits, and may repeat',
    text: 'There is no `int64`, no `minimum` and no `uniqueItems`: 0, -1 and 2^64 are valid against the schema. A server may reject or ignore them, but must not mistake them for another user.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids/description`,
    title: 'The effect of a sync is described in prose only',
    text: 'The only description is “It will automatically determine which IDs to attach or detach”. The suite reads it as: after a sync, exactly the listed users are attached to the customer.',
  },
];
