import { appOf } from "./app";

appOf({ ingestion: "lambda", storageFormat: "parquet" }).synth();
