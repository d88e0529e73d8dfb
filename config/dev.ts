import type { Environment } from "../stacks/configuration/environment";

export const dev: Environment = {
  name: "dev",
  // A placeholder, which synthesizes but never deploys: put the 12 digits of your account here.
  accountId: "000000000000",
  region: "us-east-1",
  protectData: false,
  bufferingIntervalSeconds: 5,
  bufferingSizeMiB: 5,
  eventsExpirationDays: 30,
  errorsExpirationDays: 30,
  noncurrentExpirationDays: 7,
  logRetentionDays: 30,
  // Any page may post: developers' pages come from localhost at any port, and what lands here is thrown away.
  cors: { allowedOrigins: ["*"] },
};
