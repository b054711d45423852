import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace drift_sensor. */
export namespace drift_sensor {

    /** Namespace cri. */
    namespace cri {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an Empty.
             * @deprecated Use drift_sensor.cri.v1.Empty.$Properties instead.
             */
            interface IEmpty extends drift_sensor.cri.v1.Empty.$Properties {
            }

            /** Represents an Empty. */
            class Empty {

                /**
                 * Constructs a new Empty.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Empty.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified Empty message. Does not implicitly {@link drift_sensor.cri.v1.Empty.verify|verify} messages.
                 * @param message Empty message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Empty.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Empty message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Empty & drift_sensor.cri.v1.Empty.$Shape} Empty
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Empty & drift_sensor.cri.v1.Empty.$Shape;
            }

            namespace Empty {

                /** Properties of an Empty. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Empty. */
                type $Shape = drift_sensor.cri.v1.Empty.$Properties;
            }

            /**
             * Properties of a Version.
             * @deprecated Use drift_sensor.cri.v1.Version.$Properties instead.
             */
            interface IVersion extends drift_sensor.cri.v1.Version.$Properties {
            }

            /** Represents a Version. */
            class Version {

                /**
                 * Constructs a new Version.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Version.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Version runtimeName. */
                runtimeName: string;

                /** Version runtimeVersion. */
                runtimeVersion: string;

                /**
                 * Encodes the specified Version message. Does not implicitly {@link drift_sensor.cri.v1.Version.verify|verify} messages.
                 * @param message Version message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Version.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Version message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Version & drift_sensor.cri.v1.Version.$Shape} Version
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Version & drift_sensor.cri.v1.Version.$Shape;
            }

            namespace Version {

                /** Properties of a Version. */
                interface $Properties {

                    /** Version runtimeName */
                    runtimeName?: (string|null);

                    /** Version runtimeVersion */
                    runtimeVersion?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Version. */
                type $Shape = drift_sensor.cri.v1.Version.$Properties;
            }

            /**
             * Properties of a StatusRequest.
             * @deprecated Use drift_sensor.cri.v1.StatusRequest.$Properties instead.
             */
            interface IStatusRequest extends drift_sensor.cri.v1.StatusRequest.$Properties {
            }

            /** Represents a StatusRequest. */
            class StatusRequest {

                /**
                 * Constructs a new StatusRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.StatusRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StatusRequest id. */
                id: string;

                /** StatusRequest verbose. */
                verbose: boolean;

                /**
                 * Encodes the specified StatusRequest message. Does not implicitly {@link drift_sensor.cri.v1.StatusRequest.verify|verify} messages.
                 * @param message StatusRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.StatusRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StatusRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.StatusRequest & drift_sensor.cri.v1.StatusRequest.$Shape} StatusRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.StatusRequest & drift_sensor.cri.v1.StatusRequest.$Shape;
            }

            namespace StatusRequest {

                /** Properties of a StatusRequest. */
                interface $Properties {

                    /** StatusRequest id */
                    id?: (string|null);

                    /** StatusRequest verbose */
                    verbose?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StatusRequest. */
                type $Shape = drift_sensor.cri.v1.StatusRequest.$Properties;
            }

            /**
             * Properties of a PodMetadata.
             * @deprecated Use drift_sensor.cri.v1.PodMetadata.$Properties instead.
             */
            interface IPodMetadata extends drift_sensor.cri.v1.PodMetadata.$Properties {
            }

            /** Represents a PodMetadata. */
            class PodMetadata {

                /**
                 * Constructs a new PodMetadata.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.PodMetadata.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** PodMetadata name. */
                name: string;

                /** PodMetadata uid. */
                uid: string;

                /** PodMetadata namespace. */
                namespace: string;

                /** PodMetadata attempt. */
                attempt: number;

                /**
                 * Encodes the specified PodMetadata message. Does not implicitly {@link drift_sensor.cri.v1.PodMetadata.verify|verify} messages.
                 * @param message PodMetadata message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.PodMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a PodMetadata message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.PodMetadata & drift_sensor.cri.v1.PodMetadata.$Shape} PodMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.PodMetadata & drift_sensor.cri.v1.PodMetadata.$Shape;
            }

            namespace PodMetadata {

                /** Properties of a PodMetadata. */
                interface $Properties {

