import { createHmac } from "node:crypto";
import { readdirSync } from "node:fs";
import { KmsService } from "../../../emulation/kms/service";
import { temporaryFolder, treeOf } from "../../support/tree";

const tree = (key: object = {}) =>
  treeOf({
    aws_kms_key: {
      data: { description: "Data" },
      names: { key_usage: "GENERATE_VERIFY_MAC", customer_master_key_spec: "HMAC_256", ...key },
    },
    aws_kms_alias: { names: { name: "alias/names", target_key_id: "${aws_kms_key.names.key_id}" } },
  });
const ask = (service: KmsService, request: object) => {
  const { status, body } = service.call(
    "GenerateMac",
    JSON.stringify({ KeyId: "alias/names", MacAlgorithm: "HMAC_SHA_256", Message: "YQ==", ...request }),
  );
  return { status, ...(JSON.parse(body) as { readonly Mac?: string; readonly __type?: string }) };
};

test("it makes the same MAC of the same message from the same folder, and others from another", async () => {
  const folder = temporaryFolder();
  const { Mac: mac = "" } = ask(await KmsService.open(tree(), folder), {});
  expect(Buffer.from(mac, "base64")).toHaveLength(32);
  expect(ask(await KmsService.open(tree(), folder), {}).Mac).toBe(mac);
  expect(ask(await KmsService.open(tree(), temporaryFolder()), {}).Mac).not.toBe(mac);
  expect(ask(await KmsService.open(tree(), folder), { Message: "Yg==" }).Mac).not.toBe(mac);
  expect(readdirSync(folder)).toHaveLength(1); // the key for data has none of this kind
  expect(mac).not.toBe(createHmac("sha256", "").update("a").digest("base64"));
});

test.each([
  ["an unknown key", { KeyId: "alias/other" }, "NotFoundException"],
  ["another algorithm", { MacAlgorithm: "HMAC_SHA_512" }, "ValidationException"],
  ["no message", { Message: "" }, "ValidationException"],
])("%s is refused", async (_, request, type) => {
  expect(ask(await KmsService.open(tree(), temporaryFolder()), request)).toMatchObject({ status: 400, __type: type });
});

test("what it does not know stops the start, or is refused", async () => {
  await expect(KmsService.open(tree({ customer_master_key_spec: "HMAC_512" }), temporaryFolder())).rejects.toThrow(
    "must be HMAC_256 to run here",
  );
  const service = await KmsService.open(tree(), temporaryFolder());
  expect(service.call("Encrypt", "{}").body).toContain("UnknownOperationException");
  expect(service.call("GenerateMac", "no JSON").body).toContain("NotFoundException");
});
