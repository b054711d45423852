import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace drift_sensor. */
export namespace drift_sensor {

    /** Namespace bridge. */
    namespace bridge {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of a ToSensor.
             * @deprecated Use drift_sensor.bridge.v1.ToSensor.$Properties instead.
             */
            interface IToSensor extends drift_sensor.bridge.v1.ToSensor.$Properties {
            }

            /** Represents a ToSensor. */
            class ToSensor {

                /**
                 * Constructs a new ToSensor.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.ToSensor.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ToSensor seq. */
                seq: Long;

                /** ToSensor hello. */
                hello?: (drift_sensor.bridge.v1.BridgeHello.$Properties|null);

                /** ToSensor exec. */
                exec?: (drift_sensor.bridge.v1.Exec.$Properties|null);

                /** ToSensor mmap. */
                mmap?: (drift_sensor.bridge.v1.Mmap.$Properties|null);

                /** ToSensor exit. */
                exit?: (drift_sensor.bridge.v1.Exit.$Properties|null);

                /** ToSensor gap. */
                gap?: (drift_sensor.bridge.v1.Gap.$Properties|null);

                /** ToSensor stats. */
                stats?: (drift_sensor.bridge.v1.Stats.$Properties|null);

                /** ToSensor body. */
                body?: ("hello"|"exec"|"mmap"|"exit"|"gap"|"stats");

                /**
                 * Encodes the specified ToSensor message. Does not implicitly {@link drift_sensor.bridge.v1.ToSensor.verify|verify} messages.
                 * @param message ToSensor message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.ToSensor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ToSensor message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ToSensor & drift_sensor.bridge.v1.ToSensor.$Shape} ToSensor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.ToSensor & drift_sensor.bridge.v1.ToSensor.$Shape;
            }

            namespace ToSensor {

                /** Properties of a ToSensor. */
                interface $Properties {

                    /** ToSensor seq */
                    seq?: (Long|null);

                    /** ToSensor hello */
                    hello?: (drift_sensor.bridge.v1.BridgeHello.$Properties|null);

                    /** ToSensor exec */
                    exec?: (drift_sensor.bridge.v1.Exec.$Properties|null);

                    /** ToSensor mmap */
                    mmap?: (drift_sensor.bridge.v1.Mmap.$Properties|null);

                    /** ToSensor exit */
                    exit?: (drift_sensor.bridge.v1.Exit.$Properties|null);

                    /** ToSensor gap */
                    gap?: (drift_sensor.bridge.v1.Gap.$Properties|null);

                    /** ToSensor stats */
                    stats?: (drift_sensor.bridge.v1.Stats.$Properties|null);

                    /** ToSensor body */
                    body?: ("hello"|"exec"|"mmap"|"exit"|"gap"|"stats");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ToSensor. */
                type $Shape = {
                  seq?: Long|null;
                  hello?: drift_sensor.bridge.v1.BridgeHello.$Shape|null;
                  exec?: drift_sensor.bridge.v1.Exec.$Shape|null;
                  mmap?: drift_sensor.bridge.v1.Mmap.$Shape|null;
                  exit?: drift_sensor.bridge.v1.Exit.$Shape|null;
                  gap?: drift_sensor.bridge.v1.Gap.$Shape|null;
                  stats?: drift_sensor.bridge.v1.Stats.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; hello?: null; exec?: null; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "hello"; hello: drift_sensor.bridge.v1.BridgeHello.$Shape; exec?: null; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "exec"; hello?: null; exec: drift_sensor.bridge.v1.Exec.$Shape; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "mmap"; hello?: null; exec?: null; mmap: drift_sensor.bridge.v1.Mmap.$Shape; exit?: null; gap?: null; stats?: null }|{ body?: "exit"; hello?: null; exec?: null; mmap?: null; exit: drift_sensor.bridge.v1.Exit.$Shape; gap?: null; stats?: null }|{ body?: "gap"; hello?: null; exec?: null; mmap?: null; exit?: null; gap: drift_sensor.bridge.v1.Gap.$Shape; stats?: null }|{ body?: "stats"; hello?: null; exec?: null; mmap?: null; exit?: null; gap?: null; stats: drift_sensor.bridge.v1.Stats.$Shape })
                );
            }

            /**
             * Properties of a ToBridge.
             * @deprecated Use drift_sensor.bridge.v1.ToBridge.$Properties instead.
             */
            interface IToBridge extends drift_sensor.bridge.v1.ToBridge.$Properties {
            }

            /** Represents a ToBridge. */
            class ToBridge {

                /**
                 * Constructs a new ToBridge.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.ToBridge.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ToBridge hello. */
                hello?: (drift_sensor.bridge.v1.SensorHello.$Properties|null);

                /** ToBridge ack. */
                ack?: (drift_sensor.bridge.v1.Ack.$Properties|null);

                /** ToBridge imageSlot. */
                imageSlot?: (drift_sensor.bridge.v1.ImageSlot.$Properties|null);

                /** ToBridge knownGood. */
                knownGood?: (drift_sensor.bridge.v1.KnownGood.$Properties|null);

                /** ToBridge generation. */
                generation?: (drift_sensor.bridge.v1.Generation.$Properties|null);

