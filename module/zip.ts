import { crc32 } from "node:zlib";

/** The first day that a zip knows, 1 January 1980, as MS-DOS writes it. */
const FIRST_DAY = 0x21;
const VERSION = 20;
/** A file that everybody may read, made on Unix, where Lambda looks at it. */
const [MADE_ON_UNIX, FILE_MODE] = [3 << 8, 0o100644];

/**
 * A zip of one file, the same bytes on any machine: nothing is compressed, since what zlib makes differs by its version and the processor.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 */
export function zipOf(name: string, content: Buffer): Buffer {
  const fileName = Buffer.from(name);
  const common = numbers(
    [VERSION, 2],
    [0, 2],
    [0, 2],
    [0, 2],
    [FIRST_DAY, 2],
    [crc32(content), 4],
    [content.length, 4],
  );
  const sizes = numbers([content.length, 4], [fileName.length, 2], [0, 2]);
  const file = Buffer.concat([numbers([0x04034b50, 4]), common, sizes, fileName, content]);
  const entry = Buffer.concat([
    numbers([0x02014b50, 4], [MADE_ON_UNIX | VERSION, 2]),
    common,
    sizes,
    numbers([0, 2], [0, 2], [0, 2], [FILE_MODE * 0x10000, 4], [0, 4]),
    fileName,
  ]);
  const end = numbers([0x06054b50, 4], [0, 4], [1, 2], [1, 2], [entry.length, 4], [file.length, 4], [0, 2]);
  return Buffer.concat([file, entry, end]);
}

/** Little-endian numbers of so many bytes. */
function numbers(...values: readonly (readonly [value: number, bytes: number])[]): Buffer {
  return Buffer.concat(
    values.map(([value, bytes]) => {
      const buffer = Buffer.alloc(bytes);
      buffer.writeUIntLE(value, 0, bytes);
      return buffer;
    }),
  );
}
