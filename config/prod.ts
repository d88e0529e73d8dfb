import type { Environment } from "../stacks/configuration/environment";

export const prod: Environment = {
  name: "prod",
  // A placeholder, which synthesizes but never deploys: put the 12 digits of your account here.
  accountId: "000000000000",
  region: "us-east-1",
  protectData: true,
  backupRegion: "us-west-2",
  bufferingIntervalSeconds: 300,
  bufferingSizeMiB: 64,
  eventsExpirationDays: null,
  errorsExpirationDays: 90,
  noncurrentExpirationDays: 30,
  logRetentionDays: 365,
  // A placeholder: put your pages' origins here.
  cors: { allowedOrigins: ["https://menu.example.com"] },
  waf: { requestsPerAddress: 10_000 },
};