                    /** PodMetadata name */
                    name?: (string|null);

                    /** PodMetadata uid */
                    uid?: (string|null);

                    /** PodMetadata namespace */
                    namespace?: (string|null);

                    /** PodMetadata attempt */
                    attempt?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a PodMetadata. */
                type $Shape = drift_sensor.cri.v1.PodMetadata.$Properties;
            }

            /**
             * Properties of a Sandbox.
             * @deprecated Use drift_sensor.cri.v1.Sandbox.$Properties instead.
             */
            interface ISandbox extends drift_sensor.cri.v1.Sandbox.$Properties {
            }

            /** Represents a Sandbox. */
            class Sandbox {

                /**
                 * Constructs a new Sandbox.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Sandbox.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Sandbox id. */
                id: string;

                /** Sandbox metadata. */
                metadata?: (drift_sensor.cri.v1.PodMetadata.$Properties|null);

                /** Sandbox state. */
                state: number;

                /**
                 * Encodes the specified Sandbox message. Does not implicitly {@link drift_sensor.cri.v1.Sandbox.verify|verify} messages.
                 * @param message Sandbox message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Sandbox.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Sandbox message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Sandbox & drift_sensor.cri.v1.Sandbox.$Shape} Sandbox
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Sandbox & drift_sensor.cri.v1.Sandbox.$Shape;
            }

            namespace Sandbox {

                /** Properties of a Sandbox. */
                interface $Properties {

                    /** Sandbox id */
                    id?: (string|null);

                    /** Sandbox metadata */
                    metadata?: (drift_sensor.cri.v1.PodMetadata.$Properties|null);

                    /** Sandbox state */
                    state?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Sandbox. */
                type $Shape = drift_sensor.cri.v1.Sandbox.$Properties;
            }

            /**
             * Properties of a SandboxList.
             * @deprecated Use drift_sensor.cri.v1.SandboxList.$Properties instead.
             */
            interface ISandboxList extends drift_sensor.cri.v1.SandboxList.$Properties {
            }

            /** Represents a SandboxList. */
            class SandboxList {

                /**
                 * Constructs a new SandboxList.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.SandboxList.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SandboxList items. */
                items: drift_sensor.cri.v1.Sandbox.$Properties[];

                /**
                 * Encodes the specified SandboxList message. Does not implicitly {@link drift_sensor.cri.v1.SandboxList.verify|verify} messages.
                 * @param message SandboxList message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.SandboxList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SandboxList message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxList & drift_sensor.cri.v1.SandboxList.$Shape} SandboxList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.SandboxList & drift_sensor.cri.v1.SandboxList.$Shape;
            }

            namespace SandboxList {

                /** Properties of a SandboxList. */
                interface $Properties {

                    /** SandboxList items */
                    items?: (drift_sensor.cri.v1.Sandbox.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SandboxList. */
                type $Shape = drift_sensor.cri.v1.SandboxList.$Properties;
            }

            /**
             * Properties of a SandboxStatus.
             * @deprecated Use drift_sensor.cri.v1.SandboxStatus.$Properties instead.
             */
            interface ISandboxStatus extends drift_sensor.cri.v1.SandboxStatus.$Properties {
            }

            /** Represents a SandboxStatus. */
            class SandboxStatus {

                /**
                 * Constructs a new SandboxStatus.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.SandboxStatus.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SandboxStatus id. */
                id: string;

                /** SandboxStatus metadata. */
                metadata?: (drift_sensor.cri.v1.PodMetadata.$Properties|null);

                /** SandboxStatus state. */
                state: number;

                /** SandboxStatus createdAt. */
                createdAt: Long;

                /** SandboxStatus labels. */
                labels: { [k: string]: string };

                /** SandboxStatus runtimeHandler. */
                runtimeHandler: string;

