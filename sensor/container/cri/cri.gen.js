/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["drift_sensor_cri"] || ($protobuf.roots["drift_sensor_cri"] = {});

export const drift_sensor = $root.drift_sensor = (() => {

    /**
     * Namespace drift_sensor.
     * @exports drift_sensor
     * @namespace
     */
    const drift_sensor = {};

    drift_sensor.cri = (function() {

        /**
         * Namespace cri.
         * @memberof drift_sensor
         * @namespace
         */
        const cri = {};

        cri.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof drift_sensor.cri
             * @namespace
             */
            const v1 = {};

            v1.Empty = (function() {

                /**
                 * Properties of an Empty.
                 * @typedef {Object} drift_sensor.cri.v1.Empty.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Empty.
                 * @memberof drift_sensor.cri.v1
                 * @interface IEmpty
                 * @augments drift_sensor.cri.v1.Empty.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Empty.$Properties instead.
                 */

                /**
                 * Shape of an Empty.
                 * @typedef {drift_sensor.cri.v1.Empty.$Properties} drift_sensor.cri.v1.Empty.$Shape
                 */

                /**
                 * Constructs a new Empty.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an Empty.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Empty.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Empty = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified Empty message. Does not implicitly {@link drift_sensor.cri.v1.Empty.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Empty
                 * @static
                 * @param {drift_sensor.cri.v1.Empty.$Properties} message Empty message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Empty.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Empty message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Empty
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Empty & drift_sensor.cri.v1.Empty.$Shape} Empty
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Empty.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Empty();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        reader.skipType(tag & 7, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Empty;
            })();

            v1.Version = (function() {

                /**
                 * Properties of a Version.
                 * @typedef {Object} drift_sensor.cri.v1.Version.$Properties
                 * @property {string|null} [runtimeName] Version runtimeName
                 * @property {string|null} [runtimeVersion] Version runtimeVersion
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Version.
                 * @memberof drift_sensor.cri.v1
                 * @interface IVersion
                 * @augments drift_sensor.cri.v1.Version.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Version.$Properties instead.
                 */

                /**
                 * Shape of a Version.
                 * @typedef {drift_sensor.cri.v1.Version.$Properties} drift_sensor.cri.v1.Version.$Shape
                 */

                /**
                 * Constructs a new Version.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a Version.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Version.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Version = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Version runtimeName.
                 * @member {string} runtimeName
                 * @memberof drift_sensor.cri.v1.Version
                 * @instance
                 */
                Version.prototype.runtimeName = "";

                /**
                 * Version runtimeVersion.
                 * @member {string} runtimeVersion
                 * @memberof drift_sensor.cri.v1.Version
                 * @instance
                 */
                Version.prototype.runtimeVersion = "";

                /**
                 * Encodes the specified Version message. Does not implicitly {@link drift_sensor.cri.v1.Version.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Version
                 * @static
                 * @param {drift_sensor.cri.v1.Version.$Properties} message Version message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Version.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.runtimeName != null && $Object.hasOwnProperty.call(message, "runtimeName") && message.runtimeName !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.runtimeName);
                    if (message.runtimeVersion != null && $Object.hasOwnProperty.call(message, "runtimeVersion") && message.runtimeVersion !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.runtimeVersion);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Version message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Version
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Version & drift_sensor.cri.v1.Version.$Shape} Version
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Version.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Version();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.runtimeName = value;
                                else
                                    delete message.runtimeName;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.runtimeVersion = value;
                                else
                                    delete message.runtimeVersion;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Version;
            })();

            v1.StatusRequest = (function() {

                /**
                 * Properties of a StatusRequest.
                 * @typedef {Object} drift_sensor.cri.v1.StatusRequest.$Properties
                 * @property {string|null} [id] StatusRequest id
                 * @property {boolean|null} [verbose] StatusRequest verbose
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StatusRequest.
                 * @memberof drift_sensor.cri.v1
                 * @interface IStatusRequest
                 * @augments drift_sensor.cri.v1.StatusRequest.$Properties
                 * @deprecated Use drift_sensor.cri.v1.StatusRequest.$Properties instead.
                 */

                /**
                 * Shape of a StatusRequest.
                 * @typedef {drift_sensor.cri.v1.StatusRequest.$Properties} drift_sensor.cri.v1.StatusRequest.$Shape
                 */

                /**
                 * Constructs a new StatusRequest.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a StatusRequest.
                 * @constructor
                 * @param {drift_sensor.cri.v1.StatusRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StatusRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StatusRequest id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.StatusRequest
                 * @instance
                 */
                StatusRequest.prototype.id = "";

                /**
                 * StatusRequest verbose.
                 * @member {boolean} verbose
                 * @memberof drift_sensor.cri.v1.StatusRequest
                 * @instance
                 */
                StatusRequest.prototype.verbose = false;

                /**
                 * Encodes the specified StatusRequest message. Does not implicitly {@link drift_sensor.cri.v1.StatusRequest.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.StatusRequest
                 * @static
                 * @param {drift_sensor.cri.v1.StatusRequest.$Properties} message StatusRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StatusRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.verbose != null && $Object.hasOwnProperty.call(message, "verbose") && message.verbose !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.verbose);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StatusRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.StatusRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.StatusRequest & drift_sensor.cri.v1.StatusRequest.$Shape} StatusRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StatusRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.StatusRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.verbose = value;
                                else
                                    delete message.verbose;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return StatusRequest;
            })();

            v1.PodMetadata = (function() {

                /**
                 * Properties of a PodMetadata.
                 * @typedef {Object} drift_sensor.cri.v1.PodMetadata.$Properties
                 * @property {string|null} [name] PodMetadata name
                 * @property {string|null} [uid] PodMetadata uid
                 * @property {string|null} [namespace] PodMetadata namespace
                 * @property {number|null} [attempt] PodMetadata attempt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a PodMetadata.
                 * @memberof drift_sensor.cri.v1
                 * @interface IPodMetadata
                 * @augments drift_sensor.cri.v1.PodMetadata.$Properties
                 * @deprecated Use drift_sensor.cri.v1.PodMetadata.$Properties instead.
                 */

                /**
                 * Shape of a PodMetadata.
                 * @typedef {drift_sensor.cri.v1.PodMetadata.$Properties} drift_sensor.cri.v1.PodMetadata.$Shape
                 */

                /**
                 * Constructs a new PodMetadata.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a PodMetadata.
                 * @constructor
                 * @param {drift_sensor.cri.v1.PodMetadata.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const PodMetadata = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * PodMetadata name.
                 * @member {string} name
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @instance
                 */
                PodMetadata.prototype.name = "";

                /**
                 * PodMetadata uid.
                 * @member {string} uid
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @instance
                 */
                PodMetadata.prototype.uid = "";

                /**
                 * PodMetadata namespace.
                 * @member {string} namespace
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @instance
                 */
                PodMetadata.prototype.namespace = "";

                /**
                 * PodMetadata attempt.
                 * @member {number} attempt
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @instance
                 */
                PodMetadata.prototype.attempt = 0;

                /**
                 * Encodes the specified PodMetadata message. Does not implicitly {@link drift_sensor.cri.v1.PodMetadata.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @static
                 * @param {drift_sensor.cri.v1.PodMetadata.$Properties} message PodMetadata message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                PodMetadata.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.uid);
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.namespace);
                    if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.attempt);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a PodMetadata message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.PodMetadata
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.PodMetadata & drift_sensor.cri.v1.PodMetadata.$Shape} PodMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                PodMetadata.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.PodMetadata();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.namespace = value;
                                else
                                    delete message.namespace;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.attempt = value;
                                else
                                    delete message.attempt;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return PodMetadata;
            })();

            v1.Sandbox = (function() {

                /**
                 * Properties of a Sandbox.
                 * @typedef {Object} drift_sensor.cri.v1.Sandbox.$Properties
                 * @property {string|null} [id] Sandbox id
                 * @property {drift_sensor.cri.v1.PodMetadata.$Properties|null} [metadata] Sandbox metadata
                 * @property {number|null} [state] Sandbox state
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Sandbox.
                 * @memberof drift_sensor.cri.v1
                 * @interface ISandbox
                 * @augments drift_sensor.cri.v1.Sandbox.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Sandbox.$Properties instead.
                 */

                /**
                 * Shape of a Sandbox.
                 * @typedef {drift_sensor.cri.v1.Sandbox.$Properties} drift_sensor.cri.v1.Sandbox.$Shape
                 */

                /**
                 * Constructs a new Sandbox.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a Sandbox.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Sandbox.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Sandbox = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Sandbox id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.Sandbox
                 * @instance
                 */
                Sandbox.prototype.id = "";

                /**
                 * Sandbox metadata.
                 * @member {drift_sensor.cri.v1.PodMetadata.$Properties|null|undefined} metadata
                 * @memberof drift_sensor.cri.v1.Sandbox
                 * @instance
                 */
                Sandbox.prototype.metadata = null;

                /**
                 * Sandbox state.
                 * @member {number} state
                 * @memberof drift_sensor.cri.v1.Sandbox
                 * @instance
                 */
                Sandbox.prototype.state = 0;

                /**
                 * Encodes the specified Sandbox message. Does not implicitly {@link drift_sensor.cri.v1.Sandbox.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Sandbox
                 * @static
                 * @param {drift_sensor.cri.v1.Sandbox.$Properties} message Sandbox message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Sandbox.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        $root.drift_sensor.cri.v1.PodMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.state);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Sandbox message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Sandbox
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Sandbox & drift_sensor.cri.v1.Sandbox.$Shape} Sandbox
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Sandbox.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Sandbox();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.metadata = $root.drift_sensor.cri.v1.PodMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Sandbox;
            })();

            v1.SandboxList = (function() {

                /**
                 * Properties of a SandboxList.
                 * @typedef {Object} drift_sensor.cri.v1.SandboxList.$Properties
                 * @property {Array.<drift_sensor.cri.v1.Sandbox.$Properties>|null} [items] SandboxList items
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SandboxList.
                 * @memberof drift_sensor.cri.v1
                 * @interface ISandboxList
                 * @augments drift_sensor.cri.v1.SandboxList.$Properties
                 * @deprecated Use drift_sensor.cri.v1.SandboxList.$Properties instead.
                 */

                /**
                 * Shape of a SandboxList.
                 * @typedef {drift_sensor.cri.v1.SandboxList.$Properties} drift_sensor.cri.v1.SandboxList.$Shape
                 */

                /**
                 * Constructs a new SandboxList.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a SandboxList.
                 * @constructor
                 * @param {drift_sensor.cri.v1.SandboxList.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SandboxList = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SandboxList items.
                 * @member {Array.<drift_sensor.cri.v1.Sandbox.$Properties>} items
                 * @memberof drift_sensor.cri.v1.SandboxList
                 * @instance
                 */
                SandboxList.prototype.items = $util.emptyArray;

                /**
                 * Encodes the specified SandboxList message. Does not implicitly {@link drift_sensor.cri.v1.SandboxList.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.SandboxList
                 * @static
                 * @param {drift_sensor.cri.v1.SandboxList.$Properties} message SandboxList message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SandboxList.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            $root.drift_sensor.cri.v1.Sandbox.encode(message.items[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SandboxList message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.SandboxList
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxList & drift_sensor.cri.v1.SandboxList.$Shape} SandboxList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SandboxList.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.SandboxList();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push($root.drift_sensor.cri.v1.Sandbox.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SandboxList;
            })();

            v1.SandboxStatus = (function() {

                /**
                 * Properties of a SandboxStatus.
                 * @typedef {Object} drift_sensor.cri.v1.SandboxStatus.$Properties
                 * @property {string|null} [id] SandboxStatus id
                 * @property {drift_sensor.cri.v1.PodMetadata.$Properties|null} [metadata] SandboxStatus metadata
                 * @property {number|null} [state] SandboxStatus state
                 * @property {Long|null} [createdAt] SandboxStatus createdAt
                 * @property {Object.<string,string>|null} [labels] SandboxStatus labels
                 * @property {string|null} [runtimeHandler] SandboxStatus runtimeHandler
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SandboxStatus.
                 * @memberof drift_sensor.cri.v1
                 * @interface ISandboxStatus
                 * @augments drift_sensor.cri.v1.SandboxStatus.$Properties
                 * @deprecated Use drift_sensor.cri.v1.SandboxStatus.$Properties instead.
                 */

                /**
                 * Shape of a SandboxStatus.
                 * @typedef {drift_sensor.cri.v1.SandboxStatus.$Properties} drift_sensor.cri.v1.SandboxStatus.$Shape
                 */

                /**
                 * Constructs a new SandboxStatus.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a SandboxStatus.
                 * @constructor
                 * @param {drift_sensor.cri.v1.SandboxStatus.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SandboxStatus = function (properties) {
                    this.labels = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SandboxStatus id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.id = "";

                /**
                 * SandboxStatus metadata.
                 * @member {drift_sensor.cri.v1.PodMetadata.$Properties|null|undefined} metadata
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.metadata = null;

                /**
                 * SandboxStatus state.
                 * @member {number} state
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.state = 0;

                /**
                 * SandboxStatus createdAt.
                 * @member {Long} createdAt
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.createdAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * SandboxStatus labels.
                 * @member {Object.<string,string>} labels
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.labels = $util.emptyObject;

                /**
                 * SandboxStatus runtimeHandler.
                 * @member {string} runtimeHandler
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @instance
                 */
                SandboxStatus.prototype.runtimeHandler = "";

                /**
                 * Encodes the specified SandboxStatus message. Does not implicitly {@link drift_sensor.cri.v1.SandboxStatus.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @static
                 * @param {drift_sensor.cri.v1.SandboxStatus.$Properties} message SandboxStatus message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SandboxStatus.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        $root.drift_sensor.cri.v1.PodMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.state);
                    if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (typeof message.createdAt === "object" ? message.createdAt.low || message.createdAt.high : message.createdAt !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).int64(message.createdAt);
                    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                        for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 7, wireType 2 =*/58).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                    if (message.runtimeHandler != null && $Object.hasOwnProperty.call(message, "runtimeHandler") && message.runtimeHandler !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.runtimeHandler);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SandboxStatus message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.SandboxStatus
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxStatus & drift_sensor.cri.v1.SandboxStatus.$Shape} SandboxStatus
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SandboxStatus.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.SandboxStatus();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.metadata = $root.drift_sensor.cri.v1.PodMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.createdAt = value;
                                else
                                    delete message.createdAt;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if (message.labels === $util.emptyObject)
                                    message.labels = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.labels, key);
                                message.labels[key] = value;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.runtimeHandler = value;
                                else
                                    delete message.runtimeHandler;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SandboxStatus;
            })();

            v1.SandboxAnswer = (function() {

                /**
                 * Properties of a SandboxAnswer.
                 * @typedef {Object} drift_sensor.cri.v1.SandboxAnswer.$Properties
                 * @property {drift_sensor.cri.v1.SandboxStatus.$Properties|null} [status] SandboxAnswer status
                 * @property {Object.<string,string>|null} [info] SandboxAnswer info
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SandboxAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @interface ISandboxAnswer
                 * @augments drift_sensor.cri.v1.SandboxAnswer.$Properties
                 * @deprecated Use drift_sensor.cri.v1.SandboxAnswer.$Properties instead.
                 */

                /**
                 * Shape of a SandboxAnswer.
                 * @typedef {drift_sensor.cri.v1.SandboxAnswer.$Properties} drift_sensor.cri.v1.SandboxAnswer.$Shape
                 */

                /**
                 * Constructs a new SandboxAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a SandboxAnswer.
                 * @constructor
                 * @param {drift_sensor.cri.v1.SandboxAnswer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SandboxAnswer = function (properties) {
                    this.info = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SandboxAnswer status.
                 * @member {drift_sensor.cri.v1.SandboxStatus.$Properties|null|undefined} status
                 * @memberof drift_sensor.cri.v1.SandboxAnswer
                 * @instance
                 */
                SandboxAnswer.prototype.status = null;

                /**
                 * SandboxAnswer info.
                 * @member {Object.<string,string>} info
                 * @memberof drift_sensor.cri.v1.SandboxAnswer
                 * @instance
                 */
                SandboxAnswer.prototype.info = $util.emptyObject;

                /**
                 * Encodes the specified SandboxAnswer message. Does not implicitly {@link drift_sensor.cri.v1.SandboxAnswer.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.SandboxAnswer
                 * @static
                 * @param {drift_sensor.cri.v1.SandboxAnswer.$Properties} message SandboxAnswer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SandboxAnswer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                        $root.drift_sensor.cri.v1.SandboxStatus.encode(message.status, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        for (let keys = $Object.keys(message.info), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.info[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SandboxAnswer message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.SandboxAnswer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.SandboxAnswer & drift_sensor.cri.v1.SandboxAnswer.$Shape} SandboxAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SandboxAnswer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.SandboxAnswer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.status = $root.drift_sensor.cri.v1.SandboxStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (message.info === $util.emptyObject)
                                    message.info = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.info, key);
                                message.info[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return SandboxAnswer;
            })();

            v1.ContainerMetadata = (function() {

                /**
                 * Properties of a ContainerMetadata.
                 * @typedef {Object} drift_sensor.cri.v1.ContainerMetadata.$Properties
                 * @property {string|null} [name] ContainerMetadata name
                 * @property {number|null} [attempt] ContainerMetadata attempt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ContainerMetadata.
                 * @memberof drift_sensor.cri.v1
                 * @interface IContainerMetadata
                 * @augments drift_sensor.cri.v1.ContainerMetadata.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ContainerMetadata.$Properties instead.
                 */

                /**
                 * Shape of a ContainerMetadata.
                 * @typedef {drift_sensor.cri.v1.ContainerMetadata.$Properties} drift_sensor.cri.v1.ContainerMetadata.$Shape
                 */

                /**
                 * Constructs a new ContainerMetadata.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a ContainerMetadata.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ContainerMetadata.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ContainerMetadata = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ContainerMetadata name.
                 * @member {string} name
                 * @memberof drift_sensor.cri.v1.ContainerMetadata
                 * @instance
                 */
                ContainerMetadata.prototype.name = "";

                /**
                 * ContainerMetadata attempt.
                 * @member {number} attempt
                 * @memberof drift_sensor.cri.v1.ContainerMetadata
                 * @instance
                 */
                ContainerMetadata.prototype.attempt = 0;

                /**
                 * Encodes the specified ContainerMetadata message. Does not implicitly {@link drift_sensor.cri.v1.ContainerMetadata.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ContainerMetadata
                 * @static
                 * @param {drift_sensor.cri.v1.ContainerMetadata.$Properties} message ContainerMetadata message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ContainerMetadata.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.attempt != null && $Object.hasOwnProperty.call(message, "attempt") && message.attempt !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.attempt);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ContainerMetadata message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ContainerMetadata
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerMetadata & drift_sensor.cri.v1.ContainerMetadata.$Shape} ContainerMetadata
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ContainerMetadata.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ContainerMetadata();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.name = value;
                                else
                                    delete message.name;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.attempt = value;
                                else
                                    delete message.attempt;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ContainerMetadata;
            })();

            v1.ImageSpec = (function() {

                /**
                 * Properties of an ImageSpec.
                 * @typedef {Object} drift_sensor.cri.v1.ImageSpec.$Properties
                 * @property {string|null} [image] ImageSpec image
                 * @property {string|null} [userSpecifiedImage] ImageSpec userSpecifiedImage
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ImageSpec.
                 * @memberof drift_sensor.cri.v1
                 * @interface IImageSpec
                 * @augments drift_sensor.cri.v1.ImageSpec.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ImageSpec.$Properties instead.
                 */

                /**
                 * Shape of an ImageSpec.
                 * @typedef {drift_sensor.cri.v1.ImageSpec.$Properties} drift_sensor.cri.v1.ImageSpec.$Shape
                 */

                /**
                 * Constructs a new ImageSpec.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an ImageSpec.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ImageSpec.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ImageSpec = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ImageSpec image.
                 * @member {string} image
                 * @memberof drift_sensor.cri.v1.ImageSpec
                 * @instance
                 */
                ImageSpec.prototype.image = "";

                /**
                 * ImageSpec userSpecifiedImage.
                 * @member {string} userSpecifiedImage
                 * @memberof drift_sensor.cri.v1.ImageSpec
                 * @instance
                 */
                ImageSpec.prototype.userSpecifiedImage = "";

                /**
                 * Encodes the specified ImageSpec message. Does not implicitly {@link drift_sensor.cri.v1.ImageSpec.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ImageSpec
                 * @static
                 * @param {drift_sensor.cri.v1.ImageSpec.$Properties} message ImageSpec message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ImageSpec.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.image);
                    if (message.userSpecifiedImage != null && $Object.hasOwnProperty.call(message, "userSpecifiedImage") && message.userSpecifiedImage !== "")
                        writer.uint32(/* id 18, wireType 2 =*/146).string(message.userSpecifiedImage);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ImageSpec message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ImageSpec
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageSpec & drift_sensor.cri.v1.ImageSpec.$Shape} ImageSpec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ImageSpec.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ImageSpec();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.image = value;
                                else
                                    delete message.image;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.userSpecifiedImage = value;
                                else
                                    delete message.userSpecifiedImage;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ImageSpec;
            })();

            v1.Container = (function() {

                /**
                 * Properties of a Container.
                 * @typedef {Object} drift_sensor.cri.v1.Container.$Properties
                 * @property {string|null} [id] Container id
                 * @property {string|null} [podSandboxId] Container podSandboxId
                 * @property {number|null} [state] Container state
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Container.
                 * @memberof drift_sensor.cri.v1
                 * @interface IContainer
                 * @augments drift_sensor.cri.v1.Container.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Container.$Properties instead.
                 */

                /**
                 * Shape of a Container.
                 * @typedef {drift_sensor.cri.v1.Container.$Properties} drift_sensor.cri.v1.Container.$Shape
                 */

                /**
                 * Constructs a new Container.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a Container.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Container.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Container = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Container id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.Container
                 * @instance
                 */
                Container.prototype.id = "";

                /**
                 * Container podSandboxId.
                 * @member {string} podSandboxId
                 * @memberof drift_sensor.cri.v1.Container
                 * @instance
                 */
                Container.prototype.podSandboxId = "";

                /**
                 * Container state.
                 * @member {number} state
                 * @memberof drift_sensor.cri.v1.Container
                 * @instance
                 */
                Container.prototype.state = 0;

                /**
                 * Encodes the specified Container message. Does not implicitly {@link drift_sensor.cri.v1.Container.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Container
                 * @static
                 * @param {drift_sensor.cri.v1.Container.$Properties} message Container message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Container.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.podSandboxId != null && $Object.hasOwnProperty.call(message, "podSandboxId") && message.podSandboxId !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.podSandboxId);
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).int32(message.state);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Container message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Container
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Container & drift_sensor.cri.v1.Container.$Shape} Container
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Container.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Container();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.podSandboxId = value;
                                else
                                    delete message.podSandboxId;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Container;
            })();

            v1.ContainerList = (function() {

                /**
                 * Properties of a ContainerList.
                 * @typedef {Object} drift_sensor.cri.v1.ContainerList.$Properties
                 * @property {Array.<drift_sensor.cri.v1.Container.$Properties>|null} [items] ContainerList items
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ContainerList.
                 * @memberof drift_sensor.cri.v1
                 * @interface IContainerList
                 * @augments drift_sensor.cri.v1.ContainerList.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ContainerList.$Properties instead.
                 */

                /**
                 * Shape of a ContainerList.
                 * @typedef {drift_sensor.cri.v1.ContainerList.$Properties} drift_sensor.cri.v1.ContainerList.$Shape
                 */

                /**
                 * Constructs a new ContainerList.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a ContainerList.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ContainerList.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ContainerList = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ContainerList items.
                 * @member {Array.<drift_sensor.cri.v1.Container.$Properties>} items
                 * @memberof drift_sensor.cri.v1.ContainerList
                 * @instance
                 */
                ContainerList.prototype.items = $util.emptyArray;

                /**
                 * Encodes the specified ContainerList message. Does not implicitly {@link drift_sensor.cri.v1.ContainerList.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ContainerList
                 * @static
                 * @param {drift_sensor.cri.v1.ContainerList.$Properties} message ContainerList message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ContainerList.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            $root.drift_sensor.cri.v1.Container.encode(message.items[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ContainerList message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ContainerList
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerList & drift_sensor.cri.v1.ContainerList.$Shape} ContainerList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ContainerList.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ContainerList();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push($root.drift_sensor.cri.v1.Container.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ContainerList;
            })();

            v1.Mount = (function() {

                /**
                 * Properties of a Mount.
                 * @typedef {Object} drift_sensor.cri.v1.Mount.$Properties
                 * @property {string|null} [containerPath] Mount containerPath
                 * @property {drift_sensor.cri.v1.ImageSpec.$Properties|null} [image] Mount image
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Mount.
                 * @memberof drift_sensor.cri.v1
                 * @interface IMount
                 * @augments drift_sensor.cri.v1.Mount.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Mount.$Properties instead.
                 */

                /**
                 * Shape of a Mount.
                 * @typedef {drift_sensor.cri.v1.Mount.$Properties} drift_sensor.cri.v1.Mount.$Shape
                 */

                /**
                 * Constructs a new Mount.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a Mount.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Mount.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Mount = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Mount containerPath.
                 * @member {string} containerPath
                 * @memberof drift_sensor.cri.v1.Mount
                 * @instance
                 */
                Mount.prototype.containerPath = "";

                /**
                 * Mount image.
                 * @member {drift_sensor.cri.v1.ImageSpec.$Properties|null|undefined} image
                 * @memberof drift_sensor.cri.v1.Mount
                 * @instance
                 */
                Mount.prototype.image = null;

                /**
                 * Encodes the specified Mount message. Does not implicitly {@link drift_sensor.cri.v1.Mount.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Mount
                 * @static
                 * @param {drift_sensor.cri.v1.Mount.$Properties} message Mount message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Mount.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.containerPath != null && $Object.hasOwnProperty.call(message, "containerPath") && message.containerPath !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.containerPath);
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                        $root.drift_sensor.cri.v1.ImageSpec.encode(message.image, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Mount message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Mount
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Mount & drift_sensor.cri.v1.Mount.$Shape} Mount
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Mount.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Mount();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.containerPath = value;
                                else
                                    delete message.containerPath;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                message.image = $root.drift_sensor.cri.v1.ImageSpec.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Mount;
            })();

            v1.ContainerStatus = (function() {

                /**
                 * Properties of a ContainerStatus.
                 * @typedef {Object} drift_sensor.cri.v1.ContainerStatus.$Properties
                 * @property {string|null} [id] ContainerStatus id
                 * @property {drift_sensor.cri.v1.ContainerMetadata.$Properties|null} [metadata] ContainerStatus metadata
                 * @property {number|null} [state] ContainerStatus state
                 * @property {Long|null} [createdAt] ContainerStatus createdAt
                 * @property {drift_sensor.cri.v1.ImageSpec.$Properties|null} [image] ContainerStatus image
                 * @property {string|null} [imageRef] ContainerStatus imageRef
                 * @property {Object.<string,string>|null} [labels] ContainerStatus labels
                 * @property {Array.<drift_sensor.cri.v1.Mount.$Properties>|null} [mounts] ContainerStatus mounts
                 * @property {string|null} [imageId] ContainerStatus imageId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ContainerStatus.
                 * @memberof drift_sensor.cri.v1
                 * @interface IContainerStatus
                 * @augments drift_sensor.cri.v1.ContainerStatus.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ContainerStatus.$Properties instead.
                 */

                /**
                 * Shape of a ContainerStatus.
                 * @typedef {drift_sensor.cri.v1.ContainerStatus.$Properties} drift_sensor.cri.v1.ContainerStatus.$Shape
                 */

                /**
                 * Constructs a new ContainerStatus.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a ContainerStatus.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ContainerStatus.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ContainerStatus = function (properties) {
                    this.labels = {};
                    this.mounts = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ContainerStatus id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.id = "";

                /**
                 * ContainerStatus metadata.
                 * @member {drift_sensor.cri.v1.ContainerMetadata.$Properties|null|undefined} metadata
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.metadata = null;

                /**
                 * ContainerStatus state.
                 * @member {number} state
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.state = 0;

                /**
                 * ContainerStatus createdAt.
                 * @member {Long} createdAt
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.createdAt = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * ContainerStatus image.
                 * @member {drift_sensor.cri.v1.ImageSpec.$Properties|null|undefined} image
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.image = null;

                /**
                 * ContainerStatus imageRef.
                 * @member {string} imageRef
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.imageRef = "";

                /**
                 * ContainerStatus labels.
                 * @member {Object.<string,string>} labels
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.labels = $util.emptyObject;

                /**
                 * ContainerStatus mounts.
                 * @member {Array.<drift_sensor.cri.v1.Mount.$Properties>} mounts
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.mounts = $util.emptyArray;

                /**
                 * ContainerStatus imageId.
                 * @member {string} imageId
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @instance
                 */
                ContainerStatus.prototype.imageId = "";

                /**
                 * Encodes the specified ContainerStatus message. Does not implicitly {@link drift_sensor.cri.v1.ContainerStatus.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @static
                 * @param {drift_sensor.cri.v1.ContainerStatus.$Properties} message ContainerStatus message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ContainerStatus.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.metadata != null && $Object.hasOwnProperty.call(message, "metadata"))
                        $root.drift_sensor.cri.v1.ContainerMetadata.encode(message.metadata, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).int32(message.state);
                    if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt") && (typeof message.createdAt === "object" ? message.createdAt.low || message.createdAt.high : message.createdAt !== 0))
                        writer.uint32(/* id 4, wireType 0 =*/32).int64(message.createdAt);
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                        $root.drift_sensor.cri.v1.ImageSpec.encode(message.image, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.imageRef != null && $Object.hasOwnProperty.call(message, "imageRef") && message.imageRef !== "")
                        writer.uint32(/* id 9, wireType 2 =*/74).string(message.imageRef);
                    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                        for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 12, wireType 2 =*/98).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                    if (message.mounts != null && message.mounts.length)
                        for (let i = 0; i < message.mounts.length; ++i)
                            $root.drift_sensor.cri.v1.Mount.encode(message.mounts[i], writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                    if (message.imageId != null && $Object.hasOwnProperty.call(message, "imageId") && message.imageId !== "")
                        writer.uint32(/* id 17, wireType 2 =*/138).string(message.imageId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ContainerStatus message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ContainerStatus
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerStatus & drift_sensor.cri.v1.ContainerStatus.$Shape} ContainerStatus
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ContainerStatus.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ContainerStatus();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.metadata = $root.drift_sensor.cri.v1.ContainerMetadata.decode(reader, reader.size(), $undefined, _depth + 1, message.metadata);
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.state = value;
                                else
                                    delete message.state;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.createdAt = value;
                                else
                                    delete message.createdAt;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.image = $root.drift_sensor.cri.v1.ImageSpec.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                                continue;
                            }
                        case 9: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.imageRef = value;
                                else
                                    delete message.imageRef;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 2)
                                    break;
                                if (message.labels === $util.emptyObject)
                                    message.labels = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.labels, key);
                                message.labels[key] = value;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.mounts && message.mounts.length))
                                    message.mounts = [];
                                message.mounts.push($root.drift_sensor.cri.v1.Mount.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.imageId = value;
                                else
                                    delete message.imageId;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ContainerStatus;
            })();

            v1.ContainerAnswer = (function() {

                /**
                 * Properties of a ContainerAnswer.
                 * @typedef {Object} drift_sensor.cri.v1.ContainerAnswer.$Properties
                 * @property {drift_sensor.cri.v1.ContainerStatus.$Properties|null} [status] ContainerAnswer status
                 * @property {Object.<string,string>|null} [info] ContainerAnswer info
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ContainerAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @interface IContainerAnswer
                 * @augments drift_sensor.cri.v1.ContainerAnswer.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ContainerAnswer.$Properties instead.
                 */

                /**
                 * Shape of a ContainerAnswer.
                 * @typedef {drift_sensor.cri.v1.ContainerAnswer.$Properties} drift_sensor.cri.v1.ContainerAnswer.$Shape
                 */

                /**
                 * Constructs a new ContainerAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a ContainerAnswer.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ContainerAnswer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ContainerAnswer = function (properties) {
                    this.info = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ContainerAnswer status.
                 * @member {drift_sensor.cri.v1.ContainerStatus.$Properties|null|undefined} status
                 * @memberof drift_sensor.cri.v1.ContainerAnswer
                 * @instance
                 */
                ContainerAnswer.prototype.status = null;

                /**
                 * ContainerAnswer info.
                 * @member {Object.<string,string>} info
                 * @memberof drift_sensor.cri.v1.ContainerAnswer
                 * @instance
                 */
                ContainerAnswer.prototype.info = $util.emptyObject;

                /**
                 * Encodes the specified ContainerAnswer message. Does not implicitly {@link drift_sensor.cri.v1.ContainerAnswer.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ContainerAnswer
                 * @static
                 * @param {drift_sensor.cri.v1.ContainerAnswer.$Properties} message ContainerAnswer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ContainerAnswer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status"))
                        $root.drift_sensor.cri.v1.ContainerStatus.encode(message.status, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        for (let keys = $Object.keys(message.info), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.info[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ContainerAnswer message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ContainerAnswer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ContainerAnswer & drift_sensor.cri.v1.ContainerAnswer.$Shape} ContainerAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ContainerAnswer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ContainerAnswer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.status = $root.drift_sensor.cri.v1.ContainerStatus.decode(reader, reader.size(), $undefined, _depth + 1, message.status);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (message.info === $util.emptyObject)
                                    message.info = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.info, key);
                                message.info[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ContainerAnswer;
            })();

            v1.ImageRequest = (function() {

                /**
                 * Properties of an ImageRequest.
                 * @typedef {Object} drift_sensor.cri.v1.ImageRequest.$Properties
                 * @property {drift_sensor.cri.v1.ImageSpec.$Properties|null} [image] ImageRequest image
                 * @property {boolean|null} [verbose] ImageRequest verbose
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ImageRequest.
                 * @memberof drift_sensor.cri.v1
                 * @interface IImageRequest
                 * @augments drift_sensor.cri.v1.ImageRequest.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ImageRequest.$Properties instead.
                 */

                /**
                 * Shape of an ImageRequest.
                 * @typedef {drift_sensor.cri.v1.ImageRequest.$Properties} drift_sensor.cri.v1.ImageRequest.$Shape
                 */

                /**
                 * Constructs a new ImageRequest.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an ImageRequest.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ImageRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ImageRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ImageRequest image.
                 * @member {drift_sensor.cri.v1.ImageSpec.$Properties|null|undefined} image
                 * @memberof drift_sensor.cri.v1.ImageRequest
                 * @instance
                 */
                ImageRequest.prototype.image = null;

                /**
                 * ImageRequest verbose.
                 * @member {boolean} verbose
                 * @memberof drift_sensor.cri.v1.ImageRequest
                 * @instance
                 */
                ImageRequest.prototype.verbose = false;

                /**
                 * Encodes the specified ImageRequest message. Does not implicitly {@link drift_sensor.cri.v1.ImageRequest.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ImageRequest
                 * @static
                 * @param {drift_sensor.cri.v1.ImageRequest.$Properties} message ImageRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ImageRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                        $root.drift_sensor.cri.v1.ImageSpec.encode(message.image, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.verbose != null && $Object.hasOwnProperty.call(message, "verbose") && message.verbose !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.verbose);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ImageRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ImageRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageRequest & drift_sensor.cri.v1.ImageRequest.$Shape} ImageRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ImageRequest.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ImageRequest();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.image = $root.drift_sensor.cri.v1.ImageSpec.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.verbose = value;
                                else
                                    delete message.verbose;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ImageRequest;
            })();

            v1.Image = (function() {

                /**
                 * Properties of an Image.
                 * @typedef {Object} drift_sensor.cri.v1.Image.$Properties
                 * @property {string|null} [id] Image id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Image.
                 * @memberof drift_sensor.cri.v1
                 * @interface IImage
                 * @augments drift_sensor.cri.v1.Image.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Image.$Properties instead.
                 */

                /**
                 * Shape of an Image.
                 * @typedef {drift_sensor.cri.v1.Image.$Properties} drift_sensor.cri.v1.Image.$Shape
                 */

                /**
                 * Constructs a new Image.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an Image.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Image.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Image = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Image id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.Image
                 * @instance
                 */
                Image.prototype.id = "";

                /**
                 * Encodes the specified Image message. Does not implicitly {@link drift_sensor.cri.v1.Image.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Image
                 * @static
                 * @param {drift_sensor.cri.v1.Image.$Properties} message Image message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Image.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Image message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Image
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Image & drift_sensor.cri.v1.Image.$Shape} Image
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Image.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Image();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Image;
            })();

            v1.ImageAnswer = (function() {

                /**
                 * Properties of an ImageAnswer.
                 * @typedef {Object} drift_sensor.cri.v1.ImageAnswer.$Properties
                 * @property {drift_sensor.cri.v1.Image.$Properties|null} [image] ImageAnswer image
                 * @property {Object.<string,string>|null} [info] ImageAnswer info
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ImageAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @interface IImageAnswer
                 * @augments drift_sensor.cri.v1.ImageAnswer.$Properties
                 * @deprecated Use drift_sensor.cri.v1.ImageAnswer.$Properties instead.
                 */

                /**
                 * Shape of an ImageAnswer.
                 * @typedef {drift_sensor.cri.v1.ImageAnswer.$Properties} drift_sensor.cri.v1.ImageAnswer.$Shape
                 */

                /**
                 * Constructs a new ImageAnswer.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an ImageAnswer.
                 * @constructor
                 * @param {drift_sensor.cri.v1.ImageAnswer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ImageAnswer = function (properties) {
                    this.info = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ImageAnswer image.
                 * @member {drift_sensor.cri.v1.Image.$Properties|null|undefined} image
                 * @memberof drift_sensor.cri.v1.ImageAnswer
                 * @instance
                 */
                ImageAnswer.prototype.image = null;

                /**
                 * ImageAnswer info.
                 * @member {Object.<string,string>} info
                 * @memberof drift_sensor.cri.v1.ImageAnswer
                 * @instance
                 */
                ImageAnswer.prototype.info = $util.emptyObject;

                /**
                 * Encodes the specified ImageAnswer message. Does not implicitly {@link drift_sensor.cri.v1.ImageAnswer.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.ImageAnswer
                 * @static
                 * @param {drift_sensor.cri.v1.ImageAnswer.$Properties} message ImageAnswer message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ImageAnswer.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                        $root.drift_sensor.cri.v1.Image.encode(message.image, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        for (let keys = $Object.keys(message.info), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.info[keys[i]]).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ImageAnswer message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.ImageAnswer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.ImageAnswer & drift_sensor.cri.v1.ImageAnswer.$Shape} ImageAnswer
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ImageAnswer.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, key, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.ImageAnswer();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                message.image = $root.drift_sensor.cri.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if (message.info === $util.emptyObject)
                                    message.info = {};
                                let end2 = reader.size() + reader.pos;
                                if (end2 > reader.len)
                                    throw $RangeError("index out of range");
                                reader.len = end2;
                                key = "";
                                value = "";
                                while (reader.pos < end2) {
                                    let tag2 = reader.tag();
                                    wireType = tag2 & 7;
                                    switch (tag2 >>>= 3) {
                                    case 1:
                                        if (wireType !== 2)
                                            break;
                                        key = reader.stringVerify();
                                        continue;
                                    case 2:
                                        if (wireType !== 2)
                                            break;
                                        value = reader.stringVerify();
                                        continue;
                                    }
                                    reader.skipType(wireType, _depth, tag2);
                                }
                                if (reader.pos !== end2)
                                    throw $RangeError("index out of range");
                                reader.len = end;
                                if (key === "__proto__")
                                    $util.makeProp(message.info, key);
                                message.info[key] = value;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return ImageAnswer;
            })();

            v1.FilesystemId = (function() {

                /**
                 * Properties of a FilesystemId.
                 * @typedef {Object} drift_sensor.cri.v1.FilesystemId.$Properties
                 * @property {string|null} [mountpoint] FilesystemId mountpoint
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FilesystemId.
                 * @memberof drift_sensor.cri.v1
                 * @interface IFilesystemId
                 * @augments drift_sensor.cri.v1.FilesystemId.$Properties
                 * @deprecated Use drift_sensor.cri.v1.FilesystemId.$Properties instead.
                 */

                /**
                 * Shape of a FilesystemId.
                 * @typedef {drift_sensor.cri.v1.FilesystemId.$Properties} drift_sensor.cri.v1.FilesystemId.$Shape
                 */

                /**
                 * Constructs a new FilesystemId.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a FilesystemId.
                 * @constructor
                 * @param {drift_sensor.cri.v1.FilesystemId.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FilesystemId = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FilesystemId mountpoint.
                 * @member {string} mountpoint
                 * @memberof drift_sensor.cri.v1.FilesystemId
                 * @instance
                 */
                FilesystemId.prototype.mountpoint = "";

                /**
                 * Encodes the specified FilesystemId message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemId.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.FilesystemId
                 * @static
                 * @param {drift_sensor.cri.v1.FilesystemId.$Properties} message FilesystemId message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FilesystemId.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.mountpoint != null && $Object.hasOwnProperty.call(message, "mountpoint") && message.mountpoint !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.mountpoint);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FilesystemId message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.FilesystemId
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemId & drift_sensor.cri.v1.FilesystemId.$Shape} FilesystemId
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FilesystemId.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.FilesystemId();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.mountpoint = value;
                                else
                                    delete message.mountpoint;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FilesystemId;
            })();

            v1.FilesystemUsage = (function() {

                /**
                 * Properties of a FilesystemUsage.
                 * @typedef {Object} drift_sensor.cri.v1.FilesystemUsage.$Properties
                 * @property {drift_sensor.cri.v1.FilesystemId.$Properties|null} [fsId] FilesystemUsage fsId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FilesystemUsage.
                 * @memberof drift_sensor.cri.v1
                 * @interface IFilesystemUsage
                 * @augments drift_sensor.cri.v1.FilesystemUsage.$Properties
                 * @deprecated Use drift_sensor.cri.v1.FilesystemUsage.$Properties instead.
                 */

                /**
                 * Shape of a FilesystemUsage.
                 * @typedef {drift_sensor.cri.v1.FilesystemUsage.$Properties} drift_sensor.cri.v1.FilesystemUsage.$Shape
                 */

                /**
                 * Constructs a new FilesystemUsage.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a FilesystemUsage.
                 * @constructor
                 * @param {drift_sensor.cri.v1.FilesystemUsage.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FilesystemUsage = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FilesystemUsage fsId.
                 * @member {drift_sensor.cri.v1.FilesystemId.$Properties|null|undefined} fsId
                 * @memberof drift_sensor.cri.v1.FilesystemUsage
                 * @instance
                 */
                FilesystemUsage.prototype.fsId = null;

                /**
                 * Encodes the specified FilesystemUsage message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemUsage.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.FilesystemUsage
                 * @static
                 * @param {drift_sensor.cri.v1.FilesystemUsage.$Properties} message FilesystemUsage message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FilesystemUsage.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.fsId != null && $Object.hasOwnProperty.call(message, "fsId"))
                        $root.drift_sensor.cri.v1.FilesystemId.encode(message.fsId, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FilesystemUsage message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.FilesystemUsage
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemUsage & drift_sensor.cri.v1.FilesystemUsage.$Shape} FilesystemUsage
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FilesystemUsage.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.FilesystemUsage();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.fsId = $root.drift_sensor.cri.v1.FilesystemId.decode(reader, reader.size(), $undefined, _depth + 1, message.fsId);
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FilesystemUsage;
            })();

            v1.FilesystemList = (function() {

                /**
                 * Properties of a FilesystemList.
                 * @typedef {Object} drift_sensor.cri.v1.FilesystemList.$Properties
                 * @property {Array.<drift_sensor.cri.v1.FilesystemUsage.$Properties>|null} [items] FilesystemList items
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a FilesystemList.
                 * @memberof drift_sensor.cri.v1
                 * @interface IFilesystemList
                 * @augments drift_sensor.cri.v1.FilesystemList.$Properties
                 * @deprecated Use drift_sensor.cri.v1.FilesystemList.$Properties instead.
                 */

                /**
                 * Shape of a FilesystemList.
                 * @typedef {drift_sensor.cri.v1.FilesystemList.$Properties} drift_sensor.cri.v1.FilesystemList.$Shape
                 */

                /**
                 * Constructs a new FilesystemList.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents a FilesystemList.
                 * @constructor
                 * @param {drift_sensor.cri.v1.FilesystemList.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const FilesystemList = function (properties) {
                    this.items = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * FilesystemList items.
                 * @member {Array.<drift_sensor.cri.v1.FilesystemUsage.$Properties>} items
                 * @memberof drift_sensor.cri.v1.FilesystemList
                 * @instance
                 */
                FilesystemList.prototype.items = $util.emptyArray;

                /**
                 * Encodes the specified FilesystemList message. Does not implicitly {@link drift_sensor.cri.v1.FilesystemList.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.FilesystemList
                 * @static
                 * @param {drift_sensor.cri.v1.FilesystemList.$Properties} message FilesystemList message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                FilesystemList.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.items != null && message.items.length)
                        for (let i = 0; i < message.items.length; ++i)
                            $root.drift_sensor.cri.v1.FilesystemUsage.encode(message.items[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a FilesystemList message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.FilesystemList
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.FilesystemList & drift_sensor.cri.v1.FilesystemList.$Shape} FilesystemList
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                FilesystemList.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.FilesystemList();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.items && message.items.length))
                                    message.items = [];
                                message.items.push($root.drift_sensor.cri.v1.FilesystemUsage.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return FilesystemList;
            })();

            v1.Event = (function() {

                /**
                 * Properties of an Event.
                 * @typedef {Object} drift_sensor.cri.v1.Event.$Properties
                 * @property {string|null} [id] Event id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Event.
                 * @memberof drift_sensor.cri.v1
                 * @interface IEvent
                 * @augments drift_sensor.cri.v1.Event.$Properties
                 * @deprecated Use drift_sensor.cri.v1.Event.$Properties instead.
                 */

                /**
                 * Shape of an Event.
                 * @typedef {drift_sensor.cri.v1.Event.$Properties} drift_sensor.cri.v1.Event.$Shape
                 */

                /**
                 * Constructs a new Event.
                 * @memberof drift_sensor.cri.v1
                 * @classdesc Represents an Event.
                 * @constructor
                 * @param {drift_sensor.cri.v1.Event.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Event = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Event id.
                 * @member {string} id
                 * @memberof drift_sensor.cri.v1.Event
                 * @instance
                 */
                Event.prototype.id = "";

                /**
                 * Encodes the specified Event message. Does not implicitly {@link drift_sensor.cri.v1.Event.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.cri.v1.Event
                 * @static
                 * @param {drift_sensor.cri.v1.Event.$Properties} message Event message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Event.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.id);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Event message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.cri.v1.Event
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.cri.v1.Event & drift_sensor.cri.v1.Event.$Shape} Event
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Event.decode = function (reader, length, _end, _depth, _target) {
                    if (!(reader instanceof $Reader))
                        reader = $Reader.create(reader);
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $Reader.recursionLimit)
                        throw $Error("max depth exceeded");
                    let end, message, value;
                    if (length === $undefined)
                        end = reader.len;
                    else {
                        end = reader.pos + length;
                        if (end > reader.len)
                            throw $RangeError("index out of range");
                        length = reader.len;
                        reader.len = end;
                    }
                    message = _target || new $root.drift_sensor.cri.v1.Event();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 1: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        }
                        reader.skipType(wireType, _depth, tag);
                        if (!reader.discardUnknown) {
                            $util.makeProp(message, "$unknowns", false);
                            (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                        }
                    }
                    if (length !== $undefined) {
                        if (reader.pos !== end)
                            throw $RangeError("index out of range");
                        reader.len = length;
                    }
                    if (_end !== $undefined)
                        throw $Error("missing end group");
                    return message;
                };

                return Event;
            })();

            return v1;
        })();

        return cri;
    })();

    return drift_sensor;
})();

export {
  $root as default
};
