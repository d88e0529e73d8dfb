import type { Environment } from "../stacks/configuration/environment";

export const test: Environment = {
  name: "test",
  // A placeholder, which synthesizes but never deploys: put the 12 digits of your account here.
  accountId: "000000000000",
  region: "us-east-1",
  protectData: false,
  freshness: "minutes",
  monitoring: "essential",
  eventsExpirationDays: 90,
  errorsExpirationDays: 30,
  noncurrentExpirationDays: 7,
  logRetentionDays: 30,
  // A placeholder: put your pages' origins here.
  cors: { allowedOrigins: ["https://menu.example.com"] },
};
