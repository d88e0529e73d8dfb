// @internal
/** What all workgroups run on: https://docs.aws.amazon.com/athena/latest/ug/engine-versions-reference-0003.html */
export const ENGINE_VERSION = "Athena engine version 3";
