import type { Evidence } from '../digest/evidence.ts';
import type { Judgement } from '../evaluate/verdict.ts';
import type { Confidence, Severity } from './finding.ts';

/**
 * How much a SOC should care. Code that hides (no file, deleted, a trusted name with other bytes) is critical; foreign code
 * where an operator may have put it on purpose (a volume) is one step lower; the image's own bytes elsewhere are low.
 */
export function severityOf(judgement: Judgement, evidence: Evidence): Severity {
  switch (judgement.verdict) {
    case 'in_image':
    case 'unverified':
    case 'sibling_image':
      return 'informational';
    case 'mode_changed':
      return judgement.modeChange === 'setid' ? 'high' : 'informational';
    case 'relocated':
      return judgement.masquerade || evidence.origin === 'memfd' ? 'medium' : 'low';
    case 'modified':
      return 'critical';
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
