/** The finished Lambda bundles, for those who put the parts together themselves. */
export type { HandlerBundles } from "../handlers/declarations";
export { finishedHandlers } from "../handlers/finished";
