import { IndexError, type IndexErrorCode } from '../error.ts';
import { RegistryError, type RegistryErrorCode } from '../read/registry/registry-error.ts';

const INDEX_CODES: readonly IndexErrorCode[] = ['mismatch', 'malformed', 'damaged', 'version', 'too_large'];
const REGISTRY_CODES: readonly RegistryErrorCode[] = ['not_found', 'bad_answer', 'too_large'];

/**
 * The fault of what somebody attached, not the connection's or this machine's. Anybody who can push can attach anything: it must not keep
 * others' from being looked at.
 */
export function isUnfit(error: unknown): error is IndexError | RegistryError {
  if (error instanceof RegistryError) return REGISTRY_CODES.includes(error.code);
  return error instanceof IndexError && INDEX_CODES.includes(error.code);
}