                /**
                 * Encodes the specified SandboxStatus message. Does not implicitly {@link drift_sensor.cri.v1.SandboxStatus.verify|verify} messages.
                 * @param message SandboxStatus message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.SandboxStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SandboxStatus message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxStatus & drift_sensor.cri.v1.SandboxStatus.$Shape} SandboxStatus
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.SandboxStatus & drift_sensor.cri.v1.SandboxStatus.$Shape;
            }

            namespace SandboxStatus {

                /** Properties of a SandboxStatus. */
                interface $Properties {

                    /** SandboxStatus id */
                    id?: (string|null);

                    /** SandboxStatus metadata */
                    metadata?: (drift_sensor.cri.v1.PodMetadata.$Properties|null);

                    /** SandboxStatus state */
                    state?: (number|null);

                    /** SandboxStatus createdAt */
                    createdAt?: (Long|null);

                    /** SandboxStatus labels */
                    labels?: ({ [k: string]: string }|null);

                    /** SandboxStatus runtimeHandler */
                    runtimeHandler?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SandboxStatus. */
                type $Shape = drift_sensor.cri.v1.SandboxStatus.$Properties;
            }

            /**
             * Properties of a SandboxAnswer.
             * @deprecated Use drift_sensor.cri.v1.SandboxAnswer.$Properties instead.
             */
            interface ISandboxAnswer extends drift_sensor.cri.v1.SandboxAnswer.$Properties {
            }

            /** Represents a SandboxAnswer. */
            class SandboxAnswer {

                /**
                 * Constructs a new SandboxAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.SandboxAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SandboxAnswer status. */
                status?: (drift_sensor.cri.v1.SandboxStatus.$Properties|null);

                /** SandboxAnswer info. */
                info: { [k: string]: string };

                /**
                 * Encodes the specified SandboxAnswer message. Does not implicitly {@link drift_sensor.cri.v1.SandboxAnswer.verify|verify} messages.
                 * @param message SandboxAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.SandboxAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SandboxAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxAnswer & drift_sensor.cri.v1.SandboxAnswer.$Shape} SandboxAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.SandboxAnswer & drift_sensor.cri.v1.SandboxAnswer.$Shape;
            }

            namespace SandboxAnswer {

                /** Properties of a SandboxAnswer. */
                interface $Properties {

                    /** SandboxAnswer status */
                    status?: (drift_sensor.cri.v1.SandboxStatus.$Properties|null);

                    /** SandboxAnswer info */
                    info?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SandboxAnswer. */
                type $Shape = drift_sensor.cri.v1.SandboxAnswer.$Properties;
            }

            /**
             * Properties of a ContainerMetadata.
             * @deprecated Use drift_sensor.cri.v1.ContainerMetadata.$Properties instead.
             */
            interface IContainerMetadata extends drift_sensor.cri.v1.ContainerMetadata.$Properties {
            }

            /** Represents a ContainerMetadata. */
            class ContainerMetadata {

                /**
                 * Constructs a new ContainerMetadata.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ContainerMetadata.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerMetadata name. */
                name: string;

                /** ContainerMetadata attempt. */
                attempt: number;

                /**
                 * Encodes the specified ContainerMetadata message. Does not implicitly {@link drift_sensor.cri.v1.ContainerMetadata.verify|verify} messages.
                 * @param message ContainerMetadata message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ContainerMetadata.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerMetadata message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerMetadata & drift_sensor.cri.v1.ContainerMetadata.$Shape} ContainerMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ContainerMetadata & drift_sensor.cri.v1.ContainerMetadata.$Shape;
            }

            namespace ContainerMetadata {

                /** Properties of a ContainerMetadata. */
                interface $Properties {

                    /** ContainerMetadata name */
                    name?: (string|null);

                    /** ContainerMetadata attempt */
                    attempt?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerMetadata. */
                type $Shape = drift_sensor.cri.v1.ContainerMetadata.$Properties;
            }

            /**
             * Properties of an ImageSpec.
             * @deprecated Use drift_sensor.cri.v1.ImageSpec.$Properties instead.
             */
            interface IImageSpec extends drift_sensor.cri.v1.ImageSpec.$Properties {
            }

