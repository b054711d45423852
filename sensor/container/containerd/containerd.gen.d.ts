import * as $protobuf from "protobufjs/minimal.js";
import Long = require("long");

/** Namespace drift_sensor. */
export namespace drift_sensor {

    /** Namespace containerd. */
    namespace containerd {

        /** Namespace v1. */
        namespace v1 {

            /**
             * Properties of an Any.
             * @deprecated Use drift_sensor.containerd.v1.Any.$Properties instead.
             */
            interface IAny extends drift_sensor.containerd.v1.Any.$Properties {
            }

            /** Represents an Any. */
            class Any {

                /**
                 * Constructs a new Any.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Any.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Any typeUrl. */
                typeUrl: string;

                /** Any value. */
                value: Uint8Array;

                /**
                 * Encodes the specified Any message. Does not implicitly {@link drift_sensor.containerd.v1.Any.verify|verify} messages.
                 * @param message Any message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Any.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Any message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Any & drift_sensor.containerd.v1.Any.$Shape} Any
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Any & drift_sensor.containerd.v1.Any.$Shape;
            }

            namespace Any {

                /** Properties of an Any. */
                interface $Properties {

                    /** Any typeUrl */
                    typeUrl?: (string|null);

                    /** Any value */
                    value?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Any. */
                type $Shape = drift_sensor.containerd.v1.Any.$Properties;
            }

            /**
             * Properties of a Timestamp.
             * @deprecated Use drift_sensor.containerd.v1.Timestamp.$Properties instead.
             */
            interface ITimestamp extends drift_sensor.containerd.v1.Timestamp.$Properties {
            }

            /** Represents a Timestamp. */
            class Timestamp {

                /**
                 * Constructs a new Timestamp.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Timestamp.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Timestamp seconds. */
                seconds: Long;

                /** Timestamp nanos. */
                nanos: number;

                /**
                 * Encodes the specified Timestamp message. Does not implicitly {@link drift_sensor.containerd.v1.Timestamp.verify|verify} messages.
                 * @param message Timestamp message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Timestamp.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Timestamp message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Timestamp & drift_sensor.containerd.v1.Timestamp.$Shape} Timestamp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Timestamp & drift_sensor.containerd.v1.Timestamp.$Shape;
            }

            namespace Timestamp {

                /** Properties of a Timestamp. */
                interface $Properties {

                    /** Timestamp seconds */
                    seconds?: (Long|null);

                    /** Timestamp nanos */
                    nanos?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Timestamp. */
                type $Shape = drift_sensor.containerd.v1.Timestamp.$Properties;
            }

            /**
             * Properties of an Empty.
             * @deprecated Use drift_sensor.containerd.v1.Empty.$Properties instead.
             */
            interface IEmpty extends drift_sensor.containerd.v1.Empty.$Properties {
            }

            /** Represents an Empty. */
            class Empty {

                /**
                 * Constructs a new Empty.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Empty.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /**
                 * Encodes the specified Empty message. Does not implicitly {@link drift_sensor.containerd.v1.Empty.verify|verify} messages.
                 * @param message Empty message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Empty.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Empty message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Empty & drift_sensor.containerd.v1.Empty.$Shape} Empty
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Empty & drift_sensor.containerd.v1.Empty.$Shape;
            }

            namespace Empty {

                /** Properties of an Empty. */
                interface $Properties {

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Empty. */
                type $Shape = drift_sensor.containerd.v1.Empty.$Properties;
            }

            /**
             * Properties of a ById.
             * @deprecated Use drift_sensor.containerd.v1.ById.$Properties instead.
             */
            interface IById extends drift_sensor.containerd.v1.ById.$Properties {
            }

            /** Represents a ById. */
            class ById {

                /**
                 * Constructs a new ById.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ById.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ById id. */
                id: string;

                /**
                 * Encodes the specified ById message. Does not implicitly {@link drift_sensor.containerd.v1.ById.verify|verify} messages.
                 * @param message ById message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ById.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ById message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ById & drift_sensor.containerd.v1.ById.$Shape} ById
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ById & drift_sensor.containerd.v1.ById.$Shape;
            }

            namespace ById {

                /** Properties of a ById. */
                interface $Properties {

                    /** ById id */
                    id?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ById. */
                type $Shape = drift_sensor.containerd.v1.ById.$Properties;
            }

