import type { AthenaPrices, QueryAnswer } from "../pipeline/protocol";
import { counted, number, usd } from "./format";

const MIB = 1024 ** 2;

/** What Athena would bill for an answer: whole MiB and a least, and S3 for the LIST requests. A query of no table is free. */
export function billOf(
  { bytesScanned, listRequests = 0 }: Pick<QueryAnswer, "bytesScanned" | "listRequests">,
  prices: AthenaPrices,
): { readonly mib: number; readonly usd: number } {
  const mib = bytesScanned === 0 && listRequests === 0 ? 0 : Math.max(prices.leastMib, Math.ceil(bytesScanned / MIB));
  return { mib, usd: (mib / MIB) * prices.usdPerTib + listRequests * prices.usdPerList };
}

/** The bill in words. */
export function billText(answer: Pick<QueryAnswer, "bytesScanned" | "listRequests">, prices: AthenaPrices): string {
  const { mib, usd: amount } = billOf(answer, prices);
  const { listRequests = 0 } = answer;
  if (amount === 0) return "Athena would bill nothing: no table is read.";
  return `In AWS (${prices.region}): ${usd(amount)} for ${number(mib)} MiB billed by Athena (at least ${prices.leastMib}) and ${counted(listRequests, "LIST request")} of S3; ${usd(amount * 1000)} for a thousand such queries.`;
}
