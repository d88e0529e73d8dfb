import { open, rename } from "node:fs/promises";

/** Writes a file in one step: whoever reads it, and whatever crashes, finds the old content or the new, never a part. */
export async function writeWhole(file: string, text: string): Promise<void> {
  const unfinished = `${file}.unfinished`;
  const handle = await open(unfinished, "w");
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(unfinished, file);
}