            /**
             * Properties of a Filters.
             * @deprecated Use drift_sensor.containerd.v1.Filters.$Properties instead.
             */
            interface IFilters extends drift_sensor.containerd.v1.Filters.$Properties {
            }

            /** Represents a Filters. */
            class Filters {

                /**
                 * Constructs a new Filters.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Filters.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Filters filters. */
                filters: string[];

                /**
                 * Encodes the specified Filters message. Does not implicitly {@link drift_sensor.containerd.v1.Filters.verify|verify} messages.
                 * @param message Filters message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Filters.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Filters message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Filters & drift_sensor.containerd.v1.Filters.$Shape} Filters
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Filters & drift_sensor.containerd.v1.Filters.$Shape;
            }

            namespace Filters {

                /** Properties of a Filters. */
                interface $Properties {

                    /** Filters filters */
                    filters?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Filters. */
                type $Shape = drift_sensor.containerd.v1.Filters.$Properties;
            }

            /**
             * Properties of a Container.
             * @deprecated Use drift_sensor.containerd.v1.Container.$Properties instead.
             */
            interface IContainer extends drift_sensor.containerd.v1.Container.$Properties {
            }

            /** Represents a Container. */
            class Container {

                /**
                 * Constructs a new Container.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Container.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Container id. */
                id: string;

                /** Container labels. */
                labels: { [k: string]: string };

                /** Container image. */
                image: string;

                /** Container spec. */
                spec?: (drift_sensor.containerd.v1.Any.$Properties|null);

                /** Container snapshotter. */
                snapshotter: string;

                /** Container snapshotKey. */
                snapshotKey: string;

                /** Container createdAt. */
                createdAt?: (drift_sensor.containerd.v1.Timestamp.$Properties|null);

                /**
                 * Encodes the specified Container message. Does not implicitly {@link drift_sensor.containerd.v1.Container.verify|verify} messages.
                 * @param message Container message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Container.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Container message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Container & drift_sensor.containerd.v1.Container.$Shape} Container
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Container & drift_sensor.containerd.v1.Container.$Shape;
            }

            namespace Container {

                /** Properties of a Container. */
                interface $Properties {

                    /** Container id */
                    id?: (string|null);

                    /** Container labels */
                    labels?: ({ [k: string]: string }|null);

                    /** Container image */
                    image?: (string|null);

                    /** Container spec */
                    spec?: (drift_sensor.containerd.v1.Any.$Properties|null);

                    /** Container snapshotter */
                    snapshotter?: (string|null);

                    /** Container snapshotKey */
                    snapshotKey?: (string|null);

                    /** Container createdAt */
                    createdAt?: (drift_sensor.containerd.v1.Timestamp.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Container. */
                type $Shape = drift_sensor.containerd.v1.Container.$Properties;
            }

            /**
             * Properties of a ContainerAnswer.
             * @deprecated Use drift_sensor.containerd.v1.ContainerAnswer.$Properties instead.
             */
            interface IContainerAnswer extends drift_sensor.containerd.v1.ContainerAnswer.$Properties {
            }

            /** Represents a ContainerAnswer. */
            class ContainerAnswer {

                /**
                 * Constructs a new ContainerAnswer.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ContainerAnswer.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ContainerAnswer container. */
                container?: (drift_sensor.containerd.v1.Container.$Properties|null);

                /**
                 * Encodes the specified ContainerAnswer message. Does not implicitly {@link drift_sensor.containerd.v1.ContainerAnswer.verify|verify} messages.
                 * @param message ContainerAnswer message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ContainerAnswer.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ContainerAnswer message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ContainerAnswer & drift_sensor.containerd.v1.ContainerAnswer.$Shape} ContainerAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ContainerAnswer & drift_sensor.containerd.v1.ContainerAnswer.$Shape;
            }

            namespace ContainerAnswer {

                /** Properties of a ContainerAnswer. */
                interface $Properties {

                    /** ContainerAnswer container */
                    container?: (drift_sensor.containerd.v1.Container.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ContainerAnswer. */
                type $Shape = drift_sensor.containerd.v1.ContainerAnswer.$Properties;
            }

            /**
             * Properties of a ListContainersResponse.
             * @deprecated Use drift_sensor.containerd.v1.ListContainersResponse.$Properties instead.
             */
            interface IListContainersResponse extends drift_sensor.containerd.v1.ListContainersResponse.$Properties {
            }

