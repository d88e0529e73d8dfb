/** One `--allow`: a danger that somebody has looked at and answers for. */
export interface Allowance {
  /** A Terraform address, or `STACK:ADDRESS` for one stack only. */
  readonly target: string;
  readonly reason: string;
}

/**
 * Reads `ADDRESS=REASON`. An `=` in the key of an address, as in `x.y["a=b"]`, does not end it.
 * @throws Error when there is no address or no reason
 */
export function parseAllowance(text: string): Allowance {
  const [, target = "", reason = ""] = /^((?:\["(?:[^"\\]|\\.)*"\]|[^=[]|\[)*)=([^]*)$/.exec(text) ?? [];
  if (target.trim() === "" || reason.trim() === "")
    throw new Error(
      `--allow ${JSON.stringify(text)} must be ADDRESS=REASON, such as 'aws_s3_bucket.old=emptied last week'`,
    );
  return { target: target.trim(), reason: reason.trim() };
}

export const allows = ({ target }: Allowance, stack: string, address: string): boolean =>
  target === address || target === `${stack}:${address}`;
