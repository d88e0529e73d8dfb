import { type ChangeJson, findingsOf } from "../support/plan";

type Values = Readonly<Record<string, unknown>>;

const create = (type: string, after: Values): ChangeJson => ({ type, after });
const update = (type: string, before: Values, after: Values, unknown: Values = {}): ChangeJson => ({
  type,
  before,
  after,
  marks: { after_unknown: unknown },
});
const api = (...types: readonly string[]): Values => ({ endpoint_configuration: [{ types }] });

test.each<[string, ChangeJson, string]>([
  [
    "an API that is no longer said to be private",
    update("aws_api_gateway_rest_api", api("PRIVATE"), { endpoint_configuration: [] }),
    "warning public: endpoint_configuration.types is no longer PRIVATE, nor anything else: the default may be public",
  ],
  [
    "a block with a switch that is unknown as a whole",
    update("aws_api_gateway_rest_api", api("PRIVATE"), {}, { endpoint_configuration: true }),
    'warning unknown: endpoint_configuration.types is known after the apply only; it is ["PRIVATE"] now',
  ],
  [
    "an authorization that is not known yet",
    update("aws_api_gateway_method", { authorization: "AWS_IAM" }, {}, { authorization: true }),
    'warning unknown: authorization is known after the apply only; it is "AWS_IAM" now',
  ],
  [
    "rules that are not known yet",
    update("aws_security_group", { ingress: [{ cidr_blocks: ["10.0.0.0/8"], from_port: 22 }] }, {}, { ingress: true }),
    'warning unknown: ingress is known after the apply only; it is [{"cidr_blocks":["10.0.0.0/8"],"from_port":22}] now',
  ],
  [
    "scopes that tokens need from now on",
    update("aws_api_gateway_method", { authorization_scopes: [] }, { authorization_scopes: ["post"] }),
    "danger clients: asks for more than before",
  ],
  [
    "a switch as text",
    update("aws_redshift_cluster", { publicly_accessible: "false" }, { publicly_accessible: "true" }),
    "danger public: publicly_accessible goes on: it can be reached from outside",
  ],
  [
    "a snapshot shared with all by one attribute",
    create("aws_snapshot_create_volume_permission", { account_id: "all", snapshot_id: "snap-1" }),
    "danger public: account_id opens it to all",
  ],
  [
    "half of all addresses",
    create("aws_security_group_rule", { type: "ingress", cidr_blocks: ["128.0.0.0/1"] }),
    "danger public: cidr_blocks opens it to 128.0.0.0/1",
  ],
  [
    "a span of all addresses",
    create("azurerm_mssql_firewall_rule", { start_ip_address: "0.0.0.0", end_ip_address: "255.255.255.255" }),
    "danger public: start_ip_address opens it to 0.0.0.0-255.255.255.255",
  ],
  [
    "a Service of Kubernetes that gets a load balancer",
    update("kubernetes_service_v1", { spec: [{ type: "ClusterIP" }] }, { spec: [{ type: "LoadBalancer" }] }),
    "danger public: spec.type: ClusterIP becomes LoadBalancer: it can be reached from outside",
  ],
  [
    "brokers with public addresses",
    update(
      "aws_msk_cluster",
      { connectivity_info: [{ public_access: [{ type: "DISABLED" }] }] },
      { connectivity_info: [{ public_access: [{ type: "SERVICE_PROVIDED_EIPS" }] }] },
    ),
    "danger public: connectivity_info.public_access.type: DISABLED becomes SERVICE_PROVIDED_EIPS: it can be reached from outside",
  ],
  [
    "networks of a control plane that go",
    update(
      "google_container_cluster",
      { master_authorized_networks_config: [{ cidr_blocks: [{ cidr_block: "10.0.0.0/8" }] }] },
      { master_authorized_networks_config: [] },
    ),
    "warning public: master_authorized_networks_config is emptied: where that means everyone, everyone is let in",
  ],
  [
    "a layer for everyone",
    create("aws_lambda_layer_version_permission", { principal: "*", organization_id: null }),
    "danger public: principal opens it to *",
  ],
])("%s is an opening", (_, change, finding) => {
  expect(findingsOf(change)).toEqual([finding]);
});

const bucket = (more: Values): Values => ({ name: "b", ...more });
const deleting = (age: number): Values => ({
  lifecycle_rule: [{ action: [{ type: "Delete" }], condition: [{ age }] }],
});
test.each<[string, ChangeJson, string]>([
  [
    "objects that another cloud deletes from now on",
    update("google_storage_bucket", bucket({ lifecycle_rule: [] }), bucket(deleting(1))),
    "danger retention: a lifecycle rule deletes objects after 1 days, not at all before",
  ],
  [
    "objects that it deletes earlier",
    update("google_storage_bucket", bucket(deleting(30)), bucket(deleting(3))),
    "danger retention: a lifecycle rule deletes objects after 3 days, after 30 before",
  ],
  [
    "a block about retention that goes",
    update(
      "google_storage_bucket",
      bucket({ retention_policy: [{ retention_period: 100 }] }),
      bucket({ retention_policy: [] }),
    ),
    "danger retention: retention_policy.retention_period is shortened: 100 becomes 0",
  ],
  [
    "a bucket that may become public",
    update(
      "google_storage_bucket",
      bucket({ public_access_prevention: "enforced" }),
      bucket({ public_access_prevention: "inherited" }),
    ),
    "danger protection: public_access_prevention: enforced becomes inherited",
  ],
  [
    "images that are deleted by themselves",
    create("aws_ecr_lifecycle_policy", { repository: "r", policy: '{"rules":[]}' }),
    "danger retention: which images are deleted by themselves changes: read policy",
  ],
])("%s are lost", (_, change, finding) => {
  expect(findingsOf(change)).toEqual([finding]);
});

test.each<[string, ChangeJson]>([
  [
    "a firewall rule with deny alone",
    create("google_compute_firewall", { source_ranges: ["0.0.0.0/0"], deny: [{ protocol: "all" }] }),
  ],
  [
    "a firewall rule that is off",
    create("google_compute_firewall", { source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "tcp" }], disabled: true }),
  ],
  ["a large private network", create("aws_security_group_rule", { type: "ingress", cidr_blocks: ["10.0.0.0/8"] })],
  [
    "a layer for one organisation",
    create("aws_lambda_layer_version_permission", { principal: "*", organization_id: "o-1" }),
  ],
  [
    "one network fewer",
    update(
      "aws_eks_cluster",
      { vpc_config: [{ public_access_cidrs: ["10.0.0.0/8", "192.0.2.0/24"] }] },
      { vpc_config: [{ public_access_cidrs: ["10.0.0.0/8"] }] },
    ),
  ],
])("%s is none", (_, change) => {
  expect(findingsOf(change)).toEqual([]);
});
