import { Secrets } from "../../review/plan/secrets";

const PASSWORD = "Sup3r-S3cret!";

/** A text that stands beside a value which is marked. */
const shown = (marked: unknown, text: string): string =>
  Secrets.of([{ resource_changes: [{ change: { before: { a: marked }, before_sensitive: { a: true } } }] }]).clean(
    text,
  );

test.each<[what: string, marked: string]>([
  ["JSON", JSON.stringify({ password: PASSWORD })],
  ["JSON within JSON", JSON.stringify({ settings: JSON.stringify({ password: PASSWORD }) })],
  ["base64", Buffer.from(PASSWORD).toString("base64")],
  ["a script in base64", Buffer.from(`#!/bin/sh\nexport DB_PASSWORD='${PASSWORD}'\n`).toString("base64")],
  ["an address", `postgres://admin:${encodeURIComponent(PASSWORD)}@host:5432/shop`],
  ["a file of settings", `USER=admin\nPASSWORD=${PASSWORD}\n`],
  ["a list", `alice,${PASSWORD};bob`],
  ["YAML", `user: admin\ndb_password: "${PASSWORD}"\n`],
])("a password that is marked within %s is hidden where it stands alone", (_, marked) => {
  expect(shown(marked, `is ${PASSWORD} there`)).toBe("is (sensitive) there");
});

test("a key of an object that is marked as a whole is hidden elsewhere, save an ordinary word", () => {
  expect(shown({ [PASSWORD]: "owner", username: "x" }, `username ${PASSWORD}`)).toBe("username (sensitive)");
});

test("a number within JSON is hidden, too", () => {
  expect(shown(JSON.stringify({ pin: 918273, tries: 3 }), "918273 and 3")).toBe("(sensitive) and 3");
});

test.each<[what: string, text: string]>([
  ["base64", Buffer.from(`admin:${PASSWORD}`).toString("base64")],
  ["hexadecimal", Buffer.from(PASSWORD).toString("hex")],
  ["an address", encodeURIComponent(PASSWORD)],
  ["JSON within JSON", JSON.stringify(JSON.stringify({ a: PASSWORD }))],
])("what is marked is hidden in %s", (_, text) => {
  expect(shown(PASSWORD, text)).not.toBe(text);
});

test.each(["password", "AdminUser123", "clickstream-dev", "us-east-1", "key=value", "ap-southeast-2,eu-west-1"])(
  "nothing but the word itself is hidden when %s is marked",
  (word) => {
    expect(shown(word, "clickstream prod admin user key value eu-west-1")).toBe(
      "clickstream prod admin user key value eu-west-1",
    );
  },
);
