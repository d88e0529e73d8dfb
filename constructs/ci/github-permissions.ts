// @internal
import { buckets, catalog, copies, keys, queries } from "./github-data-grants";
import { functions, logGroups, streams } from "./github-delivery-grants";
import { apiKeys, apis, firewalls } from "./github-edge-grants";
import { locate, type Grant, type Reach } from "./github-grants";
import { lakes } from "./github-lake-grants";
import { dashboards, monitoring, roles } from "./github-other-grants";

/**
 * By area, what each resource type needs: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html
 * Nothing here deletes what holds data: no bucket, no object, no key. Whoever wants that gone does it with a role of their own.
 * `npm run test:policies` holds that every action, resource and condition is needed, and that nothing else is.
 */
export function grants(reach: Reach): Readonly<Record<string, readonly Grant[]>> {
  const here = locate(reach, reach.regions);
  const everywhere = locate(reach, [...new Set([...reach.regions, ...(reach.backupRegions ?? [])])]);
  return {
    storage: [
      ...buckets(reach, here.global),
      ...copies(reach, here.global),
      ...keys(reach, here.regional, everywhere.regional),
    ],
    catalog: [...catalog(reach, here.regional), ...queries(reach, here.regional)],
    lake: lakes(reach, here.regional),
    delivery: [
      ...functions(reach, here.regional),
      ...streams(reach, here.regional),
      ...logGroups(reach, here.regional),
    ],
    edge: [...apis(reach, here.api), ...apiKeys(reach, here.api), ...firewalls(reach, here.regional, here.api)],
    monitoring: monitoring(reach, here.global, everywhere.regional),
    dashboards: dashboards(reach, here.regional),
    roles: roles(reach, here.global),
  };
}
