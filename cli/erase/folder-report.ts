/** What an erasure found, or did, in one folder of one bucket. */
export interface FolderReport {
  readonly bucket: string;
  /** With its trailing slash. */
  readonly prefix: string;
  /** Objects and versions that were read. */
  looked: number;
  /** Objects that hold, or held, events of the person among others. */
  rewritten: number;
  /** Objects that hold, or held, nothing else, or that are past their retention. */
  deleted: number;
  /** Earlier versions that hold, or held, events of the person. */
  oldVersions: number;
  /** Events, in objects that are not earlier versions. */
  events: number;
}
