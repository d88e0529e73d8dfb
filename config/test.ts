import type { Environment } from "../stacks/configuration/environment";

export const test: Environment = {
  name: "test",
  accountId: "000000000000",
  region: "us-east-1",
  protectData: false,
  buffering: { intervalSeconds: 60, sizeMiB: 5 },
  retention: { eventsDays: 90, errorsDays: 30, noncurrentDays: 7, logsDays: 30 },
  // A placeholder: put your pages' origins here.
  cors: { allowedOrigins: ["https://menu.example.com"] },
};
