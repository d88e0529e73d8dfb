import type { ContinuousIntegration } from "../stacks/configuration/ci";

/** Whose workflows may plan and deploy, account by account. Empty: nobody's. */
export const continuousIntegration: readonly ContinuousIntegration[] = [];
