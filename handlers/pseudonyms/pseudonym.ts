/** Not imported: in a bundle it stands inside a module. */
const { createHmac, timingSafeEqual } = process.getBuiltinModule("node:crypto");

/** A key of pseudonyms with the version that its label names. */
export interface PseudonymKey {
  readonly version: string;
  readonly key: Uint8Array;
}

/** What a version may be called. */
export const VERSION = /^[A-Za-z0-9-]{1,32}$/;
/** `ps.<version>.<hash>.<mark>`: the mark is a keyed hash of the hash, so that nobody without the key can make one. */
const PSEUDONYM = /^ps\.([A-Za-z0-9-]{1,32})\.([\w-]{22})\.([\w-]{16})$/;

const HASH_BYTES = 16;
const MARK_BYTES = 12;

/** What stands in a value's place: the same for the same value and key. */
export function pseudonymOf(value: string, { version, key }: PseudonymKey): string {
  const hash = keyed(key, `value:${value}`, HASH_BYTES);
  return `ps.${version}.${hash}.${keyed(key, `mark:${hash}`, MARK_BYTES)}`;
}

/** Whether a text is a pseudonym that one of these keys has made. */
export function isPseudonym(text: string, keys: readonly PseudonymKey[]): boolean {
  const [, version, hash = "", mark = ""] = PSEUDONYM.exec(text) ?? [];
  const found = keys.find((each) => each.version === version);
  return (
    found !== undefined && timingSafeEqual(Buffer.from(keyed(found.key, `mark:${hash}`, MARK_BYTES)), Buffer.from(mark))
  );
}

const keyed = (key: Uint8Array, text: string, bytes: number): string =>
  createHmac("sha256", key).update(text).digest().subarray(0, bytes).toString("base64url");
