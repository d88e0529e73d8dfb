import { defineEvent } from "../../declaration/define";
import {
  bigint,
  boolean,
  date,
  decimal,
  double,
  int,
  json,
  list,
  object,
  oneOf,
  string,
  timestamp,
} from "../../declaration/event";
import type { FieldDeclaration } from "../../declaration/event";
import type { FieldType } from "../../declaration/field-types";

/** A field of each type: what a test goes through misses none. */
export const FIELD_OF: Readonly<Record<FieldType, FieldDeclaration>> = {
  string: string({ maxLength: 20 }),
  int: int(),
  bigint: bigint(),
  double: double(),
  boolean: boolean(),
  timestamp: timestamp(),
  decimal: decimal(10, 2),
  date: date(),
  oneOf: oneOf("card", "cash"),
  list: list(string()),
  object: object({ sku: string(), amount: decimal(8, 3), boughtOn: date() }),
  json: json(),
};

/** An event type that has all of what a declaration can say, save what protects people. */
export const payment = defineEvent({
  name: "payment",
  description: "A guest paid",
  path: "/payments",
  table: "payments",
  occurredAt: "paidAt",
  fields: {
    paidAt: timestamp({ required: true, aliases: ["paid_at"] }),
    amount: decimal(10, 2, { required: true, minimum: 0 }),
    tip: decimal(6, 2, { default: "0" }),
    currency: string({ pattern: "^[A-Z]{3}$", default: "EUR" }),
    method: oneOf("card", "cash", "voucher", { required: true }),
    cardBrand: string({ requiredWhen: { method: "card" } }),
    valueDate: date(),
    tags: list(string({ maxLength: 20 }), { maxItems: 5 }),
    items: list(
      object({
        sku: string({ required: true, aliases: ["article"] }),
        price: decimal(8, 2, { required: true }),
        count: int({ default: 1 }),
        soldOn: date(),
        at: timestamp(),
        options: list(string()),
      }),
    ),
    place: object({
      restaurant: string({ required: true }),
      table: int(),
      geo: object({ lat: double(), lon: double() }),
    }),
    raw: json(),
  },
});
