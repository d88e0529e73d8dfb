import { AwsClient } from "aws4fetch";
import type { PseudonymKey } from "./pseudonym";

/** Which KMS key makes the keys of pseudonyms, and for which versions: the first is for new values, the others are still known. */
export interface PseudonymSource {
  /** ARN, id or alias of a key for GENERATE_VERIFY_MAC, HMAC_256. */
  readonly keyId: string;
  readonly versions: readonly string[];
}

/** Credentials as AWS gives them out. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a version's key is the MAC of. */
export const labelOf = (version: string): string => `clickstream-pseudonyms:${version}`;

/**
 * The key of each version: the MAC that KMS makes of its label. It is nowhere but in the memory of whoever asked.
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GenerateMac.html
 * @param endpoint where KMS answers. @default AWS's, in the region
 * @throws Error naming what KMS answered, never a key
 */
export async function pseudonymKeys(
  { keyId, versions }: PseudonymSource,
  region: string,
  credentials: Credentials,
  endpoint = `https://kms.${region}.${region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com"}/`,
): Promise<readonly PseudonymKey[]> {
  const client = new AwsClient({ ...credentials, service: "kms", region, retries: 3 });
  return Promise.all(
    versions.map(async (version) => {
      const response = await client.fetch(endpoint, {
        method: "POST",
        headers: { "Content-Type": "application/x-amz-json-1.1", "X-Amz-Target": "TrentService.GenerateMac" },
        body: JSON.stringify({
          KeyId: keyId,
          MacAlgorithm: "HMAC_SHA_256",
          Message: Buffer.from(labelOf(version)).toString("base64"),
        }),
      });
      const answer = (await response.json().catch(() => ({}))) as { readonly Mac?: string; readonly __type?: string };
      if (!response.ok || answer.Mac === undefined)
        throw new Error(`KMS made no key of pseudonyms: ${answer.__type ?? `HTTP ${response.status}`}`);
      return { version, key: Buffer.from(answer.Mac, "base64") };
    }),
  );
}
