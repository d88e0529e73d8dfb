import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { setupJest } from "cdktf/lib/testing/adapters/jest";
import { EncryptionKey, type EncryptionKeyProps } from "../../../constructs/storage/encryption-key";
import { LOCATION, statements, synth } from "../../support/synth";

setupJest();

const key = (props: Partial<EncryptionKeyProps> = {}) =>
  synth((scope) => new EncryptionKey(scope, "key", { ...LOCATION, alias: "alias/clicks", ...props }));

test("a key rotates, has its alias, and is hard to lose unless told otherwise", () => {
  const { json } = key();
  expect(json).toHaveResourceWithProperties(KmsKey, {
    enable_key_rotation: true,
    deletion_window_in_days: 30,
    lifecycle: { prevent_destroy: true },
  });
  expect(json).toHaveResourceWithProperties(KmsAlias, { name: "alias/clicks" });
});

test("a key can be made to go quickly", () => {
  expect(key({ deletionWindowDays: 7, protectData: false }).json).toHaveResourceWithProperties(KmsKey, {
    deletion_window_in_days: 7,
    lifecycle: { prevent_destroy: false },
  });
});

test("nobody but the account's IAM, its own log groups and its own alarms gets at the key", () => {
  const policy = statements(key().only("aws_kms_key").policy);
  expect(Object.keys(policy)).toEqual(["AccountThroughIam", "LogGroupsOfThisAccount", "AlarmsOfThisAccount"]);
  expect(policy.AccountThroughIam).toMatchObject({
    Principal: { AWS: "arn:aws:iam::111122223333:root" },
    Action: "kms:*",
  });
  expect(policy.LogGroupsOfThisAccount).toMatchObject({
    Principal: { Service: "logs.eu-west-1.amazonaws.com" },
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-west-1:111122223333:log-group:*" } },
  });
  expect(policy.AlarmsOfThisAccount).toMatchObject({
    Principal: { Service: "cloudwatch.amazonaws.com" },
    Action: ["kms:Decrypt", "kms:GenerateDataKey"],
    Condition: { StringEquals: { "aws:SourceAccount": "111122223333" } },
  });
});

test("a key that no service uses in its own name admits none", () => {
  expect(Object.keys(statements(key({ services: [] }).only("aws_kms_key").policy))).toEqual(["AccountThroughIam"]);
});

test.each([6, 31, 7.5])("a deletion window of %p days is refused with the range", (deletionWindowDays) => {
  expect(() => key({ deletionWindowDays })).toThrow(
    `\`deletionWindowDays\` must be a whole number from 7 to 30, got ${deletionWindowDays}`,
  );
});

test.each(["clicks", "alias/aws/clicks"])("the alias %p is refused with the rule", (alias) => {
  expect(() => key({ alias })).toThrow(
    `\`alias\` must be "alias/" and a name that does not begin with "aws/", got "${alias}"`,
  );
});
