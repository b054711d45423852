/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["drift_sensor_containerd"] || ($protobuf.roots["drift_sensor_containerd"] = {});

export const drift_sensor = $root.drift_sensor = (() => {

    /**
     * Namespace drift_sensor.
     * @exports drift_sensor
     * @namespace
     */
    const drift_sensor = {};

    drift_sensor.containerd = (function() {

        /**
         * Namespace containerd.
         * @memberof drift_sensor
         * @namespace
         */
        const containerd = {};

        containerd.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof drift_sensor.containerd
             * @namespace
             */
            const v1 = {};

            v1.Any = (function() {

                /**
                 * Properties of an Any.
                 * @typedef {Object} drift_sensor.containerd.v1.Any.$Properties
                 * @property {string|null} [typeUrl] Any typeUrl
                 * @property {Uint8Array|null} [value] Any value
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Any.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IAny
                 * @augments drift_sensor.containerd.v1.Any.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Any.$Properties instead.
                 */

                /**
                 * Shape of an Any.
                 * @typedef {drift_sensor.containerd.v1.Any.$Properties} drift_sensor.containerd.v1.Any.$Shape
                 */

                /**
                 * Constructs a new Any.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents an Any.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Any.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Any = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Any typeUrl.
                 * @member {string} typeUrl
                 * @memberof drift_sensor.containerd.v1.Any
                 * @instance
                 */
                Any.prototype.typeUrl = "";

                /**
                 * Any value.
                 * @member {Uint8Array} value
                 * @memberof drift_sensor.containerd.v1.Any
                 * @instance
                 */
                Any.prototype.value = $util.newBuffer([]);

                /**
                 * Encodes the specified Any message. Does not implicitly {@link drift_sensor.containerd.v1.Any.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Any
                 * @static
                 * @param {drift_sensor.containerd.v1.Any.$Properties} message Any message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Any.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.typeUrl != null && $Object.hasOwnProperty.call(message, "typeUrl") && message.typeUrl !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.typeUrl);
                    if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.value);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Any message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Any
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Any & drift_sensor.containerd.v1.Any.$Shape} Any
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Any.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Any();
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
                                    message.typeUrl = value;
                                else
                                    delete message.typeUrl;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.value = value;
                                else
                                    delete message.value;
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

                return Any;
            })();

            v1.Timestamp = (function() {

                /**
                 * Properties of a Timestamp.
                 * @typedef {Object} drift_sensor.containerd.v1.Timestamp.$Properties
                 * @property {Long|null} [seconds] Timestamp seconds
                 * @property {number|null} [nanos] Timestamp nanos
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Timestamp.
                 * @memberof drift_sensor.containerd.v1
                 * @interface ITimestamp
                 * @augments drift_sensor.containerd.v1.Timestamp.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Timestamp.$Properties instead.
                 */

                /**
                 * Shape of a Timestamp.
                 * @typedef {drift_sensor.containerd.v1.Timestamp.$Properties} drift_sensor.containerd.v1.Timestamp.$Shape
                 */

                /**
                 * Constructs a new Timestamp.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Timestamp.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Timestamp.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Timestamp = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Timestamp seconds.
                 * @member {Long} seconds
                 * @memberof drift_sensor.containerd.v1.Timestamp
                 * @instance
                 */
                Timestamp.prototype.seconds = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Timestamp nanos.
                 * @member {number} nanos
                 * @memberof drift_sensor.containerd.v1.Timestamp
                 * @instance
                 */
                Timestamp.prototype.nanos = 0;

                /**
                 * Encodes the specified Timestamp message. Does not implicitly {@link drift_sensor.containerd.v1.Timestamp.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Timestamp
                 * @static
                 * @param {drift_sensor.containerd.v1.Timestamp.$Properties} message Timestamp message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Timestamp.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.seconds != null && $Object.hasOwnProperty.call(message, "seconds") && (typeof message.seconds === "object" ? message.seconds.low || message.seconds.high : message.seconds !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.seconds);
                    if (message.nanos != null && $Object.hasOwnProperty.call(message, "nanos") && message.nanos !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.nanos);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Timestamp message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Timestamp
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Timestamp & drift_sensor.containerd.v1.Timestamp.$Shape} Timestamp
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Timestamp.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Timestamp();
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
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.seconds = value;
                                else
                                    delete message.seconds;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.nanos = value;
                                else
                                    delete message.nanos;
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

                return Timestamp;
            })();

            v1.Empty = (function() {

                /**
                 * Properties of an Empty.
                 * @typedef {Object} drift_sensor.containerd.v1.Empty.$Properties
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Empty.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IEmpty
                 * @augments drift_sensor.containerd.v1.Empty.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Empty.$Properties instead.
                 */

                /**
                 * Shape of an Empty.
                 * @typedef {drift_sensor.containerd.v1.Empty.$Properties} drift_sensor.containerd.v1.Empty.$Shape
                 */

                /**
                 * Constructs a new Empty.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents an Empty.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Empty.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Empty = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Encodes the specified Empty message. Does not implicitly {@link drift_sensor.containerd.v1.Empty.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Empty
                 * @static
                 * @param {drift_sensor.containerd.v1.Empty.$Properties} message Empty message or plain object to encode
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
                 * @memberof drift_sensor.containerd.v1.Empty
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Empty & drift_sensor.containerd.v1.Empty.$Shape} Empty
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
                    message = _target || new $root.drift_sensor.containerd.v1.Empty();
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

            v1.ById = (function() {

                /**
                 * Properties of a ById.
                 * @typedef {Object} drift_sensor.containerd.v1.ById.$Properties
                 * @property {string|null} [id] ById id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ById.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IById
                 * @augments drift_sensor.containerd.v1.ById.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ById.$Properties instead.
                 */

                /**
                 * Shape of a ById.
                 * @typedef {drift_sensor.containerd.v1.ById.$Properties} drift_sensor.containerd.v1.ById.$Shape
                 */

                /**
                 * Constructs a new ById.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ById.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ById.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ById = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ById id.
                 * @member {string} id
                 * @memberof drift_sensor.containerd.v1.ById
                 * @instance
                 */
                ById.prototype.id = "";

                /**
                 * Encodes the specified ById message. Does not implicitly {@link drift_sensor.containerd.v1.ById.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ById
                 * @static
                 * @param {drift_sensor.containerd.v1.ById.$Properties} message ById message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ById.encode = function (message, writer, _depth) {
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
                 * Decodes a ById message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ById
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ById & drift_sensor.containerd.v1.ById.$Shape} ById
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ById.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ById();
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

                return ById;
            })();

            v1.Filters = (function() {

                /**
                 * Properties of a Filters.
                 * @typedef {Object} drift_sensor.containerd.v1.Filters.$Properties
                 * @property {Array.<string>|null} [filters] Filters filters
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Filters.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IFilters
                 * @augments drift_sensor.containerd.v1.Filters.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Filters.$Properties instead.
                 */

                /**
                 * Shape of a Filters.
                 * @typedef {drift_sensor.containerd.v1.Filters.$Properties} drift_sensor.containerd.v1.Filters.$Shape
                 */

                /**
                 * Constructs a new Filters.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Filters.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Filters.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Filters = function (properties) {
                    this.filters = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Filters filters.
                 * @member {Array.<string>} filters
                 * @memberof drift_sensor.containerd.v1.Filters
                 * @instance
                 */
                Filters.prototype.filters = $util.emptyArray;

                /**
                 * Encodes the specified Filters message. Does not implicitly {@link drift_sensor.containerd.v1.Filters.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Filters
                 * @static
                 * @param {drift_sensor.containerd.v1.Filters.$Properties} message Filters message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Filters.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.filters != null && message.filters.length)
                        for (let i = 0; i < message.filters.length; ++i)
                            writer.uint32(/* id 1, wireType 2 =*/10).string(message.filters[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Filters message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Filters
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Filters & drift_sensor.containerd.v1.Filters.$Shape} Filters
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Filters.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Filters();
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
                                if (!(message.filters && message.filters.length))
                                    message.filters = [];
                                message.filters.push(reader.stringVerify());
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

                return Filters;
            })();

            v1.Container = (function() {

                /**
                 * Properties of a Container.
                 * @typedef {Object} drift_sensor.containerd.v1.Container.$Properties
                 * @property {string|null} [id] Container id
                 * @property {Object.<string,string>|null} [labels] Container labels
                 * @property {string|null} [image] Container image
                 * @property {drift_sensor.containerd.v1.Any.$Properties|null} [spec] Container spec
                 * @property {string|null} [snapshotter] Container snapshotter
                 * @property {string|null} [snapshotKey] Container snapshotKey
                 * @property {drift_sensor.containerd.v1.Timestamp.$Properties|null} [createdAt] Container createdAt
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Container.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IContainer
                 * @augments drift_sensor.containerd.v1.Container.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Container.$Properties instead.
                 */

                /**
                 * Shape of a Container.
                 * @typedef {drift_sensor.containerd.v1.Container.$Properties} drift_sensor.containerd.v1.Container.$Shape
                 */

                /**
                 * Constructs a new Container.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Container.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Container.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Container = function (properties) {
                    this.labels = {};
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Container id.
                 * @member {string} id
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.id = "";

                /**
                 * Container labels.
                 * @member {Object.<string,string>} labels
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.labels = $util.emptyObject;

                /**
                 * Container image.
                 * @member {string} image
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.image = "";

                /**
                 * Container spec.
                 * @member {drift_sensor.containerd.v1.Any.$Properties|null|undefined} spec
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.spec = null;

                /**
                 * Container snapshotter.
                 * @member {string} snapshotter
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.snapshotter = "";

                /**
                 * Container snapshotKey.
                 * @member {string} snapshotKey
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.snapshotKey = "";

                /**
                 * Container createdAt.
                 * @member {drift_sensor.containerd.v1.Timestamp.$Properties|null|undefined} createdAt
                 * @memberof drift_sensor.containerd.v1.Container
                 * @instance
                 */
                Container.prototype.createdAt = null;

                /**
                 * Encodes the specified Container message. Does not implicitly {@link drift_sensor.containerd.v1.Container.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Container
                 * @static
                 * @param {drift_sensor.containerd.v1.Container.$Properties} message Container message or plain object to encode
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
                    if (message.labels != null && $Object.hasOwnProperty.call(message, "labels"))
                        for (let keys = $Object.keys(message.labels), i = 0; i < keys.length; ++i)
                            writer.uint32(/* id 2, wireType 2 =*/18).fork().uint32(/* id 1, wireType 2 =*/10).string(keys[i]).uint32(/* id 2, wireType 2 =*/18).string(message.labels[keys[i]]).ldelim();
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image") && message.image !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.image);
                    if (message.spec != null && $Object.hasOwnProperty.call(message, "spec"))
                        $root.drift_sensor.containerd.v1.Any.encode(message.spec, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.snapshotter != null && $Object.hasOwnProperty.call(message, "snapshotter") && message.snapshotter !== "")
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.snapshotter);
                    if (message.snapshotKey != null && $Object.hasOwnProperty.call(message, "snapshotKey") && message.snapshotKey !== "")
                        writer.uint32(/* id 7, wireType 2 =*/58).string(message.snapshotKey);
                    if (message.createdAt != null && $Object.hasOwnProperty.call(message, "createdAt"))
                        $root.drift_sensor.containerd.v1.Timestamp.encode(message.createdAt, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Container message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Container
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Container & drift_sensor.containerd.v1.Container.$Shape} Container
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
                    message = _target || new $root.drift_sensor.containerd.v1.Container();
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
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.image = value;
                                else
                                    delete message.image;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.spec = $root.drift_sensor.containerd.v1.Any.decode(reader, reader.size(), $undefined, _depth + 1, message.spec);
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.snapshotter = value;
                                else
                                    delete message.snapshotter;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.snapshotKey = value;
                                else
                                    delete message.snapshotKey;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                message.createdAt = $root.drift_sensor.containerd.v1.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.createdAt);
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

            v1.ContainerAnswer = (function() {

                /**
                 * Properties of a ContainerAnswer.
                 * @typedef {Object} drift_sensor.containerd.v1.ContainerAnswer.$Properties
                 * @property {drift_sensor.containerd.v1.Container.$Properties|null} [container] ContainerAnswer container
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ContainerAnswer.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IContainerAnswer
                 * @augments drift_sensor.containerd.v1.ContainerAnswer.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ContainerAnswer.$Properties instead.
                 */

                /**
                 * Shape of a ContainerAnswer.
                 * @typedef {drift_sensor.containerd.v1.ContainerAnswer.$Properties} drift_sensor.containerd.v1.ContainerAnswer.$Shape
                 */

                /**
                 * Constructs a new ContainerAnswer.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ContainerAnswer.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ContainerAnswer.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ContainerAnswer = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ContainerAnswer container.
                 * @member {drift_sensor.containerd.v1.Container.$Properties|null|undefined} container
                 * @memberof drift_sensor.containerd.v1.ContainerAnswer
                 * @instance
                 */
                ContainerAnswer.prototype.container = null;

                /**
                 * Encodes the specified ContainerAnswer message. Does not implicitly {@link drift_sensor.containerd.v1.ContainerAnswer.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ContainerAnswer
                 * @static
                 * @param {drift_sensor.containerd.v1.ContainerAnswer.$Properties} message ContainerAnswer message or plain object to encode
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
                    if (message.container != null && $Object.hasOwnProperty.call(message, "container"))
                        $root.drift_sensor.containerd.v1.Container.encode(message.container, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ContainerAnswer message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ContainerAnswer
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ContainerAnswer & drift_sensor.containerd.v1.ContainerAnswer.$Shape} ContainerAnswer
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
                    message = _target || new $root.drift_sensor.containerd.v1.ContainerAnswer();
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
                                message.container = $root.drift_sensor.containerd.v1.Container.decode(reader, reader.size(), $undefined, _depth + 1, message.container);
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

            v1.ListContainersResponse = (function() {

                /**
                 * Properties of a ListContainersResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.ListContainersResponse.$Properties
                 * @property {Array.<drift_sensor.containerd.v1.Container.$Properties>|null} [containers] ListContainersResponse containers
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ListContainersResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IListContainersResponse
                 * @augments drift_sensor.containerd.v1.ListContainersResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ListContainersResponse.$Properties instead.
                 */

                /**
                 * Shape of a ListContainersResponse.
                 * @typedef {drift_sensor.containerd.v1.ListContainersResponse.$Properties} drift_sensor.containerd.v1.ListContainersResponse.$Shape
                 */

                /**
                 * Constructs a new ListContainersResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ListContainersResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ListContainersResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ListContainersResponse = function (properties) {
                    this.containers = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ListContainersResponse containers.
                 * @member {Array.<drift_sensor.containerd.v1.Container.$Properties>} containers
                 * @memberof drift_sensor.containerd.v1.ListContainersResponse
                 * @instance
                 */
                ListContainersResponse.prototype.containers = $util.emptyArray;

                /**
                 * Encodes the specified ListContainersResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListContainersResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ListContainersResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.ListContainersResponse.$Properties} message ListContainersResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ListContainersResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.containers != null && message.containers.length)
                        for (let i = 0; i < message.containers.length; ++i)
                            $root.drift_sensor.containerd.v1.Container.encode(message.containers[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ListContainersResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ListContainersResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListContainersResponse & drift_sensor.containerd.v1.ListContainersResponse.$Shape} ListContainersResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ListContainersResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ListContainersResponse();
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
                                if (!(message.containers && message.containers.length))
                                    message.containers = [];
                                message.containers.push($root.drift_sensor.containerd.v1.Container.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return ListContainersResponse;
            })();

            v1.GetTaskRequest = (function() {

                /**
                 * Properties of a GetTaskRequest.
                 * @typedef {Object} drift_sensor.containerd.v1.GetTaskRequest.$Properties
                 * @property {string|null} [containerId] GetTaskRequest containerId
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a GetTaskRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IGetTaskRequest
                 * @augments drift_sensor.containerd.v1.GetTaskRequest.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.GetTaskRequest.$Properties instead.
                 */

                /**
                 * Shape of a GetTaskRequest.
                 * @typedef {drift_sensor.containerd.v1.GetTaskRequest.$Properties} drift_sensor.containerd.v1.GetTaskRequest.$Shape
                 */

                /**
                 * Constructs a new GetTaskRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a GetTaskRequest.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.GetTaskRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const GetTaskRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * GetTaskRequest containerId.
                 * @member {string} containerId
                 * @memberof drift_sensor.containerd.v1.GetTaskRequest
                 * @instance
                 */
                GetTaskRequest.prototype.containerId = "";

                /**
                 * Encodes the specified GetTaskRequest message. Does not implicitly {@link drift_sensor.containerd.v1.GetTaskRequest.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.GetTaskRequest
                 * @static
                 * @param {drift_sensor.containerd.v1.GetTaskRequest.$Properties} message GetTaskRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                GetTaskRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.containerId);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a GetTaskRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.GetTaskRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetTaskRequest & drift_sensor.containerd.v1.GetTaskRequest.$Shape} GetTaskRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                GetTaskRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.GetTaskRequest();
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
                                    message.containerId = value;
                                else
                                    delete message.containerId;
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

                return GetTaskRequest;
            })();

            v1.Process = (function() {

                /**
                 * Properties of a Process.
                 * @typedef {Object} drift_sensor.containerd.v1.Process.$Properties
                 * @property {string|null} [containerId] Process containerId
                 * @property {string|null} [id] Process id
                 * @property {number|null} [pid] Process pid
                 * @property {number|null} [status] Process status
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Process.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IProcess
                 * @augments drift_sensor.containerd.v1.Process.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Process.$Properties instead.
                 */

                /**
                 * Shape of a Process.
                 * @typedef {drift_sensor.containerd.v1.Process.$Properties} drift_sensor.containerd.v1.Process.$Shape
                 */

                /**
                 * Constructs a new Process.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Process.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Process.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Process = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Process containerId.
                 * @member {string} containerId
                 * @memberof drift_sensor.containerd.v1.Process
                 * @instance
                 */
                Process.prototype.containerId = "";

                /**
                 * Process id.
                 * @member {string} id
                 * @memberof drift_sensor.containerd.v1.Process
                 * @instance
                 */
                Process.prototype.id = "";

                /**
                 * Process pid.
                 * @member {number} pid
                 * @memberof drift_sensor.containerd.v1.Process
                 * @instance
                 */
                Process.prototype.pid = 0;

                /**
                 * Process status.
                 * @member {number} status
                 * @memberof drift_sensor.containerd.v1.Process
                 * @instance
                 */
                Process.prototype.status = 0;

                /**
                 * Encodes the specified Process message. Does not implicitly {@link drift_sensor.containerd.v1.Process.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Process
                 * @static
                 * @param {drift_sensor.containerd.v1.Process.$Properties} message Process message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Process.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.containerId);
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.id);
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pid);
                    if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).int32(message.status);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Process message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Process
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Process & drift_sensor.containerd.v1.Process.$Shape} Process
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Process.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Process();
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
                                    message.containerId = value;
                                else
                                    delete message.containerId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pid = value;
                                else
                                    delete message.pid;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.status = value;
                                else
                                    delete message.status;
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

                return Process;
            })();

            v1.GetTaskResponse = (function() {

                /**
                 * Properties of a GetTaskResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.GetTaskResponse.$Properties
                 * @property {drift_sensor.containerd.v1.Process.$Properties|null} [process] GetTaskResponse process
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a GetTaskResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IGetTaskResponse
                 * @augments drift_sensor.containerd.v1.GetTaskResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.GetTaskResponse.$Properties instead.
                 */

                /**
                 * Shape of a GetTaskResponse.
                 * @typedef {drift_sensor.containerd.v1.GetTaskResponse.$Properties} drift_sensor.containerd.v1.GetTaskResponse.$Shape
                 */

                /**
                 * Constructs a new GetTaskResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a GetTaskResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.GetTaskResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const GetTaskResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * GetTaskResponse process.
                 * @member {drift_sensor.containerd.v1.Process.$Properties|null|undefined} process
                 * @memberof drift_sensor.containerd.v1.GetTaskResponse
                 * @instance
                 */
                GetTaskResponse.prototype.process = null;

                /**
                 * Encodes the specified GetTaskResponse message. Does not implicitly {@link drift_sensor.containerd.v1.GetTaskResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.GetTaskResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.GetTaskResponse.$Properties} message GetTaskResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                GetTaskResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.process != null && $Object.hasOwnProperty.call(message, "process"))
                        $root.drift_sensor.containerd.v1.Process.encode(message.process, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a GetTaskResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.GetTaskResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetTaskResponse & drift_sensor.containerd.v1.GetTaskResponse.$Shape} GetTaskResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                GetTaskResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.GetTaskResponse();
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
                                message.process = $root.drift_sensor.containerd.v1.Process.decode(reader, reader.size(), $undefined, _depth + 1, message.process);
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

                return GetTaskResponse;
            })();

            v1.Descriptor = (function() {

                /**
                 * Properties of a Descriptor.
                 * @typedef {Object} drift_sensor.containerd.v1.Descriptor.$Properties
                 * @property {string|null} [mediaType] Descriptor mediaType
                 * @property {string|null} [digest] Descriptor digest
                 * @property {Long|null} [size] Descriptor size
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Descriptor.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IDescriptor
                 * @augments drift_sensor.containerd.v1.Descriptor.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Descriptor.$Properties instead.
                 */

                /**
                 * Shape of a Descriptor.
                 * @typedef {drift_sensor.containerd.v1.Descriptor.$Properties} drift_sensor.containerd.v1.Descriptor.$Shape
                 */

                /**
                 * Constructs a new Descriptor.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Descriptor.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Descriptor.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Descriptor = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Descriptor mediaType.
                 * @member {string} mediaType
                 * @memberof drift_sensor.containerd.v1.Descriptor
                 * @instance
                 */
                Descriptor.prototype.mediaType = "";

                /**
                 * Descriptor digest.
                 * @member {string} digest
                 * @memberof drift_sensor.containerd.v1.Descriptor
                 * @instance
                 */
                Descriptor.prototype.digest = "";

                /**
                 * Descriptor size.
                 * @member {Long} size
                 * @memberof drift_sensor.containerd.v1.Descriptor
                 * @instance
                 */
                Descriptor.prototype.size = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Encodes the specified Descriptor message. Does not implicitly {@link drift_sensor.containerd.v1.Descriptor.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Descriptor
                 * @static
                 * @param {drift_sensor.containerd.v1.Descriptor.$Properties} message Descriptor message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Descriptor.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.mediaType != null && $Object.hasOwnProperty.call(message, "mediaType") && message.mediaType !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.mediaType);
                    if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.digest);
                    if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.size);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Descriptor message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Descriptor
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Descriptor & drift_sensor.containerd.v1.Descriptor.$Shape} Descriptor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Descriptor.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Descriptor();
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
                                    message.mediaType = value;
                                else
                                    delete message.mediaType;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.digest = value;
                                else
                                    delete message.digest;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.size = value;
                                else
                                    delete message.size;
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

                return Descriptor;
            })();

            v1.Image = (function() {

                /**
                 * Properties of an Image.
                 * @typedef {Object} drift_sensor.containerd.v1.Image.$Properties
                 * @property {string|null} [name] Image name
                 * @property {drift_sensor.containerd.v1.Descriptor.$Properties|null} [target] Image target
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Image.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IImage
                 * @augments drift_sensor.containerd.v1.Image.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Image.$Properties instead.
                 */

                /**
                 * Shape of an Image.
                 * @typedef {drift_sensor.containerd.v1.Image.$Properties} drift_sensor.containerd.v1.Image.$Shape
                 */

                /**
                 * Constructs a new Image.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents an Image.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Image.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Image = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Image name.
                 * @member {string} name
                 * @memberof drift_sensor.containerd.v1.Image
                 * @instance
                 */
                Image.prototype.name = "";

                /**
                 * Image target.
                 * @member {drift_sensor.containerd.v1.Descriptor.$Properties|null|undefined} target
                 * @memberof drift_sensor.containerd.v1.Image
                 * @instance
                 */
                Image.prototype.target = null;

                /**
                 * Encodes the specified Image message. Does not implicitly {@link drift_sensor.containerd.v1.Image.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Image
                 * @static
                 * @param {drift_sensor.containerd.v1.Image.$Properties} message Image message or plain object to encode
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
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.target != null && $Object.hasOwnProperty.call(message, "target"))
                        $root.drift_sensor.containerd.v1.Descriptor.encode(message.target, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Image message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Image
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Image & drift_sensor.containerd.v1.Image.$Shape} Image
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
                    message = _target || new $root.drift_sensor.containerd.v1.Image();
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
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.target = $root.drift_sensor.containerd.v1.Descriptor.decode(reader, reader.size(), $undefined, _depth + 1, message.target);
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

            v1.GetImageResponse = (function() {

                /**
                 * Properties of a GetImageResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.GetImageResponse.$Properties
                 * @property {drift_sensor.containerd.v1.Image.$Properties|null} [image] GetImageResponse image
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a GetImageResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IGetImageResponse
                 * @augments drift_sensor.containerd.v1.GetImageResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.GetImageResponse.$Properties instead.
                 */

                /**
                 * Shape of a GetImageResponse.
                 * @typedef {drift_sensor.containerd.v1.GetImageResponse.$Properties} drift_sensor.containerd.v1.GetImageResponse.$Shape
                 */

                /**
                 * Constructs a new GetImageResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a GetImageResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.GetImageResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const GetImageResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * GetImageResponse image.
                 * @member {drift_sensor.containerd.v1.Image.$Properties|null|undefined} image
                 * @memberof drift_sensor.containerd.v1.GetImageResponse
                 * @instance
                 */
                GetImageResponse.prototype.image = null;

                /**
                 * Encodes the specified GetImageResponse message. Does not implicitly {@link drift_sensor.containerd.v1.GetImageResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.GetImageResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.GetImageResponse.$Properties} message GetImageResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                GetImageResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.image != null && $Object.hasOwnProperty.call(message, "image"))
                        $root.drift_sensor.containerd.v1.Image.encode(message.image, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a GetImageResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.GetImageResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.GetImageResponse & drift_sensor.containerd.v1.GetImageResponse.$Shape} GetImageResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                GetImageResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.GetImageResponse();
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
                                message.image = $root.drift_sensor.containerd.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1, message.image);
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

                return GetImageResponse;
            })();

            v1.ListImagesResponse = (function() {

                /**
                 * Properties of a ListImagesResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.ListImagesResponse.$Properties
                 * @property {Array.<drift_sensor.containerd.v1.Image.$Properties>|null} [images] ListImagesResponse images
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ListImagesResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IListImagesResponse
                 * @augments drift_sensor.containerd.v1.ListImagesResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ListImagesResponse.$Properties instead.
                 */

                /**
                 * Shape of a ListImagesResponse.
                 * @typedef {drift_sensor.containerd.v1.ListImagesResponse.$Properties} drift_sensor.containerd.v1.ListImagesResponse.$Shape
                 */

                /**
                 * Constructs a new ListImagesResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ListImagesResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ListImagesResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ListImagesResponse = function (properties) {
                    this.images = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ListImagesResponse images.
                 * @member {Array.<drift_sensor.containerd.v1.Image.$Properties>} images
                 * @memberof drift_sensor.containerd.v1.ListImagesResponse
                 * @instance
                 */
                ListImagesResponse.prototype.images = $util.emptyArray;

                /**
                 * Encodes the specified ListImagesResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListImagesResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ListImagesResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.ListImagesResponse.$Properties} message ListImagesResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ListImagesResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.images != null && message.images.length)
                        for (let i = 0; i < message.images.length; ++i)
                            $root.drift_sensor.containerd.v1.Image.encode(message.images[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ListImagesResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ListImagesResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListImagesResponse & drift_sensor.containerd.v1.ListImagesResponse.$Shape} ListImagesResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ListImagesResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ListImagesResponse();
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
                                if (!(message.images && message.images.length))
                                    message.images = [];
                                message.images.push($root.drift_sensor.containerd.v1.Image.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return ListImagesResponse;
            })();

            v1.ReadContentRequest = (function() {

                /**
                 * Properties of a ReadContentRequest.
                 * @typedef {Object} drift_sensor.containerd.v1.ReadContentRequest.$Properties
                 * @property {string|null} [digest] ReadContentRequest digest
                 * @property {Long|null} [offset] ReadContentRequest offset
                 * @property {Long|null} [size] ReadContentRequest size
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ReadContentRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IReadContentRequest
                 * @augments drift_sensor.containerd.v1.ReadContentRequest.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ReadContentRequest.$Properties instead.
                 */

                /**
                 * Shape of a ReadContentRequest.
                 * @typedef {drift_sensor.containerd.v1.ReadContentRequest.$Properties} drift_sensor.containerd.v1.ReadContentRequest.$Shape
                 */

                /**
                 * Constructs a new ReadContentRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ReadContentRequest.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ReadContentRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ReadContentRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ReadContentRequest digest.
                 * @member {string} digest
                 * @memberof drift_sensor.containerd.v1.ReadContentRequest
                 * @instance
                 */
                ReadContentRequest.prototype.digest = "";

                /**
                 * ReadContentRequest offset.
                 * @member {Long} offset
                 * @memberof drift_sensor.containerd.v1.ReadContentRequest
                 * @instance
                 */
                ReadContentRequest.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * ReadContentRequest size.
                 * @member {Long} size
                 * @memberof drift_sensor.containerd.v1.ReadContentRequest
                 * @instance
                 */
                ReadContentRequest.prototype.size = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * Encodes the specified ReadContentRequest message. Does not implicitly {@link drift_sensor.containerd.v1.ReadContentRequest.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ReadContentRequest
                 * @static
                 * @param {drift_sensor.containerd.v1.ReadContentRequest.$Properties} message ReadContentRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ReadContentRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.digest);
                    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                        writer.uint32(/* id 2, wireType 0 =*/16).int64(message.offset);
                    if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                        writer.uint32(/* id 3, wireType 0 =*/24).int64(message.size);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ReadContentRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ReadContentRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ReadContentRequest & drift_sensor.containerd.v1.ReadContentRequest.$Shape} ReadContentRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ReadContentRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ReadContentRequest();
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
                                    message.digest = value;
                                else
                                    delete message.digest;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.offset = value;
                                else
                                    delete message.offset;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.size = value;
                                else
                                    delete message.size;
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

                return ReadContentRequest;
            })();

            v1.ReadContentResponse = (function() {

                /**
                 * Properties of a ReadContentResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.ReadContentResponse.$Properties
                 * @property {Long|null} [offset] ReadContentResponse offset
                 * @property {Uint8Array|null} [data] ReadContentResponse data
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ReadContentResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IReadContentResponse
                 * @augments drift_sensor.containerd.v1.ReadContentResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ReadContentResponse.$Properties instead.
                 */

                /**
                 * Shape of a ReadContentResponse.
                 * @typedef {drift_sensor.containerd.v1.ReadContentResponse.$Properties} drift_sensor.containerd.v1.ReadContentResponse.$Shape
                 */

                /**
                 * Constructs a new ReadContentResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ReadContentResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ReadContentResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ReadContentResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ReadContentResponse offset.
                 * @member {Long} offset
                 * @memberof drift_sensor.containerd.v1.ReadContentResponse
                 * @instance
                 */
                ReadContentResponse.prototype.offset = $util.Long ? $util.Long.fromBits(0,0,false) : 0;

                /**
                 * ReadContentResponse data.
                 * @member {Uint8Array} data
                 * @memberof drift_sensor.containerd.v1.ReadContentResponse
                 * @instance
                 */
                ReadContentResponse.prototype.data = $util.newBuffer([]);

                /**
                 * Encodes the specified ReadContentResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ReadContentResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ReadContentResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.ReadContentResponse.$Properties} message ReadContentResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ReadContentResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.offset != null && $Object.hasOwnProperty.call(message, "offset") && (typeof message.offset === "object" ? message.offset.low || message.offset.high : message.offset !== 0))
                        writer.uint32(/* id 1, wireType 0 =*/8).int64(message.offset);
                    if (message.data != null && $Object.hasOwnProperty.call(message, "data") && message.data.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.data);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ReadContentResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ReadContentResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ReadContentResponse & drift_sensor.containerd.v1.ReadContentResponse.$Shape} ReadContentResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ReadContentResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ReadContentResponse();
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
                                if (wireType !== 0)
                                    break;
                                if (typeof (value = reader.int64()) === "object" ? value.low || value.high : value !== 0)
                                    message.offset = value;
                                else
                                    delete message.offset;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.data = value;
                                else
                                    delete message.data;
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

                return ReadContentResponse;
            })();

            v1.SnapshotRequest = (function() {

                /**
                 * Properties of a SnapshotRequest.
                 * @typedef {Object} drift_sensor.containerd.v1.SnapshotRequest.$Properties
                 * @property {string|null} [snapshotter] SnapshotRequest snapshotter
                 * @property {string|null} [key] SnapshotRequest key
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @interface ISnapshotRequest
                 * @augments drift_sensor.containerd.v1.SnapshotRequest.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.SnapshotRequest.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotRequest.
                 * @typedef {drift_sensor.containerd.v1.SnapshotRequest.$Properties} drift_sensor.containerd.v1.SnapshotRequest.$Shape
                 */

                /**
                 * Constructs a new SnapshotRequest.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a SnapshotRequest.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.SnapshotRequest.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotRequest = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotRequest snapshotter.
                 * @member {string} snapshotter
                 * @memberof drift_sensor.containerd.v1.SnapshotRequest
                 * @instance
                 */
                SnapshotRequest.prototype.snapshotter = "";

                /**
                 * SnapshotRequest key.
                 * @member {string} key
                 * @memberof drift_sensor.containerd.v1.SnapshotRequest
                 * @instance
                 */
                SnapshotRequest.prototype.key = "";

                /**
                 * Encodes the specified SnapshotRequest message. Does not implicitly {@link drift_sensor.containerd.v1.SnapshotRequest.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.SnapshotRequest
                 * @static
                 * @param {drift_sensor.containerd.v1.SnapshotRequest.$Properties} message SnapshotRequest message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotRequest.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.snapshotter != null && $Object.hasOwnProperty.call(message, "snapshotter") && message.snapshotter !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.snapshotter);
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.key);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotRequest message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.SnapshotRequest
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.SnapshotRequest & drift_sensor.containerd.v1.SnapshotRequest.$Shape} SnapshotRequest
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotRequest.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.SnapshotRequest();
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
                                    message.snapshotter = value;
                                else
                                    delete message.snapshotter;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.key = value;
                                else
                                    delete message.key;
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

                return SnapshotRequest;
            })();

            v1.Mount = (function() {

                /**
                 * Properties of a Mount.
                 * @typedef {Object} drift_sensor.containerd.v1.Mount.$Properties
                 * @property {string|null} [type] Mount type
                 * @property {string|null} [source] Mount source
                 * @property {Array.<string>|null} [options] Mount options
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Mount.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IMount
                 * @augments drift_sensor.containerd.v1.Mount.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Mount.$Properties instead.
                 */

                /**
                 * Shape of a Mount.
                 * @typedef {drift_sensor.containerd.v1.Mount.$Properties} drift_sensor.containerd.v1.Mount.$Shape
                 */

                /**
                 * Constructs a new Mount.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Mount.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Mount.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Mount = function (properties) {
                    this.options = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Mount type.
                 * @member {string} type
                 * @memberof drift_sensor.containerd.v1.Mount
                 * @instance
                 */
                Mount.prototype.type = "";

                /**
                 * Mount source.
                 * @member {string} source
                 * @memberof drift_sensor.containerd.v1.Mount
                 * @instance
                 */
                Mount.prototype.source = "";

                /**
                 * Mount options.
                 * @member {Array.<string>} options
                 * @memberof drift_sensor.containerd.v1.Mount
                 * @instance
                 */
                Mount.prototype.options = $util.emptyArray;

                /**
                 * Encodes the specified Mount message. Does not implicitly {@link drift_sensor.containerd.v1.Mount.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Mount
                 * @static
                 * @param {drift_sensor.containerd.v1.Mount.$Properties} message Mount message or plain object to encode
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
                    if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.type);
                    if (message.source != null && $Object.hasOwnProperty.call(message, "source") && message.source !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.source);
                    if (message.options != null && message.options.length)
                        for (let i = 0; i < message.options.length; ++i)
                            writer.uint32(/* id 4, wireType 2 =*/34).string(message.options[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Mount message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Mount
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Mount & drift_sensor.containerd.v1.Mount.$Shape} Mount
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
                    message = _target || new $root.drift_sensor.containerd.v1.Mount();
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
                                    message.type = value;
                                else
                                    delete message.type;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.source = value;
                                else
                                    delete message.source;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.options && message.options.length))
                                    message.options = [];
                                message.options.push(reader.stringVerify());
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

            v1.MountsResponse = (function() {

                /**
                 * Properties of a MountsResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.MountsResponse.$Properties
                 * @property {Array.<drift_sensor.containerd.v1.Mount.$Properties>|null} [mounts] MountsResponse mounts
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a MountsResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IMountsResponse
                 * @augments drift_sensor.containerd.v1.MountsResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.MountsResponse.$Properties instead.
                 */

                /**
                 * Shape of a MountsResponse.
                 * @typedef {drift_sensor.containerd.v1.MountsResponse.$Properties} drift_sensor.containerd.v1.MountsResponse.$Shape
                 */

                /**
                 * Constructs a new MountsResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a MountsResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.MountsResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const MountsResponse = function (properties) {
                    this.mounts = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * MountsResponse mounts.
                 * @member {Array.<drift_sensor.containerd.v1.Mount.$Properties>} mounts
                 * @memberof drift_sensor.containerd.v1.MountsResponse
                 * @instance
                 */
                MountsResponse.prototype.mounts = $util.emptyArray;

                /**
                 * Encodes the specified MountsResponse message. Does not implicitly {@link drift_sensor.containerd.v1.MountsResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.MountsResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.MountsResponse.$Properties} message MountsResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                MountsResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.mounts != null && message.mounts.length)
                        for (let i = 0; i < message.mounts.length; ++i)
                            $root.drift_sensor.containerd.v1.Mount.encode(message.mounts[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a MountsResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.MountsResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.MountsResponse & drift_sensor.containerd.v1.MountsResponse.$Shape} MountsResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                MountsResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.MountsResponse();
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
                                if (!(message.mounts && message.mounts.length))
                                    message.mounts = [];
                                message.mounts.push($root.drift_sensor.containerd.v1.Mount.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return MountsResponse;
            })();

            v1.SnapshotInfo = (function() {

                /**
                 * Properties of a SnapshotInfo.
                 * @typedef {Object} drift_sensor.containerd.v1.SnapshotInfo.$Properties
                 * @property {string|null} [name] SnapshotInfo name
                 * @property {string|null} [parent] SnapshotInfo parent
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SnapshotInfo.
                 * @memberof drift_sensor.containerd.v1
                 * @interface ISnapshotInfo
                 * @augments drift_sensor.containerd.v1.SnapshotInfo.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.SnapshotInfo.$Properties instead.
                 */

                /**
                 * Shape of a SnapshotInfo.
                 * @typedef {drift_sensor.containerd.v1.SnapshotInfo.$Properties} drift_sensor.containerd.v1.SnapshotInfo.$Shape
                 */

                /**
                 * Constructs a new SnapshotInfo.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a SnapshotInfo.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.SnapshotInfo.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SnapshotInfo = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SnapshotInfo name.
                 * @member {string} name
                 * @memberof drift_sensor.containerd.v1.SnapshotInfo
                 * @instance
                 */
                SnapshotInfo.prototype.name = "";

                /**
                 * SnapshotInfo parent.
                 * @member {string} parent
                 * @memberof drift_sensor.containerd.v1.SnapshotInfo
                 * @instance
                 */
                SnapshotInfo.prototype.parent = "";

                /**
                 * Encodes the specified SnapshotInfo message. Does not implicitly {@link drift_sensor.containerd.v1.SnapshotInfo.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.SnapshotInfo
                 * @static
                 * @param {drift_sensor.containerd.v1.SnapshotInfo.$Properties} message SnapshotInfo message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SnapshotInfo.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.parent != null && $Object.hasOwnProperty.call(message, "parent") && message.parent !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.parent);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SnapshotInfo message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.SnapshotInfo
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.SnapshotInfo & drift_sensor.containerd.v1.SnapshotInfo.$Shape} SnapshotInfo
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SnapshotInfo.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.SnapshotInfo();
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
                                    message.parent = value;
                                else
                                    delete message.parent;
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

                return SnapshotInfo;
            })();

            v1.StatSnapshotResponse = (function() {

                /**
                 * Properties of a StatSnapshotResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.StatSnapshotResponse.$Properties
                 * @property {drift_sensor.containerd.v1.SnapshotInfo.$Properties|null} [info] StatSnapshotResponse info
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a StatSnapshotResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IStatSnapshotResponse
                 * @augments drift_sensor.containerd.v1.StatSnapshotResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.StatSnapshotResponse.$Properties instead.
                 */

                /**
                 * Shape of a StatSnapshotResponse.
                 * @typedef {drift_sensor.containerd.v1.StatSnapshotResponse.$Properties} drift_sensor.containerd.v1.StatSnapshotResponse.$Shape
                 */

                /**
                 * Constructs a new StatSnapshotResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a StatSnapshotResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.StatSnapshotResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const StatSnapshotResponse = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * StatSnapshotResponse info.
                 * @member {drift_sensor.containerd.v1.SnapshotInfo.$Properties|null|undefined} info
                 * @memberof drift_sensor.containerd.v1.StatSnapshotResponse
                 * @instance
                 */
                StatSnapshotResponse.prototype.info = null;

                /**
                 * Encodes the specified StatSnapshotResponse message. Does not implicitly {@link drift_sensor.containerd.v1.StatSnapshotResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.StatSnapshotResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.StatSnapshotResponse.$Properties} message StatSnapshotResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                StatSnapshotResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.info != null && $Object.hasOwnProperty.call(message, "info"))
                        $root.drift_sensor.containerd.v1.SnapshotInfo.encode(message.info, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a StatSnapshotResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.StatSnapshotResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.StatSnapshotResponse & drift_sensor.containerd.v1.StatSnapshotResponse.$Shape} StatSnapshotResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                StatSnapshotResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.StatSnapshotResponse();
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
                                message.info = $root.drift_sensor.containerd.v1.SnapshotInfo.decode(reader, reader.size(), $undefined, _depth + 1, message.info);
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

                return StatSnapshotResponse;
            })();

            v1.Namespace = (function() {

                /**
                 * Properties of a Namespace.
                 * @typedef {Object} drift_sensor.containerd.v1.Namespace.$Properties
                 * @property {string|null} [name] Namespace name
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Namespace.
                 * @memberof drift_sensor.containerd.v1
                 * @interface INamespace
                 * @augments drift_sensor.containerd.v1.Namespace.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Namespace.$Properties instead.
                 */

                /**
                 * Shape of a Namespace.
                 * @typedef {drift_sensor.containerd.v1.Namespace.$Properties} drift_sensor.containerd.v1.Namespace.$Shape
                 */

                /**
                 * Constructs a new Namespace.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a Namespace.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Namespace.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Namespace = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Namespace name.
                 * @member {string} name
                 * @memberof drift_sensor.containerd.v1.Namespace
                 * @instance
                 */
                Namespace.prototype.name = "";

                /**
                 * Encodes the specified Namespace message. Does not implicitly {@link drift_sensor.containerd.v1.Namespace.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Namespace
                 * @static
                 * @param {drift_sensor.containerd.v1.Namespace.$Properties} message Namespace message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Namespace.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Namespace message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Namespace
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Namespace & drift_sensor.containerd.v1.Namespace.$Shape} Namespace
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Namespace.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Namespace();
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

                return Namespace;
            })();

            v1.ListNamespacesResponse = (function() {

                /**
                 * Properties of a ListNamespacesResponse.
                 * @typedef {Object} drift_sensor.containerd.v1.ListNamespacesResponse.$Properties
                 * @property {Array.<drift_sensor.containerd.v1.Namespace.$Properties>|null} [namespaces] ListNamespacesResponse namespaces
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ListNamespacesResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IListNamespacesResponse
                 * @augments drift_sensor.containerd.v1.ListNamespacesResponse.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.ListNamespacesResponse.$Properties instead.
                 */

                /**
                 * Shape of a ListNamespacesResponse.
                 * @typedef {drift_sensor.containerd.v1.ListNamespacesResponse.$Properties} drift_sensor.containerd.v1.ListNamespacesResponse.$Shape
                 */

                /**
                 * Constructs a new ListNamespacesResponse.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a ListNamespacesResponse.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.ListNamespacesResponse.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ListNamespacesResponse = function (properties) {
                    this.namespaces = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ListNamespacesResponse namespaces.
                 * @member {Array.<drift_sensor.containerd.v1.Namespace.$Properties>} namespaces
                 * @memberof drift_sensor.containerd.v1.ListNamespacesResponse
                 * @instance
                 */
                ListNamespacesResponse.prototype.namespaces = $util.emptyArray;

                /**
                 * Encodes the specified ListNamespacesResponse message. Does not implicitly {@link drift_sensor.containerd.v1.ListNamespacesResponse.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.ListNamespacesResponse
                 * @static
                 * @param {drift_sensor.containerd.v1.ListNamespacesResponse.$Properties} message ListNamespacesResponse message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ListNamespacesResponse.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.namespaces != null && message.namespaces.length)
                        for (let i = 0; i < message.namespaces.length; ++i)
                            $root.drift_sensor.containerd.v1.Namespace.encode(message.namespaces[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ListNamespacesResponse message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.ListNamespacesResponse
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.ListNamespacesResponse & drift_sensor.containerd.v1.ListNamespacesResponse.$Shape} ListNamespacesResponse
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ListNamespacesResponse.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.ListNamespacesResponse();
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
                                if (!(message.namespaces && message.namespaces.length))
                                    message.namespaces = [];
                                message.namespaces.push($root.drift_sensor.containerd.v1.Namespace.decode(reader, reader.size(), $undefined, _depth + 1));
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

                return ListNamespacesResponse;
            })();

            v1.Envelope = (function() {

                /**
                 * Properties of an Envelope.
                 * @typedef {Object} drift_sensor.containerd.v1.Envelope.$Properties
                 * @property {drift_sensor.containerd.v1.Timestamp.$Properties|null} [timestamp] Envelope timestamp
                 * @property {string|null} [namespace] Envelope namespace
                 * @property {string|null} [topic] Envelope topic
                 * @property {drift_sensor.containerd.v1.Any.$Properties|null} [event] Envelope event
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Envelope.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IEnvelope
                 * @augments drift_sensor.containerd.v1.Envelope.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.Envelope.$Properties instead.
                 */

                /**
                 * Shape of an Envelope.
                 * @typedef {drift_sensor.containerd.v1.Envelope.$Properties} drift_sensor.containerd.v1.Envelope.$Shape
                 */

                /**
                 * Constructs a new Envelope.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents an Envelope.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.Envelope.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Envelope = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Envelope timestamp.
                 * @member {drift_sensor.containerd.v1.Timestamp.$Properties|null|undefined} timestamp
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @instance
                 */
                Envelope.prototype.timestamp = null;

                /**
                 * Envelope namespace.
                 * @member {string} namespace
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @instance
                 */
                Envelope.prototype.namespace = "";

                /**
                 * Envelope topic.
                 * @member {string} topic
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @instance
                 */
                Envelope.prototype.topic = "";

                /**
                 * Envelope event.
                 * @member {drift_sensor.containerd.v1.Any.$Properties|null|undefined} event
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @instance
                 */
                Envelope.prototype.event = null;

                /**
                 * Encodes the specified Envelope message. Does not implicitly {@link drift_sensor.containerd.v1.Envelope.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @static
                 * @param {drift_sensor.containerd.v1.Envelope.$Properties} message Envelope message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Envelope.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.timestamp != null && $Object.hasOwnProperty.call(message, "timestamp"))
                        $root.drift_sensor.containerd.v1.Timestamp.encode(message.timestamp, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.namespace != null && $Object.hasOwnProperty.call(message, "namespace") && message.namespace !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.namespace);
                    if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.topic);
                    if (message.event != null && $Object.hasOwnProperty.call(message, "event"))
                        $root.drift_sensor.containerd.v1.Any.encode(message.event, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Envelope message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.Envelope
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.Envelope & drift_sensor.containerd.v1.Envelope.$Shape} Envelope
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Envelope.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.Envelope();
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
                                message.timestamp = $root.drift_sensor.containerd.v1.Timestamp.decode(reader, reader.size(), $undefined, _depth + 1, message.timestamp);
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.namespace = value;
                                else
                                    delete message.namespace;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.topic = value;
                                else
                                    delete message.topic;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.event = $root.drift_sensor.containerd.v1.Any.decode(reader, reader.size(), $undefined, _depth + 1, message.event);
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

                return Envelope;
            })();

            v1.EventSubject = (function() {

                /**
                 * Properties of an EventSubject.
                 * @typedef {Object} drift_sensor.containerd.v1.EventSubject.$Properties
                 * @property {string|null} [id] EventSubject id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an EventSubject.
                 * @memberof drift_sensor.containerd.v1
                 * @interface IEventSubject
                 * @augments drift_sensor.containerd.v1.EventSubject.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.EventSubject.$Properties instead.
                 */

                /**
                 * Shape of an EventSubject.
                 * @typedef {drift_sensor.containerd.v1.EventSubject.$Properties} drift_sensor.containerd.v1.EventSubject.$Shape
                 */

                /**
                 * Constructs a new EventSubject.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents an EventSubject.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.EventSubject.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const EventSubject = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * EventSubject id.
                 * @member {string} id
                 * @memberof drift_sensor.containerd.v1.EventSubject
                 * @instance
                 */
                EventSubject.prototype.id = "";

                /**
                 * Encodes the specified EventSubject message. Does not implicitly {@link drift_sensor.containerd.v1.EventSubject.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.EventSubject
                 * @static
                 * @param {drift_sensor.containerd.v1.EventSubject.$Properties} message EventSubject message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                EventSubject.encode = function (message, writer, _depth) {
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
                 * Decodes an EventSubject message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.EventSubject
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.EventSubject & drift_sensor.containerd.v1.EventSubject.$Shape} EventSubject
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                EventSubject.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.EventSubject();
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

                return EventSubject;
            })();

            v1.TaskExit = (function() {

                /**
                 * Properties of a TaskExit.
                 * @typedef {Object} drift_sensor.containerd.v1.TaskExit.$Properties
                 * @property {string|null} [containerId] TaskExit containerId
                 * @property {string|null} [id] TaskExit id
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a TaskExit.
                 * @memberof drift_sensor.containerd.v1
                 * @interface ITaskExit
                 * @augments drift_sensor.containerd.v1.TaskExit.$Properties
                 * @deprecated Use drift_sensor.containerd.v1.TaskExit.$Properties instead.
                 */

                /**
                 * Shape of a TaskExit.
                 * @typedef {drift_sensor.containerd.v1.TaskExit.$Properties} drift_sensor.containerd.v1.TaskExit.$Shape
                 */

                /**
                 * Constructs a new TaskExit.
                 * @memberof drift_sensor.containerd.v1
                 * @classdesc Represents a TaskExit.
                 * @constructor
                 * @param {drift_sensor.containerd.v1.TaskExit.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const TaskExit = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * TaskExit containerId.
                 * @member {string} containerId
                 * @memberof drift_sensor.containerd.v1.TaskExit
                 * @instance
                 */
                TaskExit.prototype.containerId = "";

                /**
                 * TaskExit id.
                 * @member {string} id
                 * @memberof drift_sensor.containerd.v1.TaskExit
                 * @instance
                 */
                TaskExit.prototype.id = "";

                /**
                 * Encodes the specified TaskExit message. Does not implicitly {@link drift_sensor.containerd.v1.TaskExit.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.containerd.v1.TaskExit
                 * @static
                 * @param {drift_sensor.containerd.v1.TaskExit.$Properties} message TaskExit message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                TaskExit.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.containerId != null && $Object.hasOwnProperty.call(message, "containerId") && message.containerId !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.containerId);
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== "")
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.id);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a TaskExit message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.containerd.v1.TaskExit
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.containerd.v1.TaskExit & drift_sensor.containerd.v1.TaskExit.$Shape} TaskExit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                TaskExit.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.containerd.v1.TaskExit();
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
                                    message.containerId = value;
                                else
                                    delete message.containerId;
                                continue;
                            }
                        case 2: {
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

                return TaskExit;
            })();

            return v1;
        })();

        return containerd;
    })();

    return drift_sensor;
})();

export {
  $root as default
};
