/** The keys that vouch for indexes of others, as the configuration names them. */
import { IndexError } from '../image-index/error.ts';
import { readPublicKey, type TrustedKey } from '../image-index/share/keys.ts';
import { type Config, ConfigError } from './config.ts';
import { IndexTrust } from './digest/index-trust.ts';
import type { Logger } from './runtime/log.ts';

/** Throws a ConfigError that names every key that cannot be read. */
export function indexTrust(config: Pick<Config, 'indexKey' | 'indexRegistry'>, log: Logger): IndexTrust {
  const faults: string[] = [];
  const keys: TrustedKey[] = [];
  for (const path of config.indexKey) {
    try {
      keys.push(readPublicKey(path));
    } catch (error) {
      if (!(error instanceof IndexError)) throw error;
      faults.push(`--index-key: ${error.message}`);
    }
  }
  if (faults.length > 0) throw new ConfigError(faults.join('\n'));
  const { authFile, caCert, plainHttp, mirrors, timeoutSeconds } = config.indexRegistry;
  const registry = {
    plainHttp,
    mirrors,
    // Credentials are what the configuration names, never what lies about on the node or in the cluster.
    ...(authFile === undefined ? { anonymous: true } : { authFile }),
    ...(caCert !== undefined && { caCert }),
  };
  return new IndexTrust({ keys, registry, timeoutMs: timeoutSeconds * 1_000 }, { log });
}