                /** ToBridge decision. */
                decision?: (drift_sensor.bridge.v1.Decision.$Properties|null);

                /** ToBridge body. */
                body?: ("hello"|"ack"|"imageSlot"|"knownGood"|"generation"|"decision");

                /**
                 * Encodes the specified ToBridge message. Does not implicitly {@link drift_sensor.bridge.v1.ToBridge.verify|verify} messages.
                 * @param message ToBridge message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.ToBridge.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ToBridge message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ToBridge & drift_sensor.bridge.v1.ToBridge.$Shape} ToBridge
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.ToBridge & drift_sensor.bridge.v1.ToBridge.$Shape;
            }

            namespace ToBridge {

                /** Properties of a ToBridge. */
                interface $Properties {

                    /** ToBridge hello */
                    hello?: (drift_sensor.bridge.v1.SensorHello.$Properties|null);

                    /** ToBridge ack */
                    ack?: (drift_sensor.bridge.v1.Ack.$Properties|null);

                    /** ToBridge imageSlot */
                    imageSlot?: (drift_sensor.bridge.v1.ImageSlot.$Properties|null);

                    /** ToBridge knownGood */
                    knownGood?: (drift_sensor.bridge.v1.KnownGood.$Properties|null);

                    /** ToBridge generation */
                    generation?: (drift_sensor.bridge.v1.Generation.$Properties|null);

                    /** ToBridge decision */
                    decision?: (drift_sensor.bridge.v1.Decision.$Properties|null);

                    /** ToBridge body */
                    body?: ("hello"|"ack"|"imageSlot"|"knownGood"|"generation"|"decision");

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Narrowed shape of a ToBridge. */
                type $Shape = {
                  hello?: drift_sensor.bridge.v1.SensorHello.$Shape|null;
                  ack?: drift_sensor.bridge.v1.Ack.$Shape|null;
                  imageSlot?: drift_sensor.bridge.v1.ImageSlot.$Shape|null;
                  knownGood?: drift_sensor.bridge.v1.KnownGood.$Shape|null;
                  generation?: drift_sensor.bridge.v1.Generation.$Shape|null;
                  decision?: drift_sensor.bridge.v1.Decision.$Shape|null;
                  $unknowns?: Uint8Array[];
                } & (
                  ({ body?: undefined; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "hello"; hello: drift_sensor.bridge.v1.SensorHello.$Shape; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "ack"; hello?: null; ack: drift_sensor.bridge.v1.Ack.$Shape; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "imageSlot"; hello?: null; ack?: null; imageSlot: drift_sensor.bridge.v1.ImageSlot.$Shape; knownGood?: null; generation?: null; decision?: null }|{ body?: "knownGood"; hello?: null; ack?: null; imageSlot?: null; knownGood: drift_sensor.bridge.v1.KnownGood.$Shape; generation?: null; decision?: null }|{ body?: "generation"; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation: drift_sensor.bridge.v1.Generation.$Shape; decision?: null }|{ body?: "decision"; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision: drift_sensor.bridge.v1.Decision.$Shape })
                );
            }

            /**
             * Properties of a BridgeHello.
             * @deprecated Use drift_sensor.bridge.v1.BridgeHello.$Properties instead.
             */
            interface IBridgeHello extends drift_sensor.bridge.v1.BridgeHello.$Properties {
            }

            /** Represents a BridgeHello. */
            class BridgeHello {

                /**
                 * Constructs a new BridgeHello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.BridgeHello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** BridgeHello version. */
                version: number;

                /** BridgeHello pid. */
                pid: number;

                /** BridgeHello kernelRelease. */
                kernelRelease: string;

                /** BridgeHello hostMntNs. */
                hostMntNs: number;

                /** BridgeHello hostRootDev. */
                hostRootDev: number;

                /** BridgeHello hostRootIno. */
                hostRootIno: Long;

                /** BridgeHello realtime. */
                realtime: boolean;

                /** BridgeHello realtimeDetail. */
                realtimeDetail: string;

                /** BridgeHello ringBytes. */
                ringBytes: number;

                /** BridgeHello maxPins. */
                maxPins: number;

                /** BridgeHello loaderIdentity. */
                loaderIdentity: boolean;

                /** BridgeHello overlayIdentity. */
                overlayIdentity: boolean;

                /** BridgeHello libraries. */
                libraries: boolean;

                /** BridgeHello librariesDetail. */
                librariesDetail: string;

                /**
                 * Encodes the specified BridgeHello message. Does not implicitly {@link drift_sensor.bridge.v1.BridgeHello.verify|verify} messages.
                 * @param message BridgeHello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.BridgeHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a BridgeHello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.BridgeHello & drift_sensor.bridge.v1.BridgeHello.$Shape} BridgeHello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.BridgeHello & drift_sensor.bridge.v1.BridgeHello.$Shape;
            }

            namespace BridgeHello {

                /** Properties of a BridgeHello. */
                interface $Properties {

                    /** BridgeHello version */
                    version?: (number|null);

                    /** BridgeHello pid */
                    pid?: (number|null);

                    /** BridgeHello kernelRelease */
                    kernelRelease?: (string|null);

