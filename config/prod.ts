import type { Environment } from "../stacks/configuration/environment";

export const prod: Environment = {
  name: "prod",
  // A placeholder, which synthesizes but never deploys: put the 12 digits of your account here.
  accountId: "000000000000",
  region: "us-east-1",
  protectData: true,
  backupRegion: "us-west-2",
  freshness: "minutes",
  // Fewer and larger objects than with the 300 of "minutes": each question opens every object of its days.
  bufferingIntervalSeconds: 600,
  bufferingSizeMiB: 64,
  // The alarms on lost and late events. "full" adds the others, those of the copy among them, and the dashboard, for 8 USD a month more.
  monitoring: "essential",
  eventsExpirationDays: null,
  errorsExpirationDays: 90,
  noncurrentExpirationDays: 30,
  logRetentionDays: 365,
  // A placeholder: put your pages' origins here.
  cors: { allowedOrigins: ["https://menu.example.com"] },
  // A firewall for 7 USD a month and 0.60 for a million requests.
  waf: { requestsPerAddress: 10_000 },
};