            /** Represents an ImageSpec. */
            class ImageSpec {

                /**
                 * Constructs a new ImageSpec.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ImageSpec.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ImageSpec image. */
                image: string;

                /** ImageSpec userSpecifiedImage. */
                userSpecifiedImage: string;

                /**
                 * Encodes the specified ImageSpec message. Does not implicitly {@link drift_sensor.cri.v1.ImageSpec.verify|verify} messages.
                 * @param message ImageSpec message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ImageSpec.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ImageSpec message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageSpec & drift_sensor.cri.v1.ImageSpec.$Shape} ImageSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ImageSpec & drift_sensor.cri.v1.ImageSpec.$Shape;
            }

            namespace ImageSpec {

                /** Properties of an ImageSpec. */
                interface $Properties {

                    /** ImageSpec image */
                    image?: (string|null);

                    /** ImageSpec userSpecifiedImage */
                    userSpecifiedImage?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ImageSpec. */
                type $Shape = drift_sensor.cri.v1.ImageSpec.$Properties;
            }

            /**
             * Properties of a Container.
             * @deprecated Use drift_sensor.cri.v1.Container.$Properties instead.
             */
            interface IContainer extends drift_sensor.cri.v1.Container.$Properties {
            }

            /** Represents a Container. */
            class Container {

                /**
                 * Constructs a new Container.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Container.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Container id. */
                id: string;

                /** Container podSandboxId. */
                podSandboxId: string;

                /** Container state. */
                state: number;

                /**
                 * Encodes the specified Container message. Does not implicitly {@link drift_sensor.cri.v1.Container.verify|verify} messages.
                 * @param message Container message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Container.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Container message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Container & drift_sensor.cri.v1.Container.$Shape} Container
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Container & drift_sensor.cri.v1.Container.$Shape;
            }

            namespace Container {

                /** Properties of a Container. */
                interface $Properties {

                    /** Container id */
                    id?: (string|null);

                    /** Container podSandboxId */
                    podSandboxId?: (string|null);

                    /** Container state */
                    state?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Container. */
                type $Shape = drift_sensor.cri.v1.Container.$Properties;
            }

            /**
             * Properties of a ContainerList.
             * @deprecated Use drift_sensor.cri.v1.ContainerList.$Properties instead.
             */
            interface IContainerList extends drift_sensor.cri.v1.ContainerList.$Properties {
            }

            /** Represents a ContainerList. */
            class ContainerList {

                /**
                 * Constructs a new ContainerList.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ContainerList.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerList items. */
                items: drift_sensor.cri.v1.Container.$Properties[];

                /**
                 * Encodes the specified ContainerList message. Does not implicitly {@link drift_sensor.cri.v1.ContainerList.verify|verify} messages.
                 * @param message ContainerList message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ContainerList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerList message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerList & drift_sensor.cri.v1.ContainerList.$Shape} ContainerList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ContainerList & drift_sensor.cri.v1.ContainerList.$Shape;
            }

            namespace ContainerList {

                /** Properties of a ContainerList. */
                interface $Properties {

                    /** ContainerList items */
                    items?: (drift_sensor.cri.v1.Container.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerList. */
                type $Shape = drift_sensor.cri.v1.ContainerList.$Properties;
            }

            /**
             * Properties of a Mount.
             * @deprecated Use drift_sensor.cri.v1.Mount.$Properties instead.
             */
            interface IMount extends drift_sensor.cri.v1.Mount.$Properties {
            }

            /** Represents a Mount. */
            class Mount {

                /**
                 * Constructs a new Mount.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Mount.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mount containerPath. */
                containerPath: string;

                /** Mount image. */
                image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                /**
                 * Encodes the specified Mount message. Does not implicitly {@link drift_sensor.cri.v1.Mount.verify|verify} messages.
                 * @param message Mount message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Mount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mount message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Mount & drift_sensor.cri.v1.Mount.$Shape} Mount
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Mount & drift_sensor.cri.v1.Mount.$Shape;
            }

            namespace Mount {

                /** Properties of a Mount. */
                interface $Properties {