            /** Represents a ListContainersResponse. */
            class ListContainersResponse {

                /**
                 * Constructs a new ListContainersResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ListContainersResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListContainersResponse containers. */
                containers: drift_sensor.containerd.v1.Container.$Properties[];

                /**
                 * Encodes the specified ListContainersResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListContainersResponse.verify|verify} messages.
                 * @param message ListContainersResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ListContainersResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListContainersResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListContainersResponse & drift_sensor.containerd.v1.ListContainersResponse.$Shape} ListContainersResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ListContainersResponse & drift_sensor.containerd.v1.ListContainersResponse.$Shape;
            }

            namespace ListContainersResponse {

                /** Properties of a ListContainersResponse. */
                interface $Properties {

                    /** ListContainersResponse containers */
                    containers?: (drift_sensor.containerd.v1.Container.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListContainersResponse. */
                type $Shape = drift_sensor.containerd.v1.ListContainersResponse.$Properties;
            }

            /**
             * Properties of a GetTaskRequest.
             * @deprecated Use drift_sensor.containerd.v1.GetTaskRequest.$Properties instead.
             */
            interface IGetTaskRequest extends drift_sensor.containerd.v1.GetTaskRequest.$Properties {
            }

            /** Represents a GetTaskRequest. */
            class GetTaskRequest {

                /**
                 * Constructs a new GetTaskRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.GetTaskRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetTaskRequest containerId. */
                containerId: string;

                /**
                 * Encodes the specified GetTaskRequest message. Does not implicitly {@link drift_sensor.containerd.v1.GetTaskRequest.verify|verify} messages.
                 * @param message GetTaskRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.GetTaskRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetTaskRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetTaskRequest & drift_sensor.containerd.v1.GetTaskRequest.$Shape} GetTaskRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.GetTaskRequest & drift_sensor.containerd.v1.GetTaskRequest.$Shape;
            }

            namespace GetTaskRequest {

                /** Properties of a GetTaskRequest. */
                interface $Properties {

                    /** GetTaskRequest containerId */
                    containerId?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetTaskRequest. */
                type $Shape = drift_sensor.containerd.v1.GetTaskRequest.$Properties;
            }

            /**
             * Properties of a Process.
             * @deprecated Use drift_sensor.containerd.v1.Process.$Properties instead.
             */
            interface IProcess extends drift_sensor.containerd.v1.Process.$Properties {
            }

            /** Represents a Process. */
            class Process {

                /**
                 * Constructs a new Process.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Process.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Process containerId. */
                containerId: string;

                /** Process id. */
                id: string;

                /** Process pid. */
                pid: number;

                /** Process status. */
                status: number;

                /**
                 * Encodes the specified Process message. Does not implicitly {@link drift_sensor.containerd.v1.Process.verify|verify} messages.
                 * @param message Process message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Process.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Process message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Process & drift_sensor.containerd.v1.Process.$Shape} Process
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Process & drift_sensor.containerd.v1.Process.$Shape;
            }

            namespace Process {

                /** Properties of a Process. */
                interface $Properties {

                    /** Process containerId */
                    containerId?: (string|null);

                    /** Process id */
                    id?: (string|null);

                    /** Process pid */
                    pid?: (number|null);

                    /** Process status */
                    status?: (number|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Process. */
                type $Shape = drift_sensor.containerd.v1.Process.$Properties;
            }

            /**
             * Properties of a GetTaskResponse.
             * @deprecated Use drift_sensor.containerd.v1.GetTaskResponse.$Properties instead.
             */
            interface IGetTaskResponse extends drift_sensor.containerd.v1.GetTaskResponse.$Properties {
            }

            /** Represents a GetTaskResponse. */
            class GetTaskResponse {

                /**
                 * Constructs a new GetTaskResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.GetTaskResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetTaskResponse process. */
                process?: (drift_sensor.containerd.v1.Process.$Properties|null);

                /**
                 * Encodes the specified GetTaskResponse message. Does not implicitly {@link drift_sensor.containerd.v1.GetTaskResponse.verify|verify} messages.
                 * @param message GetTaskResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.GetTaskResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetTaskResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetTaskResponse & drift_sensor.containerd.v1.GetTaskResponse.$Shape} GetTaskResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.GetTaskResponse & drift_sensor.containerd.v1.GetTaskResponse.$Shape;
            }

            namespace GetTaskResponse {

                /** Properties of a GetTaskResponse. */
                interface $Properties {

