import {
  type FunctionFault,
  InvocationError,
  LAMBDA_PAYLOAD_LIMIT_BYTES,
  type Reply,
} from "../../emulation/lambda/function";
import type { TransformFault } from "./fault";

interface Result {
  readonly recordId: string;
}

/** How each answer is spoilt; undefined for what fails before there is one. */
const SPOILT: Readonly<Record<TransformFault, ((results: readonly Result[]) => object) | undefined>> = {
  throw: undefined,
  timeout: undefined,
  missing: (results) => ({ records: results.slice(1) }),
  extra: (results) => ({
    records: [
      ...results,
      ...results.slice(0, 1).map((result) => ({ ...result, recordId: `${result.recordId}-extra` })),
    ],
  }),
  duplicate: (results) => ({ records: [...results, ...results.slice(0, 1)] }),
  "too-large": (results) => ({ records: results, padding: "x".repeat(LAMBDA_PAYLOAD_LIMIT_BYTES) }),
};

/** Makes a transform fail. @param happens whether it does, asked once for each invocation */
export function transformFault(kind: TransformFault, happens: () => boolean): FunctionFault {
  return async ({ run, timeoutSeconds }) => {
    if (!happens()) return run();
    if (kind === "timeout")
      throw new InvocationError("Lambda.FunctionTimedOut", `Task timed out after ${timeoutSeconds} seconds`);
    const spoil = SPOILT[kind];
    return spoil === undefined ? { error: "Error: a fault that was asked for" } : spoilt(await run(), spoil);
  };
}

function spoilt(reply: Reply, spoil: (results: readonly Result[]) => object): Reply {
  if ("error" in reply) return reply;
  const { records } = JSON.parse(reply.answer) as { readonly records: readonly Result[] };
  return { answer: JSON.stringify(spoil(records)) };
}
