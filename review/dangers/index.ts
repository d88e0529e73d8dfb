import { emptiedAllowList } from "./allow-lists";
import type { Rule } from "./finding";
import { lossOfData, lossOfService, unknownLoss } from "./data";
import { widenedGrants } from "./grants";
import { maskedAway } from "./masked";
import { widenedPolicies } from "./policies";
import { lostProtection } from "./protection";
import { publicAccess } from "./public-access";
import { shortenedRetention } from "./retention";

/** Everything that is looked for. */
export const RULES: readonly Rule[] = [
  lossOfData,
  lossOfService,
  unknownLoss,
  widenedPolicies,
  widenedGrants,
  publicAccess,
  emptiedAllowList,
  lostProtection,
  shortenedRetention,
  maskedAway,
];