                    /** GetTaskResponse process */
                    process?: (drift_sensor.containerd.v1.Process.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetTaskResponse. */
                type $Shape = drift_sensor.containerd.v1.GetTaskResponse.$Properties;
            }

            /**
             * Properties of a Descriptor.
             * @deprecated Use drift_sensor.containerd.v1.Descriptor.$Properties instead.
             */
            interface IDescriptor extends drift_sensor.containerd.v1.Descriptor.$Properties {
            }

            /** Represents a Descriptor. */
            class Descriptor {

                /**
                 * Constructs a new Descriptor.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Descriptor.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Descriptor mediaType. */
                mediaType: string;

                /** Descriptor digest. */
                digest: string;

                /** Descriptor size. */
                size: Long;

                /**
                 * Encodes the specified Descriptor message. Does not implicitly {@link drift_sensor.containerd.v1.Descriptor.verify|verify} messages.
                 * @param message Descriptor message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Descriptor.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Descriptor message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Descriptor & drift_sensor.containerd.v1.Descriptor.$Shape} Descriptor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Descriptor & drift_sensor.containerd.v1.Descriptor.$Shape;
            }

            namespace Descriptor {

                /** Properties of a Descriptor. */
                interface $Properties {

                    /** Descriptor mediaType */
                    mediaType?: (string|null);

                    /** Descriptor digest */
                    digest?: (string|null);

                    /** Descriptor size */
                    size?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Descriptor. */
                type $Shape = drift_sensor.containerd.v1.Descriptor.$Properties;
            }

            /**
             * Properties of an Image.
             * @deprecated Use drift_sensor.containerd.v1.Image.$Properties instead.
             */
            interface IImage extends drift_sensor.containerd.v1.Image.$Properties {
            }

            /** Represents an Image. */
            class Image {

                /**
                 * Constructs a new Image.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Image.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Image name. */
                name: string;

                /** Image target. */
                target?: (drift_sensor.containerd.v1.Descriptor.$Properties|null);

                /**
                 * Encodes the specified Image message. Does not implicitly {@link drift_sensor.containerd.v1.Image.verify|verify} messages.
                 * @param message Image message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Image.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Image message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Image & drift_sensor.containerd.v1.Image.$Shape} Image
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Image & drift_sensor.containerd.v1.Image.$Shape;
            }

            namespace Image {

                /** Properties of an Image. */
                interface $Properties {

                    /** Image name */
                    name?: (string|null);

                    /** Image target */
                    target?: (drift_sensor.containerd.v1.Descriptor.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Image. */
                type $Shape = drift_sensor.containerd.v1.Image.$Properties;
            }

            /**
             * Properties of a GetImageResponse.
             * @deprecated Use drift_sensor.containerd.v1.GetImageResponse.$Properties instead.
             */
            interface IGetImageResponse extends drift_sensor.containerd.v1.GetImageResponse.$Properties {
            }

            /** Represents a GetImageResponse. */
            class GetImageResponse {

                /**
                 * Constructs a new GetImageResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.GetImageResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** GetImageResponse image. */
                image?: (drift_sensor.containerd.v1.Image.$Properties|null);

                /**
                 * Encodes the specified GetImageResponse message. Does not implicitly {@link drift_sensor.containerd.v1.GetImageResponse.verify|verify} messages.
                 * @param message GetImageResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.GetImageResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a GetImageResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetImageResponse & drift_sensor.containerd.v1.GetImageResponse.$Shape} GetImageResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.GetImageResponse & drift_sensor.containerd.v1.GetImageResponse.$Shape;
            }

            namespace GetImageResponse {

                /** Properties of a GetImageResponse. */
                interface $Properties {

                    /** GetImageResponse image */
                    image?: (drift_sensor.containerd.v1.Image.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a GetImageResponse. */
                type $Shape = drift_sensor.containerd.v1.GetImageResponse.$Properties;
            }

            /**
             * Properties of a ListImagesResponse.
             * @deprecated Use drift_sensor.containerd.v1.ListImagesResponse.$Properties instead.
             */
            interface IListImagesResponse extends drift_sensor.containerd.v1.ListImagesResponse.$Properties {
            }