                    /** BridgeHello hostMntNs */
                    hostMntNs?: (number|null);

                    /** BridgeHello hostRootDev */
                    hostRootDev?: (number|null);

                    /** BridgeHello hostRootIno */
                    hostRootIno?: (Long|null);

                    /** BridgeHello realtime */
                    realtime?: (boolean|null);

                    /** BridgeHello realtimeDetail */
                    realtimeDetail?: (string|null);

                    /** BridgeHello ringBytes */
                    ringBytes?: (number|null);

                    /** BridgeHello maxPins */
                    maxPins?: (number|null);

                    /** BridgeHello loaderIdentity */
                    loaderIdentity?: (boolean|null);

                    /** BridgeHello overlayIdentity */
                    overlayIdentity?: (boolean|null);

                    /** BridgeHello libraries */
                    libraries?: (boolean|null);

                    /** BridgeHello librariesDetail */
                    librariesDetail?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a BridgeHello. */
                type $Shape = drift_sensor.bridge.v1.BridgeHello.$Properties;
            }

            /**
             * Properties of a SensorHello.
             * @deprecated Use drift_sensor.bridge.v1.SensorHello.$Properties instead.
             */
            interface ISensorHello extends drift_sensor.bridge.v1.SensorHello.$Properties {
            }

            /** Represents a SensorHello. */
            class SensorHello {

                /**
                 * Constructs a new SensorHello.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.SensorHello.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SensorHello version. */
                version: number;

                /** SensorHello pid. */
                pid: number;

                /**
                 * Encodes the specified SensorHello message. Does not implicitly {@link drift_sensor.bridge.v1.SensorHello.verify|verify} messages.
                 * @param message SensorHello message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.SensorHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SensorHello message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.SensorHello & drift_sensor.bridge.v1.SensorHello.$Shape} SensorHello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.SensorHello & drift_sensor.bridge.v1.SensorHello.$Shape;
            }

            namespace SensorHello {

                /** Properties of a SensorHello. */
                interface $Properties {

                    /** SensorHello version */
                    version?: (number|null);

                    /** SensorHello pid */
                    pid?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SensorHello. */
                type $Shape = drift_sensor.bridge.v1.SensorHello.$Properties;
            }

            /** Role enum. */
            enum Role {

                /** ROLE_UNSPECIFIED value */
                ROLE_UNSPECIFIED = 0,

                /** ROLE_EXE value */
                ROLE_EXE = 1,

                /** ROLE_SCRIPT value */
                ROLE_SCRIPT = 2,

                /** ROLE_INTERPRETER value */
                ROLE_INTERPRETER = 3,

                /** ROLE_LOADER value */
                ROLE_LOADER = 4,

                /** ROLE_LIBRARY value */
                ROLE_LIBRARY = 5
            }

            /** Layer enum. */
            enum Layer {

                /** LAYER_NOT_OVERLAY value */
                LAYER_NOT_OVERLAY = 0,

                /** LAYER_UPPER value */
                LAYER_UPPER = 1,

                /** LAYER_LOWER value */
                LAYER_LOWER = 2,

                /** LAYER_UNKNOWN value */
                LAYER_UNKNOWN = 3
            }

            /**
             * Properties of a File.
             * @deprecated Use drift_sensor.bridge.v1.File.$Properties instead.
             */
            interface IFile extends drift_sensor.bridge.v1.File.$Properties {
            }

            /** Represents a File. */
            class File {

                /**
                 * Constructs a new File.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.File.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** File role. */
                role: drift_sensor.bridge.v1.Role;

                /** File layer. */
                layer: drift_sensor.bridge.v1.Layer;

                /** File dev. */
                dev: number;

                /** File ino. */
                ino: Long;

                /** File magic. */
                magic: number;

                /** File realDev. */
                realDev: number;

                /** File realIno. */
                realIno: Long;

                /** File realGeneration. */
                realGeneration: number;

                /** File realMagic. */
                realMagic: number;

                /** File size. */
                size: Long;

                /** File ctimeSec. */
                ctimeSec: Long;

                /** File ctimeNsec. */
                ctimeNsec: number;

                /** File mtimeSec. */
                mtimeSec: Long;

                /** File mtimeNsec. */
                mtimeNsec: number;

                /** File mode. */
                mode: number;

                /** File uid. */
                uid: number;

                /** File gid. */
                gid: number;

                /** File nlink. */
                nlink: number;

                /** File writers. */
                writers: number;

                /** File writableMappings. */
                writableMappings: number;

                /** File path. */
                path: Uint8Array;

                /** File pathTruncated. */
                pathTruncated: boolean;

                /** File unlinked. */
                unlinked: boolean;

                /** File internalMount. */
                internalMount: boolean;

                /** File parentIno. */
                parentIno: Long;

                /** File mountRootIno. */
                mountRootIno: Long;

                /** File mountNs. */
                mountNs: number;

                /** File pinned. */
                pinned: boolean;

                /** File fd. */
                fd: number;

                /** File pinError. */
                pinError: string;

