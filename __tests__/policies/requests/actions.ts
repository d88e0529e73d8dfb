const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Actions of services that some role here may use, the harmful and the curious first: https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html */
export const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  apigateway: words("AddCertificateToDomain RemoveCertificateFromDomain"),
  athena: words(
    "CreateDataCatalog CreatePreparedStatement DeleteDataCatalog DeleteWorkGroup StartSession UpdateWorkGroup",
  ),
  cloudwatch: words("DeleteAlarms DisableAlarmActions PutMetricAlarm PutMetricData SetAlarmState"),
  "execute-api": words("InvalidateCache ManageConnections"),
  firehose: words(
    "CreateDeliveryStream DeleteDeliveryStream PutRecord PutRecordBatch StopDeliveryStreamEncryption UpdateDestination",
  ),
  glue: words(
    "BatchDeletePartition CreateJob CreateTable DeleteDatabase DeleteTable GetTables PutResourcePolicy UpdateTable",
  ),
  iam: words(`
    AddRoleToInstanceProfile AttachRolePolicy AttachUserPolicy CreateAccessKey CreateUser DeleteRolePermissionsBoundary PutRolePolicy
    PutUserPolicy SetDefaultPolicyVersion UpdateOpenIDConnectProviderThumbprint
  `),
  kms: words(`
    CreateGrant Decrypt DisableKey DisableKeyRotation Encrypt GenerateDataKey ImportKeyMaterial PutKeyPolicy ReplicateKey RetireGrant
    RevokeGrant ScheduleKeyDeletion
  `),
  lambda: words(
    "AddPermission CreateEventSourceMapping CreateFunctionUrlConfig GetFunction InvokeFunction InvokeFunctionUrl ListTags UpdateFunctionCode",
  ),
  logs: words(
    "CreateExportTask DeleteLogGroup FilterLogEvents GetLogEvents PutDataProtectionPolicy PutLogEvents PutSubscriptionFilter StartQuery Unmask",
  ),
  quicksight: words(
    "CreateGroupMembership CreateUser DeleteUser GetDashboardEmbedUrl ListRefreshSchedules RegisterUser UpdateUser",
  ),
  s3: words(`
    BypassGovernanceRetention DeleteBucket DeleteObject DeleteObjectVersion GetBucketNotification GetBucketPolicy GetObject GetObjectVersion
    ListBucketVersions PutBucketAcl PutBucketNotification PutBucketPolicy PutLifecycleConfiguration PutObject PutObjectAcl
    PutReplicationConfiguration ReplicateDelete
  `),
  scheduler: words("CreateScheduleGroup DeleteScheduleGroup ListSchedules"),
  sns: words("AddPermission DeleteTopic Publish SetTopicAttributes Subscribe"),
  states: words(
    "CreateActivity CreateStateMachineAlias DeleteStateMachine GetExecutionHistory SendTaskSuccess StartExecution StopExecution",
  ),
  sts: words("SetSourceIdentity TagSession"),
  wafv2: words("CreateIPSet DeleteFirewallManagerRuleGroups DeleteRuleGroup PutPermissionPolicy UpdateIPSet"),
  xray: words("GetTraceSummaries PutEncryptionConfig"),
};