            /** Represents a ListImagesResponse. */
            class ListImagesResponse {

                /**
                 * Constructs a new ListImagesResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ListImagesResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListImagesResponse images. */
                images: drift_sensor.containerd.v1.Image.$Properties[];

                /**
                 * Encodes the specified ListImagesResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListImagesResponse.verify|verify} messages.
                 * @param message ListImagesResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ListImagesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListImagesResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListImagesResponse & drift_sensor.containerd.v1.ListImagesResponse.$Shape} ListImagesResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ListImagesResponse & drift_sensor.containerd.v1.ListImagesResponse.$Shape;
            }

            namespace ListImagesResponse {

                /** Properties of a ListImagesResponse. */
                interface $Properties {

                    /** ListImagesResponse images */
                    images?: (drift_sensor.containerd.v1.Image.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListImagesResponse. */
                type $Shape = drift_sensor.containerd.v1.ListImagesResponse.$Properties;
            }

            /**
             * Properties of a ReadContentRequest.
             * @deprecated Use drift_sensor.containerd.v1.ReadContentRequest.$Properties instead.
             */
            interface IReadContentRequest extends drift_sensor.containerd.v1.ReadContentRequest.$Properties {
            }

            /** Represents a ReadContentRequest. */
            class ReadContentRequest {

                /**
                 * Constructs a new ReadContentRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ReadContentRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadContentRequest digest. */
                digest: string;

                /** ReadContentRequest offset. */
                offset: Long;

                /** ReadContentRequest size. */
                size: Long;

                /**
                 * Encodes the specified ReadContentRequest message. Does not implicitly {@link drift_sensor.containerd.v1.ReadContentRequest.verify|verify} messages.
                 * @param message ReadContentRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ReadContentRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadContentRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ReadContentRequest & drift_sensor.containerd.v1.ReadContentRequest.$Shape} ReadContentRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ReadContentRequest & drift_sensor.containerd.v1.ReadContentRequest.$Shape;
            }

            namespace ReadContentRequest {

                /** Properties of a ReadContentRequest. */
                interface $Properties {

                    /** ReadContentRequest digest */
                    digest?: (string|null);

                    /** ReadContentRequest offset */
                    offset?: (Long|null);

                    /** ReadContentRequest size */
                    size?: (Long|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadContentRequest. */
                type $Shape = drift_sensor.containerd.v1.ReadContentRequest.$Properties;
            }

            /**
             * Properties of a ReadContentResponse.
             * @deprecated Use drift_sensor.containerd.v1.ReadContentResponse.$Properties instead.
             */
            interface IReadContentResponse extends drift_sensor.containerd.v1.ReadContentResponse.$Properties {
            }

            /** Represents a ReadContentResponse. */
            class ReadContentResponse {

                /**
                 * Constructs a new ReadContentResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ReadContentResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ReadContentResponse offset. */
                offset: Long;

                /** ReadContentResponse data. */
                data: Uint8Array;

                /**
                 * Encodes the specified ReadContentResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ReadContentResponse.verify|verify} messages.
                 * @param message ReadContentResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ReadContentResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ReadContentResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ReadContentResponse & drift_sensor.containerd.v1.ReadContentResponse.$Shape} ReadContentResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ReadContentResponse & drift_sensor.containerd.v1.ReadContentResponse.$Shape;
            }

            namespace ReadContentResponse {

                /** Properties of a ReadContentResponse. */
                interface $Properties {

                    /** ReadContentResponse offset */
                    offset?: (Long|null);

                    /** ReadContentResponse data */
                    data?: (Uint8Array|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ReadContentResponse. */
                type $Shape = drift_sensor.containerd.v1.ReadContentResponse.$Properties;
            }

            /**
             * Properties of a SnapshotRequest.
             * @deprecated Use drift_sensor.containerd.v1.SnapshotRequest.$Properties instead.
             */
            interface ISnapshotRequest extends drift_sensor.containerd.v1.SnapshotRequest.$Properties {
            }

            /** Represents a SnapshotRequest. */
            class SnapshotRequest {

                /**
                 * Constructs a new SnapshotRequest.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.SnapshotRequest.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotRequest snapshotter. */
                snapshotter: string;

                /** SnapshotRequest key. */
                key: string;

