/** Mutants that no request can notice, and why the statement stands all the same. */
export const EXCEPTIONS: readonly { readonly mutants: RegExp; readonly reason: string }[] = [
  {
    mutants: /aws_s3_bucket_policy\.\S+ policy Delivery: /,
    reason:
      "it names the account, which leaves the decision to IAM, where the delivery roles are held to their own folders: it says in the bucket's own policy who delivers (constructs/storage/event-bucket.ts)",
  },
  {
    mutants: /aws_api_gateway_rest_api_policy\.\S+ policy AllowedNetworks: without IpAddress aws:SourceIp$/,
    reason:
      "OtherNetworks denies the same requests; the condition shows readers and scanners that the API is not open to everyone",
  },
  {
    mutants: /clickstream-one-\S+ aws_api_gateway_rest_api_policy\.\S+ policy OtherNetworks: without it$/,
    reason:
      "only where IAM decides could a caller be allowed past AllowedNetworks; the policy is the same whoever decides",
  },
];