                /**
                 * Encodes the specified File message. Does not implicitly {@link drift_sensor.bridge.v1.File.verify|verify} messages.
                 * @param message File message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.File.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a File message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.File & drift_sensor.bridge.v1.File.$Shape} File
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.File & drift_sensor.bridge.v1.File.$Shape;
            }

            namespace File {

                /** Properties of a File. */
                interface $Properties {

                    /** File role */
                    role?: (drift_sensor.bridge.v1.Role|null);

                    /** File layer */
                    layer?: (drift_sensor.bridge.v1.Layer|null);

                    /** File dev */
                    dev?: (number|null);

                    /** File ino */
                    ino?: (Long|null);

                    /** File magic */
                    magic?: (number|null);

                    /** File realDev */
                    realDev?: (number|null);

                    /** File realIno */
                    realIno?: (Long|null);

                    /** File realGeneration */
                    realGeneration?: (number|null);

                    /** File realMagic */
                    realMagic?: (number|null);

                    /** File size */
                    size?: (Long|null);

                    /** File ctimeSec */
                    ctimeSec?: (Long|null);

                    /** File ctimeNsec */
                    ctimeNsec?: (number|null);

                    /** File mtimeSec */
                    mtimeSec?: (Long|null);

                    /** File mtimeNsec */
                    mtimeNsec?: (number|null);

                    /** File mode */
                    mode?: (number|null);

                    /** File uid */
                    uid?: (number|null);

                    /** File gid */
                    gid?: (number|null);

                    /** File nlink */
                    nlink?: (number|null);

                    /** File writers */
                    writers?: (number|null);

                    /** File writableMappings */
                    writableMappings?: (number|null);

                    /** File path */
                    path?: (Uint8Array|null);

                    /** File pathTruncated */
                    pathTruncated?: (boolean|null);

                    /** File unlinked */
                    unlinked?: (boolean|null);

                    /** File internalMount */
                    internalMount?: (boolean|null);

                    /** File parentIno */
                    parentIno?: (Long|null);

                    /** File mountRootIno */
                    mountRootIno?: (Long|null);

                    /** File mountNs */
                    mountNs?: (number|null);

                    /** File pinned */
                    pinned?: (boolean|null);

                    /** File fd */
                    fd?: (number|null);

                    /** File pinError */
                    pinError?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a File. */
                type $Shape = drift_sensor.bridge.v1.File.$Properties;
            }

            /**
             * Properties of a Cgroup.
             * @deprecated Use drift_sensor.bridge.v1.Cgroup.$Properties instead.
             */
            interface ICgroup extends drift_sensor.bridge.v1.Cgroup.$Properties {
            }

            /** Represents a Cgroup. */
            class Cgroup {

                /**
                 * Constructs a new Cgroup.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Cgroup.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Cgroup id. */
                id: Long;

                /** Cgroup name. */
                name: Uint8Array;

                /**
                 * Encodes the specified Cgroup message. Does not implicitly {@link drift_sensor.bridge.v1.Cgroup.verify|verify} messages.
                 * @param message Cgroup message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Cgroup.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Cgroup message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Cgroup & drift_sensor.bridge.v1.Cgroup.$Shape} Cgroup
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Cgroup & drift_sensor.bridge.v1.Cgroup.$Shape;
            }

            namespace Cgroup {

                /** Properties of a Cgroup. */
                interface $Properties {

                    /** Cgroup id */
                    id?: (Long|null);

                    /** Cgroup name */
                    name?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Cgroup. */
                type $Shape = drift_sensor.bridge.v1.Cgroup.$Properties;
            }

            /**
             * Properties of an Ancestor.
             * @deprecated Use drift_sensor.bridge.v1.Ancestor.$Properties instead.
             */
            interface IAncestor extends drift_sensor.bridge.v1.Ancestor.$Properties {
            }

            /** Represents an Ancestor. */
            class Ancestor {

                /**
                 * Constructs a new Ancestor.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Ancestor.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Ancestor pid. */
                pid: number;

                /** Ancestor startBootNs. */
                startBootNs: Long;

                /** Ancestor comm. */
                comm: Uint8Array;

                /** Ancestor exe. */
                exe: Uint8Array;

                /**
                 * Encodes the specified Ancestor message. Does not implicitly {@link drift_sensor.bridge.v1.Ancestor.verify|verify} messages.
                 * @param message Ancestor message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Ancestor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Ancestor message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Ancestor & drift_sensor.bridge.v1.Ancestor.$Shape} Ancestor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Ancestor & drift_sensor.bridge.v1.Ancestor.$Shape;
            }

            namespace Ancestor {

                /** Properties of an Ancestor. */
                interface $Properties {

                    /** Ancestor pid */
                    pid?: (number|null);

                    /** Ancestor startBootNs */
                    startBootNs?: (Long|null);

                    /** Ancestor comm */
                    comm?: (Uint8Array|null);

                    /** Ancestor exe */
                    exe?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Ancestor. */
                type $Shape = drift_sensor.bridge.v1.Ancestor.$Properties;
            }

            /**
             * Properties of an Exec.
             * @deprecated Use drift_sensor.bridge.v1.Exec.$Properties instead.
             */
            interface IExec extends drift_sensor.bridge.v1.Exec.$Properties {
            }

            /** Represents an Exec. */
            class Exec {