                /**
                 * Encodes the specified SnapshotRequest message. Does not implicitly {@link drift_sensor.containerd.v1.SnapshotRequest.verify|verify} messages.
                 * @param message SnapshotRequest message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.SnapshotRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotRequest message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.SnapshotRequest & drift_sensor.containerd.v1.SnapshotRequest.$Shape} SnapshotRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.SnapshotRequest & drift_sensor.containerd.v1.SnapshotRequest.$Shape;
            }

            namespace SnapshotRequest {

                /** Properties of a SnapshotRequest. */
                interface $Properties {

                    /** SnapshotRequest snapshotter */
                    snapshotter?: (string|null);

                    /** SnapshotRequest key */
                    key?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotRequest. */
                type $Shape = drift_sensor.containerd.v1.SnapshotRequest.$Properties;
            }

            /**
             * Properties of a Mount.
             * @deprecated Use drift_sensor.containerd.v1.Mount.$Properties instead.
             */
            interface IMount extends drift_sensor.containerd.v1.Mount.$Properties {
            }

            /** Represents a Mount. */
            class Mount {

                /**
                 * Constructs a new Mount.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Mount.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Mount type. */
                type: string;

                /** Mount source. */
                source: string;

                /** Mount options. */
                options: string[];

                /**
                 * Encodes the specified Mount message. Does not implicitly {@link drift_sensor.containerd.v1.Mount.verify|verify} messages.
                 * @param message Mount message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Mount.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Mount message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Mount & drift_sensor.containerd.v1.Mount.$Shape} Mount
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Mount & drift_sensor.containerd.v1.Mount.$Shape;
            }

            namespace Mount {

                /** Properties of a Mount. */
                interface $Properties {

                    /** Mount type */
                    type?: (string|null);

                    /** Mount source */
                    source?: (string|null);

