// @internal
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import type { Construct } from "constructs";

/** The API Gateway resources of an API's paths; each, and its parents, is made when first asked for. */
export class ApiPaths {
  private readonly ids: Map<string, string>;

  constructor(
    private readonly scope: Construct,
    private readonly api: ApiGatewayRestApi,
  ) {
    this.ids = new Map([["", api.rootResourceId]]);
  }

  /** The id of a path's resource. */
  resourceId(path: string): string {
    const known = this.ids.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const { id } = new ApiGatewayResource(this.scope, `path${asId(path)}`, {
      restApiId: this.api.id,
      parentId: this.resourceId(path.slice(0, slash)),
      pathPart: path.slice(slash + 1),
    });
    this.ids.set(path, id);
    return id;
  }
}

/** A path as part of a construct's id: a path's own characters leave the underscore free, so no two fall together. */
export const asId = (path: string): string => path.replaceAll("/", "_");
