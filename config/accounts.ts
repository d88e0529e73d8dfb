import type { Account } from "../stacks/configuration/accounts";

/** The accounts for which the defaults are not right. */
export const accounts: readonly Account[] = [];
