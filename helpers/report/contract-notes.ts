import { OPERATION } from '../contract/contract';

/** Something about the contract itself that its authors should know. */
export interface ContractNote {
  /** The place in the contract, a JSON pointer. */
  pointer: string;
  title: string;
  /** What it means for servers and clients, and what this suite makes of it. */
  text: string;
}

const REQUEST = `${OPERATION}/requestBody/content/application~1json/schema`;
const RESPONSE = `${OPERATION}/responses/200/content/application~1json/schema`;
const USER = '#/components/schemas/User/properties';

/** What the suite's authors stumbled over; nothing here counts for or against a server. */
export const contractNotes: readonly ContractNote[] = [
  {
    pointer: `${USER}/email/type`,
    title: '`email` is an integer',
    text: 'Surely a slip: an address is a string. The suite holds servers to what is written. A server that sends strings fails `user.email`, and nothing else because of it; a baseline can waive it.',
  },
  {
    pointer: `${REQUEST}/properties`,
    title: '`user_ids` is not required',
    text: 'By the schema `{}` is a valid request, and nothing says what it means. Read as an empty list it would detach everyone. The suite records what the server does, and warns where it detaches.',
  },
  {
    pointer: `${RESPONSE}/properties`,
    title: 'Nothing is required in an answer',
    text: 'By the schema `{}` is a valid answer to every sync, and so is a user without an id. The suite asks for the ids of those that are attached, since nothing else would tell that a sync was done.',
  },
  {
    pointer: `${OPERATION}/responses`,
    title: 'Only 200 is documented',
    text: 'Neither the refusals (401, 403, 404, 422) nor the form of an error are described. The suite takes the statuses from RFC 9110, and any 4xx where that leaves a choice.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids`,
    title: '`user_ids` has no bound',
    text: 'There is no `maxItems`, so a client may send any number. The suite sends every user lent, and 10 000 ids, which may be refused, but not with a 5xx.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids/items`,
    title: 'Ids have neither a format nor bounds, and may repeat',
    text: 'There is no `int64`, no `minimum` and no `uniqueItems`: 0, -1 and 2^64 are valid by the schema. The suite lets a server refuse or ignore them, and not take them for another user.',
  },
  {
    pointer: `${REQUEST}/properties/user_ids/description`,
    title: 'What a sync means is said in prose only',
    text: '“It will automatically determine which IDs to attach or detach” is all there is. The suite reads it as: after a sync, the customer has exactly the users that are listed.',
  },
];
