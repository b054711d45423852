/** Begins a reason that no set-up can remove: the only kind of skip that CI=true allows. ../run.ts looks for it. */
export const KERNEL_LACKS = 'this kernel lacks';
