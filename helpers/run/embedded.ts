/** What of the embedded server's people a run is lent. */
export const EMBEDDED_CUSTOMERS = 2;
export const EMBEDDED_USERS = 60;
