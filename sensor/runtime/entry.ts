/**
 * URL of the entry `name` (of a worker thread or a child process) beside the calling module: a .ts file in a checkout,
 * a .mjs file in a bundle, where every entry lies in one folder.
 */
export function workerUrl(moduleUrl: string, name: string): URL {
  const extension = moduleUrl.endsWith('.ts') ? 'ts' : 'mjs';
  return new URL(`./${name}.${extension}`, moduleUrl);
}