                /**
                 * Constructs a new Exec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Exec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Exec id. */
                id: Long;

                /** Exec timeUnixNs. */
                timeUnixNs: Long;

                /** Exec pid. */
                pid: number;

                /** Exec ppid. */
                ppid: number;

                /** Exec startBootNs. */
                startBootNs: Long;

                /** Exec uid. */
                uid: number;

                /** Exec gid. */
                gid: number;

                /** Exec cgroups. */
                cgroups: drift_sensor.bridge.v1.Cgroup.$Properties[];

                /** Exec imageSlot. */
                imageSlot: Long;

                /** Exec mntNs. */
                mntNs: number;

                /** Exec pidNs. */
                pidNs: number;

                /** Exec userNs. */
                userNs: number;

                /** Exec rootDev. */
                rootDev: number;

                /** Exec rootIno. */
                rootIno: Long;

                /** Exec comm. */
                comm: Uint8Array;

                /** Exec filename. */
                filename: Uint8Array;

                /** Exec interp. */
                interp: Uint8Array;

                /** Exec argv. */
                argv: Uint8Array;

                /** Exec argc. */
                argc: number;

                /** Exec argvTruncated. */
                argvTruncated: boolean;

                /** Exec cwd. */
                cwd: Uint8Array;

                /** Exec tty. */
                tty: boolean;

                /** Exec files. */
                files: drift_sensor.bridge.v1.File.$Properties[];

                /** Exec ancestors. */
                ancestors: drift_sensor.bridge.v1.Ancestor.$Properties[];

                /** Exec rootFd. */
                rootFd: number;

                /** Exec scriptFd. */
                scriptFd: number;

                /** Exec key. */
                key: Uint8Array;

                /** Exec late. */
                late: boolean;

                /** Exec environ. */
                environ: Uint8Array;

                /** Exec environComplete. */
                environComplete: boolean;

                /** Exec refused. */
                refused: boolean;

                /** Exec input. */
                input: Uint8Array;

                /**
                 * Encodes the specified Exec message. Does not implicitly {@link drift_sensor.bridge.v1.Exec.verify|verify} messages.
                 * @param message Exec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Exec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Exec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Exec & drift_sensor.bridge.v1.Exec.$Shape} Exec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Exec & drift_sensor.bridge.v1.Exec.$Shape;
            }

            namespace Exec {

                /** Properties of an Exec. */
                interface $Properties {

                    /** Exec id */
                    id?: (Long|null);

                    /** Exec timeUnixNs */
                    timeUnixNs?: (Long|null);

                    /** Exec pid */
                    pid?: (number|null);

                    /** Exec ppid */
                    ppid?: (number|null);

                    /** Exec startBootNs */
                    startBootNs?: (Long|null);

                    /** Exec uid */
                    uid?: (number|null);

                    /** Exec gid */
                    gid?: (number|null);

                    /** Exec cgroups */
                    cgroups?: (drift_sensor.bridge.v1.Cgroup.$Properties[]|null);

                    /** Exec imageSlot */
                    imageSlot?: (Long|null);

                    /** Exec mntNs */
                    mntNs?: (number|null);

                    /** Exec pidNs */
                    pidNs?: (number|null);

                    /** Exec userNs */
                    userNs?: (number|null);

                    /** Exec rootDev */
                    rootDev?: (number|null);

                    /** Exec rootIno */
                    rootIno?: (Long|null);

                    /** Exec comm */
                    comm?: (Uint8Array|null);

                    /** Exec filename */
                    filename?: (Uint8Array|null);

                    /** Exec interp */
                    interp?: (Uint8Array|null);

                    /** Exec argv */
                    argv?: (Uint8Array|null);

                    /** Exec argc */
                    argc?: (number|null);

                    /** Exec argvTruncated */
                    argvTruncated?: (boolean|null);

                    /** Exec cwd */
                    cwd?: (Uint8Array|null);

                    /** Exec tty */
                    tty?: (boolean|null);

                    /** Exec files */
                    files?: (drift_sensor.bridge.v1.File.$Properties[]|null);

                    /** Exec ancestors */
                    ancestors?: (drift_sensor.bridge.v1.Ancestor.$Properties[]|null);

                    /** Exec rootFd */
                    rootFd?: (number|null);

                    /** Exec scriptFd */
                    scriptFd?: (number|null);

                    /** Exec key */
                    key?: (Uint8Array|null);

                    /** Exec late */
                    late?: (boolean|null);

                    /** Exec environ */
                    environ?: (Uint8Array|null);

                    /** Exec environComplete */
                    environComplete?: (boolean|null);

                    /** Exec refused */
                    refused?: (boolean|null);

                    /** Exec input */
                    input?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Exec. */
                type $Shape = drift_sensor.bridge.v1.Exec.$Properties;
            }

            /**
             * Properties of a Mmap.
             * @deprecated Use drift_sensor.bridge.v1.Mmap.$Properties instead.
             */
            interface IMmap extends drift_sensor.bridge.v1.Mmap.$Properties {
            }

            /** Represents a Mmap. */
            class Mmap {

                /**
                 * Constructs a new Mmap.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Mmap.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mmap id. */
                id: Long;

                /** Mmap timeUnixNs. */
                timeUnixNs: Long;

