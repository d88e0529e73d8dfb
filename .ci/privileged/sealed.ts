// Packs the synthesized tree with its saved plans for another job of the same run, and unpacks it there. Plans can hold
// secrets, and whoever reads the repository can fetch its artifacts: so it is encrypted with PLAN_PASSPHRASE (AES-256-GCM).
// usage: node .ci/privileged/sealed.ts pack FILE | unpack FILE
import { execFileSync } from "node:child_process";
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const CIPHER = "aes-256-gcm";
/** In bytes. The file holds salt, nonce, tag, and what is encrypted. */
const [SALT, NONCE, TAG, KEY] = [16, 12, 16, 32];

function encrypt(plain: Buffer, passphrase: string): Buffer {
  const [salt, nonce] = [randomBytes(SALT), randomBytes(NONCE)];
  const cipher = createCipheriv(CIPHER, scryptSync(passphrase, salt, KEY), nonce);
  const hidden = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([salt, nonce, cipher.getAuthTag(), hidden]);
}

/** @throws Error when the passphrase is another, or when a byte was changed */
function decrypt(sealed: Buffer, passphrase: string): Buffer {
  const [salt, nonce] = [sealed.subarray(0, SALT), sealed.subarray(SALT, SALT + NONCE)];
  const decipher = createDecipheriv(CIPHER, scryptSync(passphrase, salt, KEY), nonce, { authTagLength: TAG });
  decipher.setAuthTag(sealed.subarray(SALT + NONCE, SALT + NONCE + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(SALT + NONCE + TAG)), decipher.final()]);
}

const [what, file] = process.argv.slice(2);
const passphrase = process.env["PLAN_PASSPHRASE"] ?? "";
try {
  if ((what !== "pack" && what !== "unpack") || file === undefined)
    throw new Error("usage: sealed.ts pack FILE | unpack FILE");
  if (passphrase === "")
    throw new Error("PLAN_PASSPHRASE is not set: make it a secret of the repository, see docs/ci.md");
  if (what === "pack") {
    const tree = execFileSync("tar", ["--create", "--exclude", ".terraform", "cdktf.out"], { maxBuffer: 2 ** 30 });
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, encrypt(tree, passphrase));
  } else execFileSync("tar", ["--extract"], { input: decrypt(readFileSync(file), passphrase) });
} catch (error) {
  console.error(`sealed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
