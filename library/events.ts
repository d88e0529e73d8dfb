/** The vocabulary in which event types, their saved queries and their charts are declared. It loads no CDKTF. */
export * from "../events/analysis";
export { defineEvent, defineEvents } from "../events/define";
export * from "../events/event";
