import { element } from "../workspace/dom.ts";
import type { FileState } from "./data.ts";

/** A file that is no text: shown where it is a picture, else told of. */
const PICTURES: Record<string, string> = {
  gif: "image/gif",
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
};

export function showFigure(place: HTMLElement, file: FileState): void {
  const type = PICTURES[file.path.slice(file.path.lastIndexOf(".") + 1).toLowerCase()];
  const size = `${Math.ceil(((file.base64?.length ?? 0) * 3) / 4 / 1024)} KiB`;
  const words = element(
    "p",
    { class: "soft" },
    type ? `${file.path}, ${size}` : `${file.path} is no text; it has ${size}.`,
  );
  const picture = type ? [element("img", { src: `data:${type};base64,${file.base64 ?? ""}`, alt: file.path })] : [];
  place.replaceChildren(...picture, words);
}

/** The bytes of a file as it stands on the server, or in the editor. */
export function bytesOf(file: Pick<FileState, "text" | "base64">): Uint8Array<ArrayBuffer> {
  if (file.text !== null) {
    return new TextEncoder().encode(file.text) as Uint8Array<ArrayBuffer>;
  }
  return Uint8Array.from(atob(file.base64 ?? ""), (character) => character.charCodeAt(0));
}

export function base64Of(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 0x8000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x8000)));
  }
  return btoa(parts.join(""));
}
