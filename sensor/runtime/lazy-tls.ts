/**
 * Node's TLS, loaded when it is first used: 2 MB resident that a sensor has no need of whose outputs are files, outside a cluster and
 * without containerd, whose gRPC loads it. (Synchronous, unlike `import()`; a static import anywhere else in the sensor would undo it.)
 */
export const https = () => process.getBuiltinModule('node:https');
export const tls = () => process.getBuiltinModule('node:tls');
