/**
 * Node's TLS, loaded when it is first used: 2 MB resident that a sensor has no need of whose outputs are files, and which no API
 * server concerns. (Synchronous, unlike `import()`; a static import of either anywhere else in the sensor would undo it.)
 */
export const https = () => process.getBuiltinModule('node:https');
export const tls = () => process.getBuiltinModule('node:tls');
