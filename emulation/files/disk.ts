import { type FileHandle, open } from "node:fs/promises";

/** What records, objects and counters are written through. A run that imitates a full disk has another. */
export interface Disk {
  /** Opens a file to append to it, or to write it anew. @throws the file system's error */
  open(file: string, flags: "a" | "w"): Promise<FileHandle>;
}

/** The disk as it is. */
export const DISK: Disk = { open };
