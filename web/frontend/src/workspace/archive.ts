import { strToU8, Unzip, UnzipInflate, zipSync } from "fflate";
import type { Files } from "./data.ts";
import { type Incoming, MAX_FILE_BYTES, MAX_TOTAL_BYTES, TOO_LARGE } from "./intake.ts";

/** Zip archives, read with care: what one says of its sizes is not believed, and what it names is not trusted. */
const MAX_ARCHIVE_BYTES = 4 * MAX_TOTAL_BYTES;
const MAX_ENTRIES = 200;
const SLICE = 1024; // a byte of deflate can become a thousand: between two slices we look how much has come

const CANNOT = "It cannot be unpacked.";

export class ArchiveFault extends Error {}

export function pack(files: Files): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([path, text]): [string, Uint8Array] => [path, strToU8(text)]);
  return zipSync(Object.fromEntries(entries)) as Uint8Array<ArrayBuffer>;
}

/** The files of an archive, without folders and what desktops add; ArchiveFault when it is none or a trap. */
export function unpack(archive: Uint8Array): Incoming[] {
  if (archive.length > MAX_ARCHIVE_BYTES) {
    throw new ArchiveFault("The archive is too large: 4 MiB are allowed.");
  }
  const found: Incoming[] = [];
  let total = 0;
  const reader = new Unzip((entry) => {
    if (isNoise(entry.name)) {
      return;
    }
    if (found.length >= MAX_ENTRIES) {
      throw new ArchiveFault(`The archive holds more than ${MAX_ENTRIES} files.`);
    }
    const incoming: Incoming = { path: entry.name, bytes: null, fault: "" };
    found.push(incoming);
    if ((entry.originalSize ?? 0) > MAX_FILE_BYTES) {
      incoming.fault = TOO_LARGE;
      return;
    }
    const parts: Uint8Array[] = [];
    let size = 0;
    entry.ondata = (error, part, isLast) => {
      size += part?.length ?? 0;
      total += part?.length ?? 0;
      if (total > MAX_ARCHIVE_BYTES) {
        throw new ArchiveFault("The archive unpacks to more than 4 MiB.");
      }
      if (error || size > MAX_FILE_BYTES) {
        incoming.fault = error ? CANNOT : TOO_LARGE;
        parts.length = 0;
      } else {
        parts.push(part);
      }
      if (isLast && !incoming.fault) {
        incoming.bytes = joined(parts, size);
      }
    };
    try {
      entry.start();
    } catch {
      incoming.fault = CANNOT; // a kind of compression that we do not have
    }
  });
  reader.register(UnzipInflate);
  feed(reader, archive);
  if (found.length === 0) {
    throw new ArchiveFault("This is no zip archive with files in it.");
  }
  return withoutFolder(found.map((file) => (file.bytes || file.fault ? file : { ...file, fault: "It is cut short." })));
}

function feed(reader: Unzip, archive: Uint8Array): void {
  try {
    for (let at = 0; at < archive.length; at += SLICE) {
      reader.push(archive.subarray(at, at + SLICE), at + SLICE >= archive.length);
    }
  } catch (error) {
    throw error instanceof ArchiveFault ? error : new ArchiveFault("The archive cannot be read.");
  }
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function isNoise(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name === "" || path.startsWith("__MACOSX/") || name === ".DS_Store" || name === "Thumbs.db";
}

/** An archive of a folder names it before every file: that is not part of the paths. */
function withoutFolder(files: readonly Incoming[]): Incoming[] {
  const folder = files[0]?.path.split("/", 1)[0] ?? "";
  const isShared = files.length > 1 && files.every((file) => file.path.startsWith(`${folder}/`));
  return files.map((file) => (isShared ? { ...file, path: file.path.slice(folder.length + 1) } : file));
}
