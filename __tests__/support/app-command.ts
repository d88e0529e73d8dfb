import { readFileSync } from "node:fs";

/** The `app` command of cdktf.json in the current folder. @throws Error when there is none */
export function appCommand(): string {
  let app: unknown;
  try {
    ({ app } = JSON.parse(readFileSync("cdktf.json", "utf8")) as { app?: unknown });
  } catch (error) {
    throw new Error(`cdktf.json cannot be read: ${(error as Error).message}; run this in the project's folder`);
  }
  if (typeof app !== "string")
    throw new Error(`cdktf.json: "app" must be the command that synthesizes, got ${JSON.stringify(app)}`);
  return app;
}