                /** Mmap pid. */
                pid: number;

                /** Mmap ppid. */
                ppid: number;

                /** Mmap startBootNs. */
                startBootNs: Long;

                /** Mmap uid. */
                uid: number;

                /** Mmap gid. */
                gid: number;

                /** Mmap cgroups. */
                cgroups: drift_sensor.bridge.v1.Cgroup.$Properties[];

                /** Mmap imageSlot. */
                imageSlot: Long;

                /** Mmap mntNs. */
                mntNs: number;

                /** Mmap pidNs. */
                pidNs: number;

                /** Mmap userNs. */
                userNs: number;

                /** Mmap rootDev. */
                rootDev: number;

                /** Mmap rootIno. */
                rootIno: Long;

                /** Mmap comm. */
                comm: Uint8Array;

                /** Mmap file. */
                file?: (drift_sensor.bridge.v1.File.$Properties|null);

                /** Mmap ancestors. */
                ancestors: drift_sensor.bridge.v1.Ancestor.$Properties[];

                /** Mmap tty. */
                tty: boolean;

                /** Mmap key. */
                key: Uint8Array;

                /** Mmap unsaid. */
                unsaid: boolean;

                /** Mmap hosts. */
                hosts: boolean;

                /**
                 * Encodes the specified Mmap message. Does not implicitly {@link drift_sensor.bridge.v1.Mmap.verify|verify} messages.
                 * @param message Mmap message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Mmap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mmap message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Mmap & drift_sensor.bridge.v1.Mmap.$Shape} Mmap
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Mmap & drift_sensor.bridge.v1.Mmap.$Shape;
            }

            namespace Mmap {

                /** Properties of a Mmap. */
                interface $Properties {

                    /** Mmap id */
                    id?: (Long|null);

                    /** Mmap timeUnixNs */
                    timeUnixNs?: (Long|null);

                    /** Mmap pid */
                    pid?: (number|null);

                    /** Mmap ppid */
                    ppid?: (number|null);

                    /** Mmap startBootNs */
                    startBootNs?: (Long|null);

                    /** Mmap uid */
                    uid?: (number|null);

                    /** Mmap gid */
                    gid?: (number|null);

                    /** Mmap cgroups */
                    cgroups?: (drift_sensor.bridge.v1.Cgroup.$Properties[]|null);

                    /** Mmap imageSlot */
                    imageSlot?: (Long|null);

                    /** Mmap mntNs */
                    mntNs?: (number|null);

                    /** Mmap pidNs */
                    pidNs?: (number|null);

                    /** Mmap userNs */
                    userNs?: (number|null);

                    /** Mmap rootDev */
                    rootDev?: (number|null);

                    /** Mmap rootIno */
                    rootIno?: (Long|null);

                    /** Mmap comm */
                    comm?: (Uint8Array|null);

                    /** Mmap file */
                    file?: (drift_sensor.bridge.v1.File.$Properties|null);

                    /** Mmap ancestors */
                    ancestors?: (drift_sensor.bridge.v1.Ancestor.$Properties[]|null);

                    /** Mmap tty */
                    tty?: (boolean|null);

                    /** Mmap key */
                    key?: (Uint8Array|null);

                    /** Mmap unsaid */
                    unsaid?: (boolean|null);

                    /** Mmap hosts */
                    hosts?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mmap. */
                type $Shape = drift_sensor.bridge.v1.Mmap.$Properties;
            }

            /**
             * Properties of an Exit.
             * @deprecated Use drift_sensor.bridge.v1.Exit.$Properties instead.
             */
            interface IExit extends drift_sensor.bridge.v1.Exit.$Properties {
            }

            /** Represents an Exit. */
            class Exit {

                /**
                 * Constructs a new Exit.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Exit.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Exit pid. */
                pid: number;

                /** Exit startBootNs. */
                startBootNs: Long;

                /**
                 * Encodes the specified Exit message. Does not implicitly {@link drift_sensor.bridge.v1.Exit.verify|verify} messages.
                 * @param message Exit message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Exit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Exit message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Exit & drift_sensor.bridge.v1.Exit.$Shape} Exit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Exit & drift_sensor.bridge.v1.Exit.$Shape;
            }

            namespace Exit {

                /** Properties of an Exit. */
                interface $Properties {

                    /** Exit pid */
                    pid?: (number|null);

                    /** Exit startBootNs */
                    startBootNs?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Exit. */
                type $Shape = drift_sensor.bridge.v1.Exit.$Properties;
            }

            /**
             * Properties of a Gap.
             * @deprecated Use drift_sensor.bridge.v1.Gap.$Properties instead.
             */
            interface IGap extends drift_sensor.bridge.v1.Gap.$Properties {
            }

            /** Represents a Gap. */
            class Gap {

                /**
                 * Constructs a new Gap.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Gap.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Gap place. */
                place: string;

                /** Gap lost. */
                lost: Long;

                /**
                 * Encodes the specified Gap message. Does not implicitly {@link drift_sensor.bridge.v1.Gap.verify|verify} messages.
                 * @param message Gap message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Gap.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Gap message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Gap & drift_sensor.bridge.v1.Gap.$Shape} Gap
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Gap & drift_sensor.bridge.v1.Gap.$Shape;
            }

            namespace Gap {

                /** Properties of a Gap. */
                interface $Properties {

