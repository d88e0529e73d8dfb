import { writeLog } from "../shared/log";
import { createAsk } from "./athena";
import { createHandler } from "./handler";

const { env } = process;

export const handler = createHandler(
  createAsk(env, { database: env["DATABASE"] ?? "", workgroup: env["WORKGROUP"] ?? "" }),
  env["AWS_LAMBDA_FUNCTION_NAME"] ?? "",
  writeLog,
);