                    /** Mount options */
                    options?: (string[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Mount. */
                type $Shape = drift_sensor.containerd.v1.Mount.$Properties;
            }

            /**
             * Properties of a MountsResponse.
             * @deprecated Use drift_sensor.containerd.v1.MountsResponse.$Properties instead.
             */
            interface IMountsResponse extends drift_sensor.containerd.v1.MountsResponse.$Properties {
            }

            /** Represents a MountsResponse. */
            class MountsResponse {

                /**
                 * Constructs a new MountsResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.MountsResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** MountsResponse mounts. */
                mounts: drift_sensor.containerd.v1.Mount.$Properties[];

                /**
                 * Encodes the specified MountsResponse message. Does not implicitly {@link drift_sensor.containerd.v1.MountsResponse.verify|verify} messages.
                 * @param message MountsResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.MountsResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a MountsResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.MountsResponse & drift_sensor.containerd.v1.MountsResponse.$Shape} MountsResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.MountsResponse & drift_sensor.containerd.v1.MountsResponse.$Shape;
            }

            namespace MountsResponse {

                /** Properties of a MountsResponse. */
                interface $Properties {

                    /** MountsResponse mounts */
                    mounts?: (drift_sensor.containerd.v1.Mount.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a MountsResponse. */
                type $Shape = drift_sensor.containerd.v1.MountsResponse.$Properties;
            }

            /**
             * Properties of a SnapshotInfo.
             * @deprecated Use drift_sensor.containerd.v1.SnapshotInfo.$Properties instead.
             */
            interface ISnapshotInfo extends drift_sensor.containerd.v1.SnapshotInfo.$Properties {
            }

            /** Represents a SnapshotInfo. */
            class SnapshotInfo {

                /**
                 * Constructs a new SnapshotInfo.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.SnapshotInfo.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** SnapshotInfo name. */
                name: string;

                /** SnapshotInfo parent. */
                parent: string;

                /**
                 * Encodes the specified SnapshotInfo message. Does not implicitly {@link drift_sensor.containerd.v1.SnapshotInfo.verify|verify} messages.
                 * @param message SnapshotInfo message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.SnapshotInfo.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a SnapshotInfo message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.SnapshotInfo & drift_sensor.containerd.v1.SnapshotInfo.$Shape} SnapshotInfo
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.SnapshotInfo & drift_sensor.containerd.v1.SnapshotInfo.$Shape;
            }

            namespace SnapshotInfo {

                /** Properties of a SnapshotInfo. */
                interface $Properties {

                    /** SnapshotInfo name */
                    name?: (string|null);

                    /** SnapshotInfo parent */
                    parent?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a SnapshotInfo. */
                type $Shape = drift_sensor.containerd.v1.SnapshotInfo.$Properties;
            }

            /**
             * Properties of a StatSnapshotResponse.
             * @deprecated Use drift_sensor.containerd.v1.StatSnapshotResponse.$Properties instead.
             */
            interface IStatSnapshotResponse extends drift_sensor.containerd.v1.StatSnapshotResponse.$Properties {
            }

            /** Represents a StatSnapshotResponse. */
            class StatSnapshotResponse {

                /**
                 * Constructs a new StatSnapshotResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.StatSnapshotResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** StatSnapshotResponse info. */
                info?: (drift_sensor.containerd.v1.SnapshotInfo.$Properties|null);

                /**
                 * Encodes the specified StatSnapshotResponse message. Does not implicitly {@link drift_sensor.containerd.v1.StatSnapshotResponse.verify|verify} messages.
                 * @param message StatSnapshotResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.StatSnapshotResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a StatSnapshotResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.StatSnapshotResponse & drift_sensor.containerd.v1.StatSnapshotResponse.$Shape} StatSnapshotResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.StatSnapshotResponse & drift_sensor.containerd.v1.StatSnapshotResponse.$Shape;
            }

            namespace StatSnapshotResponse {

                /** Properties of a StatSnapshotResponse. */
                interface $Properties {

                    /** StatSnapshotResponse info */
                    info?: (drift_sensor.containerd.v1.SnapshotInfo.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a StatSnapshotResponse. */
                type $Shape = drift_sensor.containerd.v1.StatSnapshotResponse.$Properties;
            }

            /**
             * Properties of a Namespace.
             * @deprecated Use drift_sensor.containerd.v1.Namespace.$Properties instead.
             */
            interface INamespace extends drift_sensor.containerd.v1.Namespace.$Properties {
            }

            /** Represents a Namespace. */
            class Namespace {

                /**
                 * Constructs a new Namespace.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Namespace.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Namespace name. */
                name: string;

                /**
                 * Encodes the specified Namespace message. Does not implicitly {@link drift_sensor.containerd.v1.Namespace.verify|verify} messages.
                 * @param message Namespace message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Namespace.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a Namespace message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Namespace & drift_sensor.containerd.v1.Namespace.$Shape} Namespace
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Namespace & drift_sensor.containerd.v1.Namespace.$Shape;
            }

            namespace Namespace {

                /** Properties of a Namespace. */
                interface $Properties {

                    /** Namespace name */
                    name?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a Namespace. */
                type $Shape = drift_sensor.containerd.v1.Namespace.$Properties;
            }

            /**
             * Properties of a ListNamespacesResponse.
             * @deprecated Use drift_sensor.containerd.v1.ListNamespacesResponse.$Properties instead.
             */
            interface IListNamespacesResponse extends drift_sensor.containerd.v1.ListNamespacesResponse.$Properties {
            }

            /** Represents a ListNamespacesResponse. */
            class ListNamespacesResponse {

                /**
                 * Constructs a new ListNamespacesResponse.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.ListNamespacesResponse.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** ListNamespacesResponse namespaces. */
                namespaces: drift_sensor.containerd.v1.Namespace.$Properties[];

                /**
                 * Encodes the specified ListNamespacesResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListNamespacesResponse.verify|verify} messages.
                 * @param message ListNamespacesResponse message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.ListNamespacesResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a ListNamespacesResponse message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListNamespacesResponse & drift_sensor.containerd.v1.ListNamespacesResponse.$Shape} ListNamespacesResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.ListNamespacesResponse & drift_sensor.containerd.v1.ListNamespacesResponse.$Shape;
            }

            namespace ListNamespacesResponse {

                /** Properties of a ListNamespacesResponse. */
                interface $Properties {

                    /** ListNamespacesResponse namespaces */
                    namespaces?: (drift_sensor.containerd.v1.Namespace.$Properties[]|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a ListNamespacesResponse. */
                type $Shape = drift_sensor.containerd.v1.ListNamespacesResponse.$Properties;
            }

            /**
             * Properties of an Envelope.
             * @deprecated Use drift_sensor.containerd.v1.Envelope.$Properties instead.
             */
            interface IEnvelope extends drift_sensor.containerd.v1.Envelope.$Properties {
            }

            /** Represents an Envelope. */
            class Envelope {

                /**
                 * Constructs a new Envelope.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.Envelope.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** Envelope timestamp. */
                timestamp?: (drift_sensor.containerd.v1.Timestamp.$Properties|null);

                /** Envelope namespace. */
                namespace: string;

                /** Envelope topic. */
                topic: string;

                /** Envelope event. */
                event?: (drift_sensor.containerd.v1.Any.$Properties|null);

                /**
                 * Encodes the specified Envelope message. Does not implicitly {@link drift_sensor.containerd.v1.Envelope.verify|verify} messages.
                 * @param message Envelope message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an Envelope message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Envelope & drift_sensor.containerd.v1.Envelope.$Shape} Envelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.Envelope & drift_sensor.containerd.v1.Envelope.$Shape;
            }

            namespace Envelope {

                /** Properties of an Envelope. */
                interface $Properties {

                    /** Envelope timestamp */
                    timestamp?: (drift_sensor.containerd.v1.Timestamp.$Properties|null);

                    /** Envelope namespace */
                    namespace?: (string|null);

                    /** Envelope topic */
                    topic?: (string|null);

                    /** Envelope event */
                    event?: (drift_sensor.containerd.v1.Any.$Properties|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an Envelope. */
                type $Shape = drift_sensor.containerd.v1.Envelope.$Properties;
            }

            /**
             * Properties of an EventSubject.
             * @deprecated Use drift_sensor.containerd.v1.EventSubject.$Properties instead.
             */
            interface IEventSubject extends drift_sensor.containerd.v1.EventSubject.$Properties {
            }

            /** Represents an EventSubject. */
            class EventSubject {

                /**
                 * Constructs a new EventSubject.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.EventSubject.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** EventSubject id. */
                id: string;

                /**
                 * Encodes the specified EventSubject message. Does not implicitly {@link drift_sensor.containerd.v1.EventSubject.verify|verify} messages.
                 * @param message EventSubject message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.EventSubject.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes an EventSubject message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.EventSubject & drift_sensor.containerd.v1.EventSubject.$Shape} EventSubject
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.EventSubject & drift_sensor.containerd.v1.EventSubject.$Shape;
            }

            namespace EventSubject {

                /** Properties of an EventSubject. */
                interface $Properties {

                    /** EventSubject id */
                    id?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of an EventSubject. */
                type $Shape = drift_sensor.containerd.v1.EventSubject.$Properties;
            }

            /**
             * Properties of a TaskExit.
             * @deprecated Use drift_sensor.containerd.v1.TaskExit.$Properties instead.
             */
            interface ITaskExit extends drift_sensor.containerd.v1.TaskExit.$Properties {
            }

            /** Represents a TaskExit. */
            class TaskExit {

                /**
                 * Constructs a new TaskExit.
                 * @param [properties] Properties to set
                 */
                constructor(properties?: drift_sensor.containerd.v1.TaskExit.$Properties);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];

                /** TaskExit containerId. */
                containerId: string;

                /** TaskExit id. */
                id: string;

                /**
                 * Encodes the specified TaskExit message. Does not implicitly {@link drift_sensor.containerd.v1.TaskExit.verify|verify} messages.
                 * @param message TaskExit message or plain object to encode
                 * @param [writer] Writer to encode to
                 * @returns Writer
                 */
                static encode(message: drift_sensor.containerd.v1.TaskExit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

                /**
                 * Decodes a TaskExit message from the specified reader or buffer.
                 * @param reader Reader or buffer to decode from
                 * @param [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.TaskExit & drift_sensor.containerd.v1.TaskExit.$Shape} TaskExit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): drift_sensor.containerd.v1.TaskExit & drift_sensor.containerd.v1.TaskExit.$Shape;
            }

            namespace TaskExit {

                /** Properties of a TaskExit. */
                interface $Properties {

                    /** TaskExit containerId */
                    containerId?: (string|null);

                    /** TaskExit id */
                    id?: (string|null);

                    /** Unknown fields preserved while decoding when enabled */
                    $unknowns?: Uint8Array[];
                }

                /** Shape of a TaskExit. */
                type $Shape = drift_sensor.containerd.v1.TaskExit.$Properties;
            }
        }
    }
}
