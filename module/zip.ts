import { crc32 } from "node:zlib";

/** The first day that a zip knows, 1 January 1980, as MS-DOS writes it. */
const FIRST_DAY = 0x21;
const VERSION = 20;
/** A file that everybody may read, made on Unix, where Lambda looks at it. */
const [MADE_ON_UNIX, FILE_MODE] = [3 << 8, 0o100644];

/**
 * A zip of files, the same bytes on any machine: nothing is compressed, since what zlib makes differs by its version and the processor.
 * https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
 * @param files by their path, with slashes; less than 65,536, and 4 GiB
 */
export function zipOf(...files: readonly (readonly [name: string, content: Buffer])[]): Buffer {
  const records: Buffer[] = [];
  const entries: Buffer[] = [];
  let offset = 0;
  for (const file of files) {
    const { record, entry } = stored(file, offset);
    records.push(record);
    entries.push(entry);
    offset += record.length;
  }
  const directory = Buffer.concat(entries);
  const end = numbers(
    [0x06054b50, 4],
    [0, 4],
    [files.length, 2],
    [files.length, 2],
    [directory.length, 4],
    [offset, 4],
    [0, 2],
  );
  return Buffer.concat([...records, directory, end]);
}

/** A file as it stands in a zip, and its line in the directory at the end. @param offset where it stands */
function stored(
  [name, content]: readonly [name: string, content: Buffer],
  offset: number,
): { readonly record: Buffer; readonly entry: Buffer } {
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
  const record = Buffer.concat([numbers([0x04034b50, 4]), common, sizes, fileName, content]);
  const entry = Buffer.concat([
    numbers([0x02014b50, 4], [MADE_ON_UNIX | VERSION, 2]),
    common,
    sizes,
    numbers([0, 2], [0, 2], [0, 2], [FILE_MODE * 0x10000, 4], [offset, 4]),
    fileName,
  ]);
  return { record, entry };
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