                    /** Gap place */
                    place?: (string|null);

                    /** Gap lost */
                    lost?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Gap. */
                type $Shape = drift_sensor.bridge.v1.Gap.$Properties;
            }

            /**
             * Properties of a Stats.
             * @deprecated Use drift_sensor.bridge.v1.Stats.$Properties instead.
             */
            interface IStats extends drift_sensor.bridge.v1.Stats.$Properties {
            }

            /** Represents a Stats. */
            class Stats {

                /**
                 * Constructs a new Stats.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Stats.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Stats execsContainer. */
                execsContainer: Long;

                /** Stats execsHost. */
                execsHost: Long;

                /** Stats lostRing. */
                lostRing: Long;

                /** Stats lostRecursion. */
                lostRecursion: Long;

                /** Stats lostQueue. */
                lostQueue: Long;

                /** Stats pinsOpened. */
                pinsOpened: Long;

                /** Stats pinsFailed. */
                pinsFailed: Long;

                /** Stats pinsExpired. */
                pinsExpired: Long;

                /** Stats pinsRefused. */
                pinsRefused: Long;

                /** Stats pinsHeld. */
                pinsHeld: number;

                /** Stats badFrames. */
                badFrames: Long;

                /** Stats programRunNs. */
                programRunNs: Long;

                /** Stats programRuns. */
                programRuns: Long;

                /** Stats slots. */
                slots: Long;

                /** Stats mapsSeen. */
                mapsSeen: Long;

                /** Stats mapsHost. */
                mapsHost: Long;

                /** Stats mapsExe. */
                mapsExe: Long;

                /** Stats mapsRepeated. */
                mapsRepeated: Long;

                /** Stats mapsSent. */
                mapsSent: Long;

                /** Stats mapsUnpinned. */
                mapsUnpinned: Long;

                /** Stats lostMaps. */
                lostMaps: Long;

                /** Stats execsKnown. */
                execsKnown: Long;

                /** Stats knownEntries. */
                knownEntries: Long;

                /** Stats knownEvicted. */
                knownEvicted: Long;

                /** Stats knownRefused. */
                knownRefused: Long;

                /**
                 * Encodes the specified Stats message. Does not implicitly {@link drift_sensor.bridge.v1.Stats.verify|verify} messages.
                 * @param message Stats message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Stats.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Stats message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Stats & drift_sensor.bridge.v1.Stats.$Shape} Stats
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Stats & drift_sensor.bridge.v1.Stats.$Shape;
            }

            namespace Stats {

                /** Properties of a Stats. */
                interface $Properties {

                    /** Stats execsContainer */
                    execsContainer?: (Long|null);

                    /** Stats execsHost */
                    execsHost?: (Long|null);

                    /** Stats lostRing */
                    lostRing?: (Long|null);

                    /** Stats lostRecursion */
                    lostRecursion?: (Long|null);

                    /** Stats lostQueue */
                    lostQueue?: (Long|null);

                    /** Stats pinsOpened */
                    pinsOpened?: (Long|null);

                    /** Stats pinsFailed */
                    pinsFailed?: (Long|null);

                    /** Stats pinsExpired */
                    pinsExpired?: (Long|null);

                    /** Stats pinsRefused */
                    pinsRefused?: (Long|null);

                    /** Stats pinsHeld */
                    pinsHeld?: (number|null);

                    /** Stats badFrames */
                    badFrames?: (Long|null);

                    /** Stats programRunNs */
                    programRunNs?: (Long|null);

                    /** Stats programRuns */
                    programRuns?: (Long|null);

                    /** Stats slots */
                    slots?: (Long|null);

                    /** Stats mapsSeen */
                    mapsSeen?: (Long|null);

                    /** Stats mapsHost */
                    mapsHost?: (Long|null);

                    /** Stats mapsExe */
                    mapsExe?: (Long|null);

                    /** Stats mapsRepeated */
                    mapsRepeated?: (Long|null);

                    /** Stats mapsSent */
                    mapsSent?: (Long|null);

                    /** Stats mapsUnpinned */
                    mapsUnpinned?: (Long|null);

                    /** Stats lostMaps */
                    lostMaps?: (Long|null);

                    /** Stats execsKnown */
                    execsKnown?: (Long|null);

                    /** Stats knownEntries */
                    knownEntries?: (Long|null);

                    /** Stats knownEvicted */
                    knownEvicted?: (Long|null);

                    /** Stats knownRefused */
                    knownRefused?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Stats. */
                type $Shape = drift_sensor.bridge.v1.Stats.$Properties;
            }

            /**
             * Properties of an Ack.
             * @deprecated Use drift_sensor.bridge.v1.Ack.$Properties instead.
             */
            interface IAck extends drift_sensor.bridge.v1.Ack.$Properties {
            }

            /** Represents an Ack. */
            class Ack {

                /**
                 * Constructs a new Ack.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Ack.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Ack ids. */
                ids: Long[];