                    /** Mount containerPath */
                    containerPath?: (string|null);

                    /** Mount image */
                    image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mount. */
                type $Shape = drift_sensor.cri.v1.Mount.$Properties;
            }

            /**
             * Properties of a ContainerStatus.
             * @deprecated Use drift_sensor.cri.v1.ContainerStatus.$Properties instead.
             */
            interface IContainerStatus extends drift_sensor.cri.v1.ContainerStatus.$Properties {
            }

            /** Represents a ContainerStatus. */
            class ContainerStatus {

                /**
                 * Constructs a new ContainerStatus.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ContainerStatus.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerStatus id. */
                id: string;

                /** ContainerStatus metadata. */
                metadata?: (drift_sensor.cri.v1.ContainerMetadata.$Properties|null);

                /** ContainerStatus state. */
                state: number;

                /** ContainerStatus createdAt. */
                createdAt: Long;

                /** ContainerStatus image. */
                image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                /** ContainerStatus imageRef. */
                imageRef: string;

                /** ContainerStatus labels. */
                labels: { [k: string]: string };

                /** ContainerStatus mounts. */
                mounts: drift_sensor.cri.v1.Mount.$Properties[];

                /** ContainerStatus imageId. */
                imageId: string;

                /**
                 * Encodes the specified ContainerStatus message. Does not implicitly {@link drift_sensor.cri.v1.ContainerStatus.verify|verify} messages.
                 * @param message ContainerStatus message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ContainerStatus.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerStatus message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerStatus & drift_sensor.cri.v1.ContainerStatus.$Shape} ContainerStatus
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ContainerStatus & drift_sensor.cri.v1.ContainerStatus.$Shape;
            }

            namespace ContainerStatus {

                /** Properties of a ContainerStatus. */
                interface $Properties {

                    /** ContainerStatus id */
                    id?: (string|null);

                    /** ContainerStatus metadata */
                    metadata?: (drift_sensor.cri.v1.ContainerMetadata.$Properties|null);

                    /** ContainerStatus state */
                    state?: (number|null);

                    /** ContainerStatus createdAt */
                    createdAt?: (Long|null);

                    /** ContainerStatus image */
                    image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                    /** ContainerStatus imageRef */
                    imageRef?: (string|null);

                    /** ContainerStatus labels */
                    labels?: ({ [k: string]: string }|null);

                    /** ContainerStatus mounts */
                    mounts?: (drift_sensor.cri.v1.Mount.$Properties[]|null);

                    /** ContainerStatus imageId */
                    imageId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerStatus. */
                type $Shape = drift_sensor.cri.v1.ContainerStatus.$Properties;
            }

            /**
             * Properties of a ContainerAnswer.
             * @deprecated Use drift_sensor.cri.v1.ContainerAnswer.$Properties instead.
             */
            interface IContainerAnswer extends drift_sensor.cri.v1.ContainerAnswer.$Properties {
            }

            /** Represents a ContainerAnswer. */
            class ContainerAnswer {

                /**
                 * Constructs a new ContainerAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ContainerAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerAnswer status. */
                status?: (drift_sensor.cri.v1.ContainerStatus.$Properties|null);

                /** ContainerAnswer info. */
                info: { [k: string]: string };

                /**
                 * Encodes the specified ContainerAnswer message. Does not implicitly {@link drift_sensor.cri.v1.ContainerAnswer.verify|verify} messages.
                 * @param message ContainerAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ContainerAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerAnswer & drift_sensor.cri.v1.ContainerAnswer.$Shape} ContainerAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ContainerAnswer & drift_sensor.cri.v1.ContainerAnswer.$Shape;
            }

            namespace ContainerAnswer {

                /** Properties of a ContainerAnswer. */
                interface $Properties {

                    /** ContainerAnswer status */
                    status?: (drift_sensor.cri.v1.ContainerStatus.$Properties|null);

