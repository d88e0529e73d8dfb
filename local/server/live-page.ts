import type { Pipeline } from "../pipeline/pipeline";
import { Charts } from "./charts";
import { Feed } from "./feed";
import { PageFiles } from "./page-files";

/** What the live page of a pipeline is served from. Until somebody opens it there is nothing to do. */
export class LivePage {
  readonly feed: Feed;
  readonly charts: Charts;
  readonly files = new PageFiles();

  constructor(pipeline: Pipeline) {
    this.feed = new Feed(pipeline.recorder, () => pipeline.status);
    this.charts = new Charts(
      pipeline.eventTypes,
      (sql, signal) => pipeline.query(sql, signal),
      () => pipeline.recorder.deliveries,
      (event) => pipeline.lakeOf(event),
    );
  }

  /** Hangs up on the pages that look. */
  close(): void {
    this.feed.close();
  }
}
