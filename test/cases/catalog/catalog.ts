import { binfmt } from './binfmt.ts';
import type { Case } from './case.ts';
import { changedFiles } from './changed-files.ts';
import { clean } from './clean.ts';
import { idmapped } from './idmapped.ts';
import { images } from './images.ts';
import { installers } from './installers.ts';
import { inLanguages } from './languages.ts';
import { libraries } from './libraries.ts';
import { load } from './load.ts';
import { movedFiles } from './moved-files.ts';
import { names } from './names.ts';
import { namespaces } from './namespaces.ts';
import { newFiles } from './new-files.ts';
import { overlayOptions } from './overlay-options.ts';
import { redTeam } from './red-team.ts';
import { redTeamAgain } from './red-team-again.ts';
import { redTeamLibraries } from './red-team-libraries.ts';
import { redTeamScripts } from './red-team-scripts.ts';
import { scriptVariants } from './script-variants.ts';
import { scripts } from './scripts.ts';
import { variants } from './variants.ts';
import { withoutAFile } from './without-a-file.ts';

/** All cases, in the order of cases.md but for the heavy ones. */
export const catalog: readonly Case[] = [
  ...newFiles,
  ...changedFiles,
  ...movedFiles,
  ...withoutAFile,
  ...scripts,
  ...libraries,
  ...installers,
  ...binfmt,
  ...names,
  ...namespaces,
  ...idmapped,
  ...overlayOptions,
  ...load,
  ...clean,
  ...images,
  ...variants,
  ...scriptVariants,
  ...redTeam,
  ...redTeamLibraries,
  ...redTeamScripts,
  ...redTeamAgain,
  ...inLanguages,
].toSorted((a, b) => order(a) - order(b));

/** D before B before L, then by number, what is heavy at the end; the sort is stable. */
function order({ id, heavy }: Case): number {
  return (heavy === true ? 1_000 : 0) + 'DBL'.indexOf(id.slice(0, 1)) * 100 + Number(id.slice(1));
}
