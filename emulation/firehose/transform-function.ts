import { isObject } from "../../basics/json";
import type { FailureReasons } from "../lambda/failure-reasons";
import type { LambdaService } from "../lambda/service";
import type { Invoke } from "./transform";

/** A function as a stream invokes it: each failed result also says why, where the function's log does. Undefined when there is none. */
export function transformFunction(lambda: LambdaService, arn: string): Invoke | undefined {
  const found = lambda.find(arn);
  const reasons = lambda.reasonsOf(arn);
  if (found === undefined || reasons === undefined) return undefined;
  return async (event) => withReasons(await found.invoke(event), reasons);
}

async function withReasons(answer: unknown, reasons: FailureReasons): Promise<unknown> {
  if (!isObject(answer) || !Array.isArray(answer["records"])) return answer;
  const records = await Promise.all(
    answer["records"].map(async (record: unknown) =>
      isObject(record) && record["result"] === "ProcessingFailed"
        ? { ...record, reason: await reasons.of(String(record["recordId"])) }
        : record,
    ),
  );
  return { ...answer, records };
}
