/** The vocabulary in which event types, their saved queries and their charts are declared. It loads no CDKTF. */
export * from "../declaration/analysis";
export { defineEvent, defineEvents } from "../declaration/define";
export * from "../declaration/event";
export * from "../declaration/field-types";
