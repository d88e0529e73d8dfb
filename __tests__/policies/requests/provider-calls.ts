import type { Reader } from "./provider/calls";
import { DATA_CALLS } from "./provider/data";
import { DELIVERY_CALLS } from "./provider/delivery";
import { EDGE_CALLS } from "./provider/edge";
import { LAKE_CALLS } from "./provider/lake";
import { OTHER_CALLS } from "./provider/other";

/** What the Terraform provider calls, by resource type; a type that is not here has no row, and `ci.ts` says so. */
export const PROVIDER_CALLS: Readonly<Record<string, Reader>> = {
  ...DATA_CALLS,
  ...DELIVERY_CALLS,
  ...EDGE_CALLS,
  ...LAKE_CALLS,
  ...OTHER_CALLS,
};
