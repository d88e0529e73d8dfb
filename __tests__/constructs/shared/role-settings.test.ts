import { IamRole } from "@cdktf/provider-aws/lib/iam-role";
import { Construct } from "constructs";
import { applyRoleSettings, type RoleSettings } from "../../../constructs/shared/role-settings";
import { synth } from "../../support/synth";

const BOUNDARY = "arn:aws:iam::111122223333:policy/boundary";
const role = (scope: Construct, name: string, own = {}) =>
  new IamRole(scope, name, { name, assumeRolePolicy: "{}", ...own });

const roles = (settings: RoleSettings, own = {}) =>
  synth((scope) => {
    role(scope, "before");
    applyRoleSettings(scope, settings);
    role(new Construct(scope, "deeper"), "after", own);
  }).all("aws_iam_role");

test("no role escapes the boundary or the path, wherever and whenever it is made", () => {
  const expected = { permissions_boundary: BOUNDARY, path: "/web/" };
  expect(roles({ permissionsBoundaryArn: BOUNDARY, rolePath: "/web/" })).toMatchObject([expected, expected]);
});

test("one can be given without the other", () => {
  for (const one of roles({ rolePath: "/web/" })) expect(one).toMatchObject({ path: "/web/" });
  for (const one of roles({ rolePath: "/web/" })) expect(one).not.toHaveProperty("permissions_boundary");
  for (const one of roles({ permissionsBoundaryArn: BOUNDARY })) expect(one).not.toHaveProperty("path");
});

test("a role that has its own boundary and path keeps them", () => {
  const own = { permissions_boundary: "arn:aws:iam::111122223333:policy/other", path: "/own/" };
  const [, after] = roles(
    { permissionsBoundaryArn: BOUNDARY, rolePath: "/web/" },
    { permissionsBoundary: own.permissions_boundary, path: own.path },
  ).toSorted((a) => (a.name === "before" ? -1 : 1));
  expect(after).toMatchObject(own);
});
