import type { Extension } from "../normaliser/extension";
import { pseudonymKeys, type PseudonymSource } from "../pseudonyms/kms";
import { pseudonymsBy } from "./pseudonyms";

/** The same with the keys that the function's environment names, asked for once, when it starts. */
export async function pseudonyms(environment: Readonly<Record<string, string | undefined>>): Promise<Extension> {
  const said = environment["PSEUDONYMS"];
  if (said === undefined) return pseudonymsBy([]);
  const token = environment["AWS_SESSION_TOKEN"];
  const keys = await pseudonymKeys(
    JSON.parse(said) as PseudonymSource,
    environment["AWS_REGION"] ?? "",
    {
      accessKeyId: environment["AWS_ACCESS_KEY_ID"] ?? "",
      secretAccessKey: environment["AWS_SECRET_ACCESS_KEY"] ?? "",
      ...(token !== undefined && { sessionToken: token }),
    },
    environment["AWS_ENDPOINT_URL_KMS"],
  );
  return pseudonymsBy(keys);
}
