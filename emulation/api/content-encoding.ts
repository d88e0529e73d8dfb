import { promisify } from "node:util";
import { gunzip, inflate } from "node:zlib";
import type { Decode } from "../files/request-bodies";

const INFLATE = { gzip: promisify(gunzip), deflate: promisify(inflate) } as const;

/**
 * What API Gateway does with a body before it looks at it, by the request's `Content-Encoding`: it inflates gzip and deflate,
 * and answers 415 for any other name and for what it can't inflate. `deflate` is zlib's format, as HTTP has it.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html
 * @returns undefined for a body that is sent as it is
 */
export function decoderOf(contentEncoding: string | undefined): Decode | undefined {
  const name = contentEncoding?.trim().toLowerCase() ?? "";
  if (name === "" || name === "identity") return undefined;
  const [, inflated] = Object.entries(INFLATE).find(([known]) => known === name) ?? [];
  if (inflated === undefined) return () => Promise.reject(new Error(`Content-Encoding "${name}" is not known`));
  return (body, mostBytes) =>
    inflated(body, { maxOutputLength: mostBytes }).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") return undefined;
      throw error;
    });
}