                /**
                 * Encodes the specified Ack message. Does not implicitly {@link drift_sensor.bridge.v1.Ack.verify|verify} messages.
                 * @param message Ack message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Ack message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Ack & drift_sensor.bridge.v1.Ack.$Shape} Ack
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Ack & drift_sensor.bridge.v1.Ack.$Shape;
            }

            namespace Ack {

                /** Properties of an Ack. */
                interface $Properties {

                    /** Ack ids */
                    ids?: (Long[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Ack. */
                type $Shape = drift_sensor.bridge.v1.Ack.$Properties;
            }

            /**
             * Properties of an ImageSlot.
             * @deprecated Use drift_sensor.bridge.v1.ImageSlot.$Properties instead.
             */
            interface IImageSlot extends drift_sensor.bridge.v1.ImageSlot.$Properties {
            }

            /** Represents an ImageSlot. */
            class ImageSlot {

                /**
                 * Constructs a new ImageSlot.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.ImageSlot.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ImageSlot cgroupId. */
                cgroupId: Long;

                /** ImageSlot slot. */
                slot: Long;

                /**
                 * Encodes the specified ImageSlot message. Does not implicitly {@link drift_sensor.bridge.v1.ImageSlot.verify|verify} messages.
                 * @param message ImageSlot message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.ImageSlot.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ImageSlot message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ImageSlot & drift_sensor.bridge.v1.ImageSlot.$Shape} ImageSlot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.ImageSlot & drift_sensor.bridge.v1.ImageSlot.$Shape;
            }

            namespace ImageSlot {

                /** Properties of an ImageSlot. */
                interface $Properties {

                    /** ImageSlot cgroupId */
                    cgroupId?: (Long|null);

                    /** ImageSlot slot */
                    slot?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ImageSlot. */
                type $Shape = drift_sensor.bridge.v1.ImageSlot.$Properties;
            }

            /**
             * Properties of a KnownGood.
             * @deprecated Use drift_sensor.bridge.v1.KnownGood.$Properties instead.
             */
            interface IKnownGood extends drift_sensor.bridge.v1.KnownGood.$Properties {
            }

            /** Represents a KnownGood. */
            class KnownGood {

                /**
                 * Constructs a new KnownGood.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.KnownGood.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** KnownGood keys. */
                keys: Uint8Array[];

                /** KnownGood appletKeys. */
                appletKeys: Uint8Array[];

                /**
                 * Encodes the specified KnownGood message. Does not implicitly {@link drift_sensor.bridge.v1.KnownGood.verify|verify} messages.
                 * @param message KnownGood message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.KnownGood.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a KnownGood message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.KnownGood & drift_sensor.bridge.v1.KnownGood.$Shape} KnownGood
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.KnownGood & drift_sensor.bridge.v1.KnownGood.$Shape;
            }

            namespace KnownGood {

                /** Properties of a KnownGood. */
                interface $Properties {

                    /** KnownGood keys */
                    keys?: (Uint8Array[]|null);

                    /** KnownGood appletKeys */
                    appletKeys?: (Uint8Array[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a KnownGood. */
                type $Shape = drift_sensor.bridge.v1.KnownGood.$Properties;
            }

            /**
             * Properties of a Generation.
             * @deprecated Use drift_sensor.bridge.v1.Generation.$Properties instead.
             */
            interface IGeneration extends drift_sensor.bridge.v1.Generation.$Properties {
            }

            /** Represents a Generation. */
            class Generation {

                /**
                 * Constructs a new Generation.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Generation.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Generation generation. */
                generation: Long;

                /**
                 * Encodes the specified Generation message. Does not implicitly {@link drift_sensor.bridge.v1.Generation.verify|verify} messages.
                 * @param message Generation message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Generation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Generation message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Generation & drift_sensor.bridge.v1.Generation.$Shape} Generation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Generation & drift_sensor.bridge.v1.Generation.$Shape;
            }

            namespace Generation {

                /** Properties of a Generation. */
                interface $Properties {

                    /** Generation generation */
                    generation?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Generation. */
                type $Shape = drift_sensor.bridge.v1.Generation.$Properties;
            }

            /**
             * Properties of a Decision.
             * @deprecated Use drift_sensor.bridge.v1.Decision.$Properties instead.
             */
            interface IDecision extends drift_sensor.bridge.v1.Decision.$Properties {
            }

            /** Represents a Decision. */
            class Decision {

                /**
                 * Constructs a new Decision.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.bridge.v1.Decision.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Decision id. */
                id: Long;

                /** Decision allow. */
                allow: boolean;

                /**
                 * Encodes the specified Decision message. Does not implicitly {@link drift_sensor.bridge.v1.Decision.verify|verify} messages.
                 * @param message Decision message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.bridge.v1.Decision.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Decision message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Decision & drift_sensor.bridge.v1.Decision.$Shape} Decision
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.bridge.v1.Decision & drift_sensor.bridge.v1.Decision.$Shape;
            }

            namespace Decision {

                /** Properties of a Decision. */
                interface $Properties {

                    /** Decision id */
                    id?: (Long|null);

                    /** Decision allow */
                    allow?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Decision. */
                type $Shape = drift_sensor.bridge.v1.Decision.$Properties;
            }
        }
    }
}
