// @internal
import { ApiGatewayResource } from "@cdktf/provider-aws/lib/api-gateway-resource";
import type { ApiGatewayRestApi } from "@cdktf/provider-aws/lib/api-gateway-rest-api";
import type { Construct } from "constructs";

/** What stands behind paths, as far as Terraform can't update an integration from one to another, with the beginning of their resources' ids. */
export const BEHIND = { role: "path", variable: "variable-path", function: "function-path" } as const;
export type Behind = keyof typeof BEHIND;

/**
 * The API Gateway resources of an API's paths; each, and its parents, is made when first asked for.
 *
 * What stands behind a path can't be exchanged in one go: Terraform would put the new integration over the old one and then delete the old one,
 * the new one with it (terraform-provider-aws#21907). So each kind has resources of its own. All of them are there, at the first part of
 * a path; one has its name, and on a change the names are exchanged in place before methods are made below the other.
 */
export class ApiPaths {
  private readonly ids: Map<string, string>;

  constructor(
    private readonly scope: Construct,
    private readonly api: ApiGatewayRestApi,
    private readonly behind: Behind,
  ) {
    this.ids = new Map([["", api.rootResourceId]]);
  }

  /** The id of a path's resource. */
  resourceId(path: string): string {
    const known = this.ids.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const part = path.slice(slash + 1);
    const idle = slash === 0 ? this.idle(path, part) : [];
    const { id } = this.resource(BEHIND[this.behind], path, part, this.resourceId(path.slice(0, slash)), idle);
    this.ids.set(path, id);
    return id;
  }

  /** What the other kinds stand at meanwhile: nothing serves there, and no event type's path has an underscore. */
  private idle(path: string, part: string): readonly ApiGatewayResource[] {
    return Object.entries(BEHIND).flatMap(([kind, id]) =>
      kind === this.behind ? [] : [this.resource(id, path, `${part}_idle-${kind}`, this.api.rootResourceId)],
    );
  }

  private resource(
    id: string,
    path: string,
    pathPart: string,
    parentId: string,
    behind: readonly ApiGatewayResource[] = [],
  ): ApiGatewayResource {
    return new ApiGatewayResource(this.scope, `${id}${asId(path)}`, {
      restApiId: this.api.id,
      parentId,
      pathPart,
      ...(behind.length > 0 && { dependsOn: [...behind] }),
    });
  }
}

/** A path as part of a construct's id: a path's own characters leave the underscore free, so no two fall together. */
export const asId = (path: string): string => path.replaceAll("/", "_");
