import type { Environment } from "../stacks/configuration/environment";

export const dev: Environment = {
  name: "dev",
  accountId: "000000000000",
  region: "us-east-1",
  protectData: false,
  buffering: { intervalSeconds: 5, sizeMiB: 5 },
  retention: { eventsDays: 30, errorsDays: 30, noncurrentDays: 7, logsDays: 30 },
  // Any page may post: developers' pages come from localhost at any port, and what lands here is thrown away.
  cors: { allowedOrigins: ["*"] },
};
