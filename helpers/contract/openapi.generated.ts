// Written by `npm run generate` from schemas/.
export type paths = Record<string, never>;
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    /** @description User from business which operates this app. */
    User: {
      /** @description Internal ID. */
      id?: number;
      name?: string;
      email?: number | null;
      /** @description List of roles. "admin" has all permissions implicitly. */
      roles?: string[];
      /** @description List of permissions. */
      permissions?: string[];
      /**
       * Format: date-time
       * @example 2023-01-01T12:00:00Z
       */
      created_at?: string | null;
      /**
       * Format: date-time
       * @example 2023-01-01T12:00:00Z
       */
      updated_at?: string | null;
    };
    SyncUsersRequest: {
      /** @description Array of user IDs. It will automatically determine which IDs to attach or detach. */
      user_ids?: number[];
    };
    SyncUsersResponse: {
      data?: components['schemas']['User'][];
    };
  };
  responses: never;
  parameters: never;
  requestBodies: never;
  headers: never;
  pathItems: never;
}
export type $defs = Record<string, never>;
export type operations = Record<string, never>;