                    /** ContainerAnswer info */
                    info?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerAnswer. */
                type $Shape = drift_sensor.cri.v1.ContainerAnswer.$Properties;
            }

            /**
             * Properties of an ImageRequest.
             * @deprecated Use drift_sensor.cri.v1.ImageRequest.$Properties instead.
             */
            interface IImageRequest extends drift_sensor.cri.v1.ImageRequest.$Properties {
            }

            /** Represents an ImageRequest. */
            class ImageRequest {

                /**
                 * Constructs a new ImageRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ImageRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ImageRequest image. */
                image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                /** ImageRequest verbose. */
                verbose: boolean;

                /**
                 * Encodes the specified ImageRequest message. Does not implicitly {@link drift_sensor.cri.v1.ImageRequest.verify|verify} messages.
                 * @param message ImageRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ImageRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ImageRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageRequest & drift_sensor.cri.v1.ImageRequest.$Shape} ImageRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ImageRequest & drift_sensor.cri.v1.ImageRequest.$Shape;
            }

            namespace ImageRequest {

                /** Properties of an ImageRequest. */
                interface $Properties {

                    /** ImageRequest image */
                    image?: (drift_sensor.cri.v1.ImageSpec.$Properties|null);

                    /** ImageRequest verbose */
                    verbose?: (boolean|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ImageRequest. */
                type $Shape = drift_sensor.cri.v1.ImageRequest.$Properties;
            }

            /**
             * Properties of an Image.
             * @deprecated Use drift_sensor.cri.v1.Image.$Properties instead.
             */
            interface IImage extends drift_sensor.cri.v1.Image.$Properties {
            }

            /** Represents an Image. */
            class Image {

                /**
                 * Constructs a new Image.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Image.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Image id. */
                id: string;

                /**
                 * Encodes the specified Image message. Does not implicitly {@link drift_sensor.cri.v1.Image.verify|verify} messages.
                 * @param message Image message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Image.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Image message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Image & drift_sensor.cri.v1.Image.$Shape} Image
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Image & drift_sensor.cri.v1.Image.$Shape;
            }

            namespace Image {

                /** Properties of an Image. */
                interface $Properties {

                    /** Image id */
                    id?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Image. */
                type $Shape = drift_sensor.cri.v1.Image.$Properties;
            }

            /**
             * Properties of an ImageAnswer.
             * @deprecated Use drift_sensor.cri.v1.ImageAnswer.$Properties instead.
             */
            interface IImageAnswer extends drift_sensor.cri.v1.ImageAnswer.$Properties {
            }

            /** Represents an ImageAnswer. */
            class ImageAnswer {

                /**
                 * Constructs a new ImageAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.ImageAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ImageAnswer image. */
                image?: (drift_sensor.cri.v1.Image.$Properties|null);

                /** ImageAnswer info. */
                info: { [k: string]: string };

                /**
                 * Encodes the specified ImageAnswer message. Does not implicitly {@link drift_sensor.cri.v1.ImageAnswer.verify|verify} messages.
                 * @param message ImageAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.ImageAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an ImageAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageAnswer & drift_sensor.cri.v1.ImageAnswer.$Shape} ImageAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.ImageAnswer & drift_sensor.cri.v1.ImageAnswer.$Shape;
            }

            namespace ImageAnswer {

                /** Properties of an ImageAnswer. */
                interface $Properties {

                    /** ImageAnswer image */
                    image?: (drift_sensor.cri.v1.Image.$Properties|null);

                    /** ImageAnswer info */
                    info?: ({ [k: string]: string }|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an ImageAnswer. */
                type $Shape = drift_sensor.cri.v1.ImageAnswer.$Properties;
            }

            /**
             * Properties of a FilesystemId.
             * @deprecated Use drift_sensor.cri.v1.FilesystemId.$Properties instead.
             */
            interface IFilesystemId extends drift_sensor.cri.v1.FilesystemId.$Properties {
            }

            /** Represents a FilesystemId. */
            class FilesystemId {

                /**
                 * Constructs a new FilesystemId.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.FilesystemId.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FilesystemId mountpoint. */
                mountpoint: string;

