import type { Environment } from "../stacks/configuration/environment";

export const dev: Environment = {
  name: "dev",
  // A placeholder, which synthesizes but never deploys: put the 12 digits of your account here.
  accountId: "000000000000",
  region: "us-east-1",
  protectData: false,
  // "seconds" shows events within 6 seconds. Their small objects cost more to write and read: `clickstream cost` says how much.
  freshness: "minutes",
  // Fewer and larger objects than with the 300 of "minutes": each question opens every object of its days.
  bufferingIntervalSeconds: 600,
  // No alarms, no dashboard: "essential" warns when events are lost or late, "full" watches everything.
  monitoring: "none",
  eventsExpirationDays: 30,
  errorsExpirationDays: 30,
  noncurrentExpirationDays: 7,
  logRetentionDays: 30,
  // Any page may post: developers' pages come from localhost at any port, and what lands here is thrown away.
  cors: { allowedOrigins: ["*"] },
};
