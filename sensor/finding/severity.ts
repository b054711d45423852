import type { Evidence } from '../digest/evidence.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { Confidence, Severity } from './finding.ts';

/**
 * How much a SOC should care; docs/findings.md has the table. Code that hides (no file, deleted, a trusted name with other bytes)
 * is critical; foreign code where an operator may have put it on purpose (a volume) is one step lower than elsewhere; the
 * image's own bytes at another path are low.
 */
export function severityOf(judgement: Judgement, evidence: Evidence): Severity {
  switch (judgement.verdict) {
    case 'in_image':
    case 'unverified':
    case 'sibling_image':
      return 'informational';
    case 'mode_changed':
      return judgement.modeChange === 'exec_bit' ? 'informational' : 'high';
    case 'relocated':
      // A copy that runs with more rights than the original: a shell left behind for later.
      if (judgement.modeChange !== undefined) return 'high';
      // Without a file or a name, or under another tool's: somebody did not want it to be recognised.
      return judgement.masquerade || evidence.origin === 'memfd' || evidence.origin === 'deleted' ? 'medium' : 'low';
    case 'modified':
      // An operator mounts a file of theirs over one of the image's: common, and as rarely an attack.
      return evidence.origin === 'volume' ? 'high' : 'critical';
    case 'added':
      switch (evidence.origin) {
        case 'memfd':
        case 'deleted':
        case 'host':
          return 'critical';
        case 'volume':
          return 'medium';
        case 'argument':
        case 'stdin':
          return 'low';
        case 'tmpfs':
        case 'writable_layer':
        case 'image_layer':
          return 'high';
      }
  }
}

/** High only where the verdict rests on bytes that were read and on an identity that the kernel reported. */
export function confidenceOf(judgement: Judgement, evidence: Evidence): Confidence {
  if (judgement.verdict === 'unverified') return 'low';
  if (evidence.content.kind === 'unread' || evidence.content.changedSinceExec) return 'medium';
  return evidence.object === 'script' ? 'medium' : 'high';
}
