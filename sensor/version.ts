import manifest from '../package.json' with { type: 'json' };

/** The version in package.json; a bundle carries it. */
export function packageVersion(): string {
  return manifest.version;
}
