import { followVersion, noteStarter } from "./src/preview/reload.ts";

/** A problem's page in an author's preview: drawn again whenever the folder was saved. */
const shown = document.querySelector<HTMLMetaElement>("meta[name=version]")?.content;
const slug = /^\/problems\/([a-z0-9-]+)$/.exec(location.pathname)?.[1];

if (slug && shown) {
  noteStarter(slug, document, sessionStorage);
  followVersion({ slug, shown }, () => location.reload());
}
