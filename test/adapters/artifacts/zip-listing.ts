import { text } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** What is in a zip archive: names in order, with content, or where a link leads; directories end with a slash. */
export async function zipListing(archive: Buffer): Promise<Readonly<Record<string, string>>> {
  const zip = await fromBufferPromise(archive, { lazyEntries: true });
  const listing: [string, string][] = [];
  for await (const entry of zip.eachEntry()) {
    const mode = entry.externalFileAttributes >>> 16;
    const content = entry.fileName.endsWith('/') ? '' : await text(await zip.openReadStreamPromise(entry));
    const kind = (mode & 0o170000) === 0o120000 ? `-> ${content}` : mode & 0o100 && !entry.fileName.endsWith('/') ? `* ${content}` : content;
    listing.push([entry.fileName, kind]);
  }
  return Object.fromEntries(listing.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The file of a multipart form. */
export function formFile(body: Buffer): { readonly name: string; readonly content: Buffer } {
  const head = body.indexOf('\r\n\r\n');
  const boundary = body.subarray(0, body.indexOf('\r\n')).toString();
  const name = /filename="(.*)"/.exec(body.subarray(0, head).toString())?.[1] ?? '';
  return { name, content: body.subarray(head + 4, body.lastIndexOf(`\r\n${boundary}--`)) };
}
