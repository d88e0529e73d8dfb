/** The whole pipeline and the vocabulary of its events. Parts are imported one by one: `clickstream-cdktf/constructs/<name>`. */
export { ClickstreamPipeline, type ClickstreamPipelineProps } from "../constructs/clickstream-pipeline";
export * from "./events";
