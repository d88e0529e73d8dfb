/** A synthesized pipeline in the process of a test, under any test runner. */
export {
  LocalRun,
  startLocal,
  type LocatedConstruct,
  type Row,
  type StartLocalOptions,
  type SynthesizableApp,
} from "../local/pipeline/start-local";
