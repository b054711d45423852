/** Version of the wire; both sides name theirs in their first frame and end the connection when they differ. */
export const WIRE_VERSION = 1;