                /**
                 * Encodes the specified FilesystemId message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemId.verify|verify} messages.
                 * @param message FilesystemId message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.FilesystemId.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FilesystemId message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemId & drift_sensor.cri.v1.FilesystemId.$Shape} FilesystemId
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.FilesystemId & drift_sensor.cri.v1.FilesystemId.$Shape;
            }

            namespace FilesystemId {

                /** Properties of a FilesystemId. */
                interface $Properties {

                    /** FilesystemId mountpoint */
                    mountpoint?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FilesystemId. */
                type $Shape = drift_sensor.cri.v1.FilesystemId.$Properties;
            }

            /**
             * Properties of a FilesystemUsage.
             * @deprecated Use drift_sensor.cri.v1.FilesystemUsage.$Properties instead.
             */
            interface IFilesystemUsage extends drift_sensor.cri.v1.FilesystemUsage.$Properties {
            }

            /** Represents a FilesystemUsage. */
            class FilesystemUsage {

                /**
                 * Constructs a new FilesystemUsage.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.FilesystemUsage.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FilesystemUsage fsId. */
                fsId?: (drift_sensor.cri.v1.FilesystemId.$Properties|null);

                /**
                 * Encodes the specified FilesystemUsage message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemUsage.verify|verify} messages.
                 * @param message FilesystemUsage message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.FilesystemUsage.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FilesystemUsage message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemUsage & drift_sensor.cri.v1.FilesystemUsage.$Shape} FilesystemUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.FilesystemUsage & drift_sensor.cri.v1.FilesystemUsage.$Shape;
            }

            namespace FilesystemUsage {

                /** Properties of a FilesystemUsage. */
                interface $Properties {

                    /** FilesystemUsage fsId */
                    fsId?: (drift_sensor.cri.v1.FilesystemId.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FilesystemUsage. */
                type $Shape = drift_sensor.cri.v1.FilesystemUsage.$Properties;
            }

            /**
             * Properties of a FilesystemList.
             * @deprecated Use drift_sensor.cri.v1.FilesystemList.$Properties instead.
             */
            interface IFilesystemList extends drift_sensor.cri.v1.FilesystemList.$Properties {
            }

            /** Represents a FilesystemList. */
            class FilesystemList {

                /**
                 * Constructs a new FilesystemList.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.FilesystemList.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** FilesystemList items. */
                items: drift_sensor.cri.v1.FilesystemUsage.$Properties[];

                /**
                 * Encodes the specified FilesystemList message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemList.verify|verify} messages.
                 * @param message FilesystemList message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.FilesystemList.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a FilesystemList message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemList & drift_sensor.cri.v1.FilesystemList.$Shape} FilesystemList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.FilesystemList & drift_sensor.cri.v1.FilesystemList.$Shape;
            }

            namespace FilesystemList {

                /** Properties of a FilesystemList. */
                interface $Properties {

                    /** FilesystemList items */
                    items?: (drift_sensor.cri.v1.FilesystemUsage.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a FilesystemList. */
                type $Shape = drift_sensor.cri.v1.FilesystemList.$Properties;
            }

            /**
             * Properties of an Event.
             * @deprecated Use drift_sensor.cri.v1.Event.$Properties instead.
             */
            interface IEvent extends drift_sensor.cri.v1.Event.$Properties {
            }

            /** Represents an Event. */
            class Event {

                /**
                 * Constructs a new Event.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.cri.v1.Event.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Event id. */
                id: string;

                /**
                 * Encodes the specified Event message. Does not implicitly {@link drift_sensor.cri.v1.Event.verify|verify} messages.
                 * @param message Event message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.cri.v1.Event.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Event message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Event & drift_sensor.cri.v1.Event.$Shape} Event
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.cri.v1.Event & drift_sensor.cri.v1.Event.$Shape;
            }

            namespace Event {

                /** Properties of an Event. */
                interface $Properties {

                    /** Event id */
                    id?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Event. */
                type $Shape = drift_sensor.cri.v1.Event.$Properties;
            }
        }
    }
}
