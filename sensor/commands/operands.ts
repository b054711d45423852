import { ConfigError } from '../config.ts';

/** Throws a ConfigError that names what should not be there. */
export function noOperands(command: string, operands: readonly string[]): void {
  if (operands.length === 0) return;
  const extra = operands.map((operand) => JSON.stringify(operand)).join(' ');
  throw new ConfigError(`${command} takes no operands, not ${extra} (see drift-sensor ${command} --help)`);
}

/** Throws a ConfigError unless there is exactly one operand, which is `what`. */
export function oneOperand(command: string, operands: readonly string[], what: string): string {
  const [only] = operands;
  if (operands.length === 1 && only !== undefined) return only;
  throw new ConfigError(`${command} takes one ${what}, not ${operands.length} (see drift-sensor ${command} --help)`);
}
