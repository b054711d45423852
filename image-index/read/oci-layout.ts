import { IndexError } from '../error.ts';
import type { LayerSource } from './layer-source.ts';
import type { ImageSource } from './source.ts';

export type OciLayoutOptions = { readonly platform?: string };

export function ociLayout(
  source: Extract<ImageSource, { kind: 'oci_layout' }>,
  _options: OciLayoutOptions,
): LayerSource {
  return {
    open: async () => {
      throw new IndexError('unsupported', `oci:${source.dir}:${source.tag}`);
    },
  };
}
