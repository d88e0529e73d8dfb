import { type FileHandle, open } from "node:fs/promises";
import type { Disk } from "../../emulation/files/disk";

/** A disk that is full now and then. @param happens whether it is, asked once for each write */
export function fullDisk(happens: () => boolean): Disk {
  return {
    async open(file, flags) {
      const handle = await open(file, flags);
      return Object.assign(handle, fillable(handle, file, happens));
    },
  };
}

/** The ways to write that the local run uses. */
function fillable(
  handle: FileHandle,
  file: string,
  happens: () => boolean,
): Pick<FileHandle, "appendFile" | "writeFile" | "write" | "writev"> {
  const [appendFile, write, writev] = [
    handle.appendFile.bind(handle),
    handle.write.bind(handle) as (...args: unknown[]) => Promise<unknown>,
    handle.writev.bind(handle),
  ];
  const whole = async (data: string | Uint8Array): Promise<void> => {
    if (!happens()) return appendFile(data);
    const bytes = Buffer.from(data);
    await appendFile(bytes.subarray(0, bytes.length / 2)); // what fits still gets there
    throw noSpace(file);
  };
  const unlessFull =
    <Args extends readonly unknown[]>(work: (...args: Args) => Promise<unknown>) =>
    (...args: Args): Promise<unknown> =>
      happens() ? Promise.reject(noSpace(file)) : work(...args);
  return { appendFile: whole, writeFile: whole, write: unlessFull(write), writev: unlessFull(writev) } as Pick<
    FileHandle,
    "appendFile" | "writeFile" | "write" | "writev"
  >;
}

function noSpace(file: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`ENOSPC: no space left on device, write '${file}'`), {
    code: "ENOSPC",
    errno: -28,
    syscall: "write",
    path: file,
  });
}
