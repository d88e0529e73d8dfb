import type { Environment } from "../stacks/configuration/environment";

export const prod: Environment = {
  name: "prod",
  accountId: "000000000000",
  region: "us-east-1",
  protectData: true,
  backupRegion: "us-west-2",
  buffering: { intervalSeconds: 300, sizeMiB: 64 },
  retention: { eventsDays: null, errorsDays: 90, noncurrentDays: 30, logsDays: 365 },
  // A placeholder: put your pages' origins here.
  cors: { allowedOrigins: ["https://menu.example.com"] },
  waf: { requestsPerAddress: 10_000 },
};
