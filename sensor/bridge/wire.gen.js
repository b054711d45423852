/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["drift_sensor_bridge"] || ($protobuf.roots["drift_sensor_bridge"] = {});

export const drift_sensor = $root.drift_sensor = (() => {

    /**
     * Namespace drift_sensor.
     * @exports drift_sensor
     * @namespace
     */
    const drift_sensor = {};

    drift_sensor.bridge = (function() {

        /**
         * Namespace bridge.
         * @memberof drift_sensor
         * @namespace
         */
        const bridge = {};

        bridge.v1 = (function() {

            /**
             * Namespace v1.
             * @memberof drift_sensor.bridge
             * @namespace
             */
            const v1 = {};

            v1.ToSensor = (function() {

                /**
                 * Properties of a ToSensor.
                 * @typedef {Object} drift_sensor.bridge.v1.ToSensor.$Properties
                 * @property {Long|null} [seq] ToSensor seq
                 * @property {drift_sensor.bridge.v1.BridgeHello.$Properties|null} [hello] ToSensor hello
                 * @property {drift_sensor.bridge.v1.Exec.$Properties|null} [exec] ToSensor exec
                 * @property {drift_sensor.bridge.v1.Mmap.$Properties|null} [mmap] ToSensor mmap
                 * @property {drift_sensor.bridge.v1.Exit.$Properties|null} [exit] ToSensor exit
                 * @property {drift_sensor.bridge.v1.Gap.$Properties|null} [gap] ToSensor gap
                 * @property {drift_sensor.bridge.v1.Stats.$Properties|null} [stats] ToSensor stats
                 * @property {"hello"|"exec"|"mmap"|"exit"|"gap"|"stats"} [body] ToSensor body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ToSensor.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IToSensor
                 * @augments drift_sensor.bridge.v1.ToSensor.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.ToSensor.$Properties instead.
                 */

                /**
                 * Narrowed shape of a ToSensor.
                 * @typedef {{
                 *   seq?: Long|null;
                 *   hello?: drift_sensor.bridge.v1.BridgeHello.$Shape|null;
                 *   exec?: drift_sensor.bridge.v1.Exec.$Shape|null;
                 *   mmap?: drift_sensor.bridge.v1.Mmap.$Shape|null;
                 *   exit?: drift_sensor.bridge.v1.Exit.$Shape|null;
                 *   gap?: drift_sensor.bridge.v1.Gap.$Shape|null;
                 *   stats?: drift_sensor.bridge.v1.Stats.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ body?: undefined; hello?: null; exec?: null; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "hello"; hello: drift_sensor.bridge.v1.BridgeHello.$Shape; exec?: null; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "exec"; hello?: null; exec: drift_sensor.bridge.v1.Exec.$Shape; mmap?: null; exit?: null; gap?: null; stats?: null }|{ body?: "mmap"; hello?: null; exec?: null; mmap: drift_sensor.bridge.v1.Mmap.$Shape; exit?: null; gap?: null; stats?: null }|{ body?: "exit"; hello?: null; exec?: null; mmap?: null; exit: drift_sensor.bridge.v1.Exit.$Shape; gap?: null; stats?: null }|{ body?: "gap"; hello?: null; exec?: null; mmap?: null; exit?: null; gap: drift_sensor.bridge.v1.Gap.$Shape; stats?: null }|{ body?: "stats"; hello?: null; exec?: null; mmap?: null; exit?: null; gap?: null; stats: drift_sensor.bridge.v1.Stats.$Shape })
                 * )} drift_sensor.bridge.v1.ToSensor.$Shape
                 */

                /**
                 * Constructs a new ToSensor.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a ToSensor.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.ToSensor.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ToSensor = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ToSensor seq.
                 * @member {Long} seq
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * ToSensor hello.
                 * @member {drift_sensor.bridge.v1.BridgeHello.$Properties|null|undefined} hello
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.hello = null;

                /**
                 * ToSensor exec.
                 * @member {drift_sensor.bridge.v1.Exec.$Properties|null|undefined} exec
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.exec = null;

                /**
                 * ToSensor mmap.
                 * @member {drift_sensor.bridge.v1.Mmap.$Properties|null|undefined} mmap
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.mmap = null;

                /**
                 * ToSensor exit.
                 * @member {drift_sensor.bridge.v1.Exit.$Properties|null|undefined} exit
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.exit = null;

                /**
                 * ToSensor gap.
                 * @member {drift_sensor.bridge.v1.Gap.$Properties|null|undefined} gap
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.gap = null;

                /**
                 * ToSensor stats.
                 * @member {drift_sensor.bridge.v1.Stats.$Properties|null|undefined} stats
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                ToSensor.prototype.stats = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * ToSensor body.
                 * @member {"hello"|"exec"|"mmap"|"exit"|"gap"|"stats"|undefined} body
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @instance
                 */
                $Object.defineProperty(ToSensor.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["hello", "exec", "mmap", "exit", "gap", "stats"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified ToSensor message. Does not implicitly {@link drift_sensor.bridge.v1.ToSensor.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @static
                 * @param {drift_sensor.bridge.v1.ToSensor.$Properties} message ToSensor message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ToSensor.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.seq);
                    if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                        $root.drift_sensor.bridge.v1.BridgeHello.encode(message.hello, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.exec != null && $Object.hasOwnProperty.call(message, "exec"))
                        $root.drift_sensor.bridge.v1.Exec.encode(message.exec, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.mmap != null && $Object.hasOwnProperty.call(message, "mmap"))
                        $root.drift_sensor.bridge.v1.Mmap.encode(message.mmap, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.exit != null && $Object.hasOwnProperty.call(message, "exit"))
                        $root.drift_sensor.bridge.v1.Exit.encode(message.exit, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.gap != null && $Object.hasOwnProperty.call(message, "gap"))
                        $root.drift_sensor.bridge.v1.Gap.encode(message.gap, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.stats != null && $Object.hasOwnProperty.call(message, "stats"))
                        $root.drift_sensor.bridge.v1.Stats.encode(message.stats, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ToSensor message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.ToSensor
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ToSensor & drift_sensor.bridge.v1.ToSensor.$Shape} ToSensor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ToSensor.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.ToSensor();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.seq = value;
                                else
                                    delete message.seq;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.hello = $root.drift_sensor.bridge.v1.BridgeHello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                                message.body = "hello";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.exec = $root.drift_sensor.bridge.v1.Exec.decode(reader, reader.size(), $undefined, _depth + 1, message.exec);
                                message.body = "exec";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.mmap = $root.drift_sensor.bridge.v1.Mmap.decode(reader, reader.size(), $undefined, _depth + 1, message.mmap);
                                message.body = "mmap";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.exit = $root.drift_sensor.bridge.v1.Exit.decode(reader, reader.size(), $undefined, _depth + 1, message.exit);
                                message.body = "exit";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.gap = $root.drift_sensor.bridge.v1.Gap.decode(reader, reader.size(), $undefined, _depth + 1, message.gap);
                                message.body = "gap";
                                continue;
                            }
                        case 7: {
                                if (wireType !== 2)
                                    break;
                                message.stats = $root.drift_sensor.bridge.v1.Stats.decode(reader, reader.size(), $undefined, _depth + 1, message.stats);
                                message.body = "stats";
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

                return ToSensor;
            })();

            v1.ToBridge = (function() {

                /**
                 * Properties of a ToBridge.
                 * @typedef {Object} drift_sensor.bridge.v1.ToBridge.$Properties
                 * @property {drift_sensor.bridge.v1.SensorHello.$Properties|null} [hello] ToBridge hello
                 * @property {drift_sensor.bridge.v1.Ack.$Properties|null} [ack] ToBridge ack
                 * @property {drift_sensor.bridge.v1.ImageSlot.$Properties|null} [imageSlot] ToBridge imageSlot
                 * @property {drift_sensor.bridge.v1.KnownGood.$Properties|null} [knownGood] ToBridge knownGood
                 * @property {drift_sensor.bridge.v1.Generation.$Properties|null} [generation] ToBridge generation
                 * @property {drift_sensor.bridge.v1.Decision.$Properties|null} [decision] ToBridge decision
                 * @property {"hello"|"ack"|"imageSlot"|"knownGood"|"generation"|"decision"} [body] ToBridge body
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a ToBridge.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IToBridge
                 * @augments drift_sensor.bridge.v1.ToBridge.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.ToBridge.$Properties instead.
                 */

                /**
                 * Narrowed shape of a ToBridge.
                 * @typedef {{
                 *   hello?: drift_sensor.bridge.v1.SensorHello.$Shape|null;
                 *   ack?: drift_sensor.bridge.v1.Ack.$Shape|null;
                 *   imageSlot?: drift_sensor.bridge.v1.ImageSlot.$Shape|null;
                 *   knownGood?: drift_sensor.bridge.v1.KnownGood.$Shape|null;
                 *   generation?: drift_sensor.bridge.v1.Generation.$Shape|null;
                 *   decision?: drift_sensor.bridge.v1.Decision.$Shape|null;
                 *   $unknowns?: Array.<Uint8Array>;
                 * } & (
                 *   ({ body?: undefined; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "hello"; hello: drift_sensor.bridge.v1.SensorHello.$Shape; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "ack"; hello?: null; ack: drift_sensor.bridge.v1.Ack.$Shape; imageSlot?: null; knownGood?: null; generation?: null; decision?: null }|{ body?: "imageSlot"; hello?: null; ack?: null; imageSlot: drift_sensor.bridge.v1.ImageSlot.$Shape; knownGood?: null; generation?: null; decision?: null }|{ body?: "knownGood"; hello?: null; ack?: null; imageSlot?: null; knownGood: drift_sensor.bridge.v1.KnownGood.$Shape; generation?: null; decision?: null }|{ body?: "generation"; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation: drift_sensor.bridge.v1.Generation.$Shape; decision?: null }|{ body?: "decision"; hello?: null; ack?: null; imageSlot?: null; knownGood?: null; generation?: null; decision: drift_sensor.bridge.v1.Decision.$Shape })
                 * )} drift_sensor.bridge.v1.ToBridge.$Shape
                 */

                /**
                 * Constructs a new ToBridge.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a ToBridge.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.ToBridge.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ToBridge = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ToBridge hello.
                 * @member {drift_sensor.bridge.v1.SensorHello.$Properties|null|undefined} hello
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.hello = null;

                /**
                 * ToBridge ack.
                 * @member {drift_sensor.bridge.v1.Ack.$Properties|null|undefined} ack
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.ack = null;

                /**
                 * ToBridge imageSlot.
                 * @member {drift_sensor.bridge.v1.ImageSlot.$Properties|null|undefined} imageSlot
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.imageSlot = null;

                /**
                 * ToBridge knownGood.
                 * @member {drift_sensor.bridge.v1.KnownGood.$Properties|null|undefined} knownGood
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.knownGood = null;

                /**
                 * ToBridge generation.
                 * @member {drift_sensor.bridge.v1.Generation.$Properties|null|undefined} generation
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.generation = null;

                /**
                 * ToBridge decision.
                 * @member {drift_sensor.bridge.v1.Decision.$Properties|null|undefined} decision
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                ToBridge.prototype.decision = null;

                // OneOf field names bound to virtual getters and setters
                let $oneOfFields;

                /**
                 * ToBridge body.
                 * @member {"hello"|"ack"|"imageSlot"|"knownGood"|"generation"|"decision"|undefined} body
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @instance
                 */
                $Object.defineProperty(ToBridge.prototype, "body", {
                    get: $util.oneOfGetter($oneOfFields = ["hello", "ack", "imageSlot", "knownGood", "generation", "decision"]),
                    set: $util.oneOfSetter($oneOfFields)
                });

                /**
                 * Encodes the specified ToBridge message. Does not implicitly {@link drift_sensor.bridge.v1.ToBridge.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @static
                 * @param {drift_sensor.bridge.v1.ToBridge.$Properties} message ToBridge message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ToBridge.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                        $root.drift_sensor.bridge.v1.SensorHello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                    if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                        $root.drift_sensor.bridge.v1.Ack.encode(message.ack, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                    if (message.imageSlot != null && $Object.hasOwnProperty.call(message, "imageSlot"))
                        $root.drift_sensor.bridge.v1.ImageSlot.encode(message.imageSlot, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                    if (message.knownGood != null && $Object.hasOwnProperty.call(message, "knownGood"))
                        $root.drift_sensor.bridge.v1.KnownGood.encode(message.knownGood, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                    if (message.generation != null && $Object.hasOwnProperty.call(message, "generation"))
                        $root.drift_sensor.bridge.v1.Generation.encode(message.generation, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                    if (message.decision != null && $Object.hasOwnProperty.call(message, "decision"))
                        $root.drift_sensor.bridge.v1.Decision.encode(message.decision, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a ToBridge message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.ToBridge
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ToBridge & drift_sensor.bridge.v1.ToBridge.$Shape} ToBridge
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ToBridge.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.ToBridge();
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
                                message.hello = $root.drift_sensor.bridge.v1.SensorHello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                                message.body = "hello";
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                message.ack = $root.drift_sensor.bridge.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                                message.body = "ack";
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                message.imageSlot = $root.drift_sensor.bridge.v1.ImageSlot.decode(reader, reader.size(), $undefined, _depth + 1, message.imageSlot);
                                message.body = "imageSlot";
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                message.knownGood = $root.drift_sensor.bridge.v1.KnownGood.decode(reader, reader.size(), $undefined, _depth + 1, message.knownGood);
                                message.body = "knownGood";
                                continue;
                            }
                        case 5: {
                                if (wireType !== 2)
                                    break;
                                message.generation = $root.drift_sensor.bridge.v1.Generation.decode(reader, reader.size(), $undefined, _depth + 1, message.generation);
                                message.body = "generation";
                                continue;
                            }
                        case 6: {
                                if (wireType !== 2)
                                    break;
                                message.decision = $root.drift_sensor.bridge.v1.Decision.decode(reader, reader.size(), $undefined, _depth + 1, message.decision);
                                message.body = "decision";
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

                return ToBridge;
            })();

            v1.BridgeHello = (function() {

                /**
                 * Properties of a BridgeHello.
                 * @typedef {Object} drift_sensor.bridge.v1.BridgeHello.$Properties
                 * @property {number|null} [version] BridgeHello version
                 * @property {number|null} [pid] BridgeHello pid
                 * @property {string|null} [kernelRelease] BridgeHello kernelRelease
                 * @property {number|null} [hostMntNs] BridgeHello hostMntNs
                 * @property {number|null} [hostRootDev] BridgeHello hostRootDev
                 * @property {Long|null} [hostRootIno] BridgeHello hostRootIno
                 * @property {boolean|null} [realtime] BridgeHello realtime
                 * @property {string|null} [realtimeDetail] BridgeHello realtimeDetail
                 * @property {number|null} [ringBytes] BridgeHello ringBytes
                 * @property {number|null} [maxPins] BridgeHello maxPins
                 * @property {boolean|null} [loaderIdentity] BridgeHello loaderIdentity
                 * @property {boolean|null} [overlayIdentity] BridgeHello overlayIdentity
                 * @property {boolean|null} [libraries] BridgeHello libraries
                 * @property {string|null} [librariesDetail] BridgeHello librariesDetail
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a BridgeHello.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IBridgeHello
                 * @augments drift_sensor.bridge.v1.BridgeHello.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.BridgeHello.$Properties instead.
                 */

                /**
                 * Shape of a BridgeHello.
                 * @typedef {drift_sensor.bridge.v1.BridgeHello.$Properties} drift_sensor.bridge.v1.BridgeHello.$Shape
                 */

                /**
                 * Constructs a new BridgeHello.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a BridgeHello.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.BridgeHello.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const BridgeHello = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * BridgeHello version.
                 * @member {number} version
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.version = 0;

                /**
                 * BridgeHello pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.pid = 0;

                /**
                 * BridgeHello kernelRelease.
                 * @member {string} kernelRelease
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.kernelRelease = "";

                /**
                 * BridgeHello hostMntNs.
                 * @member {number} hostMntNs
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.hostMntNs = 0;

                /**
                 * BridgeHello hostRootDev.
                 * @member {number} hostRootDev
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.hostRootDev = 0;

                /**
                 * BridgeHello hostRootIno.
                 * @member {Long} hostRootIno
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.hostRootIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * BridgeHello realtime.
                 * @member {boolean} realtime
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.realtime = false;

                /**
                 * BridgeHello realtimeDetail.
                 * @member {string} realtimeDetail
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.realtimeDetail = "";

                /**
                 * BridgeHello ringBytes.
                 * @member {number} ringBytes
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.ringBytes = 0;

                /**
                 * BridgeHello maxPins.
                 * @member {number} maxPins
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.maxPins = 0;

                /**
                 * BridgeHello loaderIdentity.
                 * @member {boolean} loaderIdentity
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.loaderIdentity = false;

                /**
                 * BridgeHello overlayIdentity.
                 * @member {boolean} overlayIdentity
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.overlayIdentity = false;

                /**
                 * BridgeHello libraries.
                 * @member {boolean} libraries
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.libraries = false;

                /**
                 * BridgeHello librariesDetail.
                 * @member {string} librariesDetail
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @instance
                 */
                BridgeHello.prototype.librariesDetail = "";

                /**
                 * Encodes the specified BridgeHello message. Does not implicitly {@link drift_sensor.bridge.v1.BridgeHello.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @static
                 * @param {drift_sensor.bridge.v1.BridgeHello.$Properties} message BridgeHello message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                BridgeHello.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pid);
                    if (message.kernelRelease != null && $Object.hasOwnProperty.call(message, "kernelRelease") && message.kernelRelease !== "")
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.kernelRelease);
                    if (message.hostMntNs != null && $Object.hasOwnProperty.call(message, "hostMntNs") && message.hostMntNs !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.hostMntNs);
                    if (message.hostRootDev != null && $Object.hasOwnProperty.call(message, "hostRootDev") && message.hostRootDev !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.hostRootDev);
                    if (message.hostRootIno != null && $Object.hasOwnProperty.call(message, "hostRootIno") && (typeof message.hostRootIno === "object" ? message.hostRootIno.low || message.hostRootIno.high : message.hostRootIno !== 0))
                        writer.uint32(/* id 6, wireType 1 =*/49).fixed64(message.hostRootIno);
                    if (message.realtime != null && $Object.hasOwnProperty.call(message, "realtime") && message.realtime !== false)
                        writer.uint32(/* id 7, wireType 0 =*/56).bool(message.realtime);
                    if (message.realtimeDetail != null && $Object.hasOwnProperty.call(message, "realtimeDetail") && message.realtimeDetail !== "")
                        writer.uint32(/* id 8, wireType 2 =*/66).string(message.realtimeDetail);
                    if (message.ringBytes != null && $Object.hasOwnProperty.call(message, "ringBytes") && message.ringBytes !== 0)
                        writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.ringBytes);
                    if (message.maxPins != null && $Object.hasOwnProperty.call(message, "maxPins") && message.maxPins !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.maxPins);
                    if (message.loaderIdentity != null && $Object.hasOwnProperty.call(message, "loaderIdentity") && message.loaderIdentity !== false)
                        writer.uint32(/* id 11, wireType 0 =*/88).bool(message.loaderIdentity);
                    if (message.overlayIdentity != null && $Object.hasOwnProperty.call(message, "overlayIdentity") && message.overlayIdentity !== false)
                        writer.uint32(/* id 12, wireType 0 =*/96).bool(message.overlayIdentity);
                    if (message.libraries != null && $Object.hasOwnProperty.call(message, "libraries") && message.libraries !== false)
                        writer.uint32(/* id 13, wireType 0 =*/104).bool(message.libraries);
                    if (message.librariesDetail != null && $Object.hasOwnProperty.call(message, "librariesDetail") && message.librariesDetail !== "")
                        writer.uint32(/* id 14, wireType 2 =*/114).string(message.librariesDetail);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a BridgeHello message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.BridgeHello
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.BridgeHello & drift_sensor.bridge.v1.BridgeHello.$Shape} BridgeHello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                BridgeHello.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.BridgeHello();
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
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pid = value;
                                else
                                    delete message.pid;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.kernelRelease = value;
                                else
                                    delete message.kernelRelease;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.hostMntNs = value;
                                else
                                    delete message.hostMntNs;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.hostRootDev = value;
                                else
                                    delete message.hostRootDev;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.hostRootIno = value;
                                else
                                    delete message.hostRootIno;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.realtime = value;
                                else
                                    delete message.realtime;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.realtimeDetail = value;
                                else
                                    delete message.realtimeDetail;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ringBytes = value;
                                else
                                    delete message.ringBytes;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.maxPins = value;
                                else
                                    delete message.maxPins;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.loaderIdentity = value;
                                else
                                    delete message.loaderIdentity;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.overlayIdentity = value;
                                else
                                    delete message.overlayIdentity;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.libraries = value;
                                else
                                    delete message.libraries;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.librariesDetail = value;
                                else
                                    delete message.librariesDetail;
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

                return BridgeHello;
            })();

            v1.SensorHello = (function() {

                /**
                 * Properties of a SensorHello.
                 * @typedef {Object} drift_sensor.bridge.v1.SensorHello.$Properties
                 * @property {number|null} [version] SensorHello version
                 * @property {number|null} [pid] SensorHello pid
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a SensorHello.
                 * @memberof drift_sensor.bridge.v1
                 * @interface ISensorHello
                 * @augments drift_sensor.bridge.v1.SensorHello.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.SensorHello.$Properties instead.
                 */

                /**
                 * Shape of a SensorHello.
                 * @typedef {drift_sensor.bridge.v1.SensorHello.$Properties} drift_sensor.bridge.v1.SensorHello.$Shape
                 */

                /**
                 * Constructs a new SensorHello.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a SensorHello.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.SensorHello.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const SensorHello = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * SensorHello version.
                 * @member {number} version
                 * @memberof drift_sensor.bridge.v1.SensorHello
                 * @instance
                 */
                SensorHello.prototype.version = 0;

                /**
                 * SensorHello pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.SensorHello
                 * @instance
                 */
                SensorHello.prototype.pid = 0;

                /**
                 * Encodes the specified SensorHello message. Does not implicitly {@link drift_sensor.bridge.v1.SensorHello.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.SensorHello
                 * @static
                 * @param {drift_sensor.bridge.v1.SensorHello.$Properties} message SensorHello message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                SensorHello.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.pid);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a SensorHello message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.SensorHello
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.SensorHello & drift_sensor.bridge.v1.SensorHello.$Shape} SensorHello
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                SensorHello.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.SensorHello();
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
                                if (value = reader.uint32())
                                    message.version = value;
                                else
                                    delete message.version;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pid = value;
                                else
                                    delete message.pid;
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

                return SensorHello;
            })();

            /**
             * Role enum.
             * @name drift_sensor.bridge.v1.Role
             * @enum {number}
             * @property {number} ROLE_UNSPECIFIED=0 ROLE_UNSPECIFIED value
             * @property {number} ROLE_EXE=1 ROLE_EXE value
             * @property {number} ROLE_SCRIPT=2 ROLE_SCRIPT value
             * @property {number} ROLE_INTERPRETER=3 ROLE_INTERPRETER value
             * @property {number} ROLE_LOADER=4 ROLE_LOADER value
             * @property {number} ROLE_LIBRARY=5 ROLE_LIBRARY value
             */
            v1.Role = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "ROLE_UNSPECIFIED"] = 0;
                values[valuesById[1] = "ROLE_EXE"] = 1;
                values[valuesById[2] = "ROLE_SCRIPT"] = 2;
                values[valuesById[3] = "ROLE_INTERPRETER"] = 3;
                values[valuesById[4] = "ROLE_LOADER"] = 4;
                values[valuesById[5] = "ROLE_LIBRARY"] = 5;
                return values;
            })();

            /**
             * Layer enum.
             * @name drift_sensor.bridge.v1.Layer
             * @enum {number}
             * @property {number} LAYER_NOT_OVERLAY=0 LAYER_NOT_OVERLAY value
             * @property {number} LAYER_UPPER=1 LAYER_UPPER value
             * @property {number} LAYER_LOWER=2 LAYER_LOWER value
             * @property {number} LAYER_UNKNOWN=3 LAYER_UNKNOWN value
             */
            v1.Layer = (function() {
                const valuesById = $Object.create(null), values = $Object.create(valuesById);
                values[valuesById[0] = "LAYER_NOT_OVERLAY"] = 0;
                values[valuesById[1] = "LAYER_UPPER"] = 1;
                values[valuesById[2] = "LAYER_LOWER"] = 2;
                values[valuesById[3] = "LAYER_UNKNOWN"] = 3;
                return values;
            })();

            v1.File = (function() {

                /**
                 * Properties of a File.
                 * @typedef {Object} drift_sensor.bridge.v1.File.$Properties
                 * @property {drift_sensor.bridge.v1.Role|null} [role] File role
                 * @property {drift_sensor.bridge.v1.Layer|null} [layer] File layer
                 * @property {number|null} [dev] File dev
                 * @property {Long|null} [ino] File ino
                 * @property {number|null} [magic] File magic
                 * @property {number|null} [realDev] File realDev
                 * @property {Long|null} [realIno] File realIno
                 * @property {number|null} [realGeneration] File realGeneration
                 * @property {number|null} [realMagic] File realMagic
                 * @property {Long|null} [size] File size
                 * @property {Long|null} [ctimeSec] File ctimeSec
                 * @property {number|null} [ctimeNsec] File ctimeNsec
                 * @property {Long|null} [mtimeSec] File mtimeSec
                 * @property {number|null} [mtimeNsec] File mtimeNsec
                 * @property {number|null} [mode] File mode
                 * @property {number|null} [uid] File uid
                 * @property {number|null} [gid] File gid
                 * @property {number|null} [nlink] File nlink
                 * @property {number|null} [writers] File writers
                 * @property {number|null} [writableMappings] File writableMappings
                 * @property {Uint8Array|null} [path] File path
                 * @property {boolean|null} [pathTruncated] File pathTruncated
                 * @property {boolean|null} [unlinked] File unlinked
                 * @property {boolean|null} [internalMount] File internalMount
                 * @property {Long|null} [parentIno] File parentIno
                 * @property {Long|null} [mountRootIno] File mountRootIno
                 * @property {number|null} [mountNs] File mountNs
                 * @property {boolean|null} [pinned] File pinned
                 * @property {number|null} [fd] File fd
                 * @property {string|null} [pinError] File pinError
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a File.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IFile
                 * @augments drift_sensor.bridge.v1.File.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.File.$Properties instead.
                 */

                /**
                 * Shape of a File.
                 * @typedef {drift_sensor.bridge.v1.File.$Properties} drift_sensor.bridge.v1.File.$Shape
                 */

                /**
                 * Constructs a new File.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a File.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.File.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const File = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * File role.
                 * @member {drift_sensor.bridge.v1.Role} role
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.role = 0;

                /**
                 * File layer.
                 * @member {drift_sensor.bridge.v1.Layer} layer
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.layer = 0;

                /**
                 * File dev.
                 * @member {number} dev
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.dev = 0;

                /**
                 * File ino.
                 * @member {Long} ino
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.ino = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File magic.
                 * @member {number} magic
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.magic = 0;

                /**
                 * File realDev.
                 * @member {number} realDev
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.realDev = 0;

                /**
                 * File realIno.
                 * @member {Long} realIno
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.realIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File realGeneration.
                 * @member {number} realGeneration
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.realGeneration = 0;

                /**
                 * File realMagic.
                 * @member {number} realMagic
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.realMagic = 0;

                /**
                 * File size.
                 * @member {Long} size
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File ctimeSec.
                 * @member {Long} ctimeSec
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.ctimeSec = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File ctimeNsec.
                 * @member {number} ctimeNsec
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.ctimeNsec = 0;

                /**
                 * File mtimeSec.
                 * @member {Long} mtimeSec
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.mtimeSec = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File mtimeNsec.
                 * @member {number} mtimeNsec
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.mtimeNsec = 0;

                /**
                 * File mode.
                 * @member {number} mode
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.mode = 0;

                /**
                 * File uid.
                 * @member {number} uid
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.uid = 0;

                /**
                 * File gid.
                 * @member {number} gid
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.gid = 0;

                /**
                 * File nlink.
                 * @member {number} nlink
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.nlink = 0;

                /**
                 * File writers.
                 * @member {number} writers
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.writers = 0;

                /**
                 * File writableMappings.
                 * @member {number} writableMappings
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.writableMappings = 0;

                /**
                 * File path.
                 * @member {Uint8Array} path
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.path = $util.newBuffer([]);

                /**
                 * File pathTruncated.
                 * @member {boolean} pathTruncated
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.pathTruncated = false;

                /**
                 * File unlinked.
                 * @member {boolean} unlinked
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.unlinked = false;

                /**
                 * File internalMount.
                 * @member {boolean} internalMount
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.internalMount = false;

                /**
                 * File parentIno.
                 * @member {Long} parentIno
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.parentIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File mountRootIno.
                 * @member {Long} mountRootIno
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.mountRootIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * File mountNs.
                 * @member {number} mountNs
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.mountNs = 0;

                /**
                 * File pinned.
                 * @member {boolean} pinned
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.pinned = false;

                /**
                 * File fd.
                 * @member {number} fd
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.fd = 0;

                /**
                 * File pinError.
                 * @member {string} pinError
                 * @memberof drift_sensor.bridge.v1.File
                 * @instance
                 */
                File.prototype.pinError = "";

                /**
                 * Encodes the specified File message. Does not implicitly {@link drift_sensor.bridge.v1.File.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.File
                 * @static
                 * @param {drift_sensor.bridge.v1.File.$Properties} message File message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                File.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.role != null && $Object.hasOwnProperty.call(message, "role") && message.role !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).int32(message.role);
                    if (message.layer != null && $Object.hasOwnProperty.call(message, "layer") && message.layer !== 0)
                        writer.uint32(/* id 2, wireType 0 =*/16).int32(message.layer);
                    if (message.dev != null && $Object.hasOwnProperty.call(message, "dev") && message.dev !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.dev);
                    if (message.ino != null && $Object.hasOwnProperty.call(message, "ino") && (typeof message.ino === "object" ? message.ino.low || message.ino.high : message.ino !== 0))
                        writer.uint32(/* id 4, wireType 1 =*/33).fixed64(message.ino);
                    if (message.magic != null && $Object.hasOwnProperty.call(message, "magic") && message.magic !== 0)
                        writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.magic);
                    if (message.realDev != null && $Object.hasOwnProperty.call(message, "realDev") && message.realDev !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.realDev);
                    if (message.realIno != null && $Object.hasOwnProperty.call(message, "realIno") && (typeof message.realIno === "object" ? message.realIno.low || message.realIno.high : message.realIno !== 0))
                        writer.uint32(/* id 7, wireType 1 =*/57).fixed64(message.realIno);
                    if (message.realGeneration != null && $Object.hasOwnProperty.call(message, "realGeneration") && message.realGeneration !== 0)
                        writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.realGeneration);
                    if (message.realMagic != null && $Object.hasOwnProperty.call(message, "realMagic") && message.realMagic !== 0)
                        writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.realMagic);
                    if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                        writer.uint32(/* id 10, wireType 1 =*/81).fixed64(message.size);
                    if (message.ctimeSec != null && $Object.hasOwnProperty.call(message, "ctimeSec") && (typeof message.ctimeSec === "object" ? message.ctimeSec.low || message.ctimeSec.high : message.ctimeSec !== 0))
                        writer.uint32(/* id 11, wireType 1 =*/89).fixed64(message.ctimeSec);
                    if (message.ctimeNsec != null && $Object.hasOwnProperty.call(message, "ctimeNsec") && message.ctimeNsec !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.ctimeNsec);
                    if (message.mtimeSec != null && $Object.hasOwnProperty.call(message, "mtimeSec") && (typeof message.mtimeSec === "object" ? message.mtimeSec.low || message.mtimeSec.high : message.mtimeSec !== 0))
                        writer.uint32(/* id 13, wireType 1 =*/105).fixed64(message.mtimeSec);
                    if (message.mtimeNsec != null && $Object.hasOwnProperty.call(message, "mtimeNsec") && message.mtimeNsec !== 0)
                        writer.uint32(/* id 14, wireType 0 =*/112).uint32(message.mtimeNsec);
                    if (message.mode != null && $Object.hasOwnProperty.call(message, "mode") && message.mode !== 0)
                        writer.uint32(/* id 15, wireType 0 =*/120).uint32(message.mode);
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                        writer.uint32(/* id 16, wireType 0 =*/128).uint32(message.uid);
                    if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                        writer.uint32(/* id 17, wireType 0 =*/136).uint32(message.gid);
                    if (message.nlink != null && $Object.hasOwnProperty.call(message, "nlink") && message.nlink !== 0)
                        writer.uint32(/* id 18, wireType 0 =*/144).uint32(message.nlink);
                    if (message.writers != null && $Object.hasOwnProperty.call(message, "writers") && message.writers !== 0)
                        writer.uint32(/* id 19, wireType 0 =*/152).sint32(message.writers);
                    if (message.writableMappings != null && $Object.hasOwnProperty.call(message, "writableMappings") && message.writableMappings !== 0)
                        writer.uint32(/* id 20, wireType 0 =*/160).sint32(message.writableMappings);
                    if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path.length)
                        writer.uint32(/* id 21, wireType 2 =*/170).bytes(message.path);
                    if (message.pathTruncated != null && $Object.hasOwnProperty.call(message, "pathTruncated") && message.pathTruncated !== false)
                        writer.uint32(/* id 22, wireType 0 =*/176).bool(message.pathTruncated);
                    if (message.unlinked != null && $Object.hasOwnProperty.call(message, "unlinked") && message.unlinked !== false)
                        writer.uint32(/* id 23, wireType 0 =*/184).bool(message.unlinked);
                    if (message.internalMount != null && $Object.hasOwnProperty.call(message, "internalMount") && message.internalMount !== false)
                        writer.uint32(/* id 24, wireType 0 =*/192).bool(message.internalMount);
                    if (message.parentIno != null && $Object.hasOwnProperty.call(message, "parentIno") && (typeof message.parentIno === "object" ? message.parentIno.low || message.parentIno.high : message.parentIno !== 0))
                        writer.uint32(/* id 25, wireType 1 =*/201).fixed64(message.parentIno);
                    if (message.mountRootIno != null && $Object.hasOwnProperty.call(message, "mountRootIno") && (typeof message.mountRootIno === "object" ? message.mountRootIno.low || message.mountRootIno.high : message.mountRootIno !== 0))
                        writer.uint32(/* id 26, wireType 1 =*/209).fixed64(message.mountRootIno);
                    if (message.mountNs != null && $Object.hasOwnProperty.call(message, "mountNs") && message.mountNs !== 0)
                        writer.uint32(/* id 27, wireType 0 =*/216).uint32(message.mountNs);
                    if (message.pinned != null && $Object.hasOwnProperty.call(message, "pinned") && message.pinned !== false)
                        writer.uint32(/* id 28, wireType 0 =*/224).bool(message.pinned);
                    if (message.fd != null && $Object.hasOwnProperty.call(message, "fd") && message.fd !== 0)
                        writer.uint32(/* id 29, wireType 0 =*/232).uint32(message.fd);
                    if (message.pinError != null && $Object.hasOwnProperty.call(message, "pinError") && message.pinError !== "")
                        writer.uint32(/* id 30, wireType 2 =*/242).string(message.pinError);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a File message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.File
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.File & drift_sensor.bridge.v1.File.$Shape} File
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                File.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.File();
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
                                if (value = reader.int32())
                                    message.role = value;
                                else
                                    delete message.role;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.int32())
                                    message.layer = value;
                                else
                                    delete message.layer;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.dev = value;
                                else
                                    delete message.dev;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.ino = value;
                                else
                                    delete message.ino;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.magic = value;
                                else
                                    delete message.magic;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.realDev = value;
                                else
                                    delete message.realDev;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.realIno = value;
                                else
                                    delete message.realIno;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.realGeneration = value;
                                else
                                    delete message.realGeneration;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.realMagic = value;
                                else
                                    delete message.realMagic;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.size = value;
                                else
                                    delete message.size;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.ctimeSec = value;
                                else
                                    delete message.ctimeSec;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.ctimeNsec = value;
                                else
                                    delete message.ctimeNsec;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mtimeSec = value;
                                else
                                    delete message.mtimeSec;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.mtimeNsec = value;
                                else
                                    delete message.mtimeNsec;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.mode = value;
                                else
                                    delete message.mode;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        case 17: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.gid = value;
                                else
                                    delete message.gid;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.nlink = value;
                                else
                                    delete message.nlink;
                                continue;
                            }
                        case 19: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.writers = value;
                                else
                                    delete message.writers;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.sint32())
                                    message.writableMappings = value;
                                else
                                    delete message.writableMappings;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.path = value;
                                else
                                    delete message.path;
                                continue;
                            }
                        case 22: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.pathTruncated = value;
                                else
                                    delete message.pathTruncated;
                                continue;
                            }
                        case 23: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.unlinked = value;
                                else
                                    delete message.unlinked;
                                continue;
                            }
                        case 24: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.internalMount = value;
                                else
                                    delete message.internalMount;
                                continue;
                            }
                        case 25: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.parentIno = value;
                                else
                                    delete message.parentIno;
                                continue;
                            }
                        case 26: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mountRootIno = value;
                                else
                                    delete message.mountRootIno;
                                continue;
                            }
                        case 27: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.mountNs = value;
                                else
                                    delete message.mountNs;
                                continue;
                            }
                        case 28: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.pinned = value;
                                else
                                    delete message.pinned;
                                continue;
                            }
                        case 29: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.fd = value;
                                else
                                    delete message.fd;
                                continue;
                            }
                        case 30: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.stringVerify()).length)
                                    message.pinError = value;
                                else
                                    delete message.pinError;
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

                return File;
            })();

            v1.Cgroup = (function() {

                /**
                 * Properties of a Cgroup.
                 * @typedef {Object} drift_sensor.bridge.v1.Cgroup.$Properties
                 * @property {Long|null} [id] Cgroup id
                 * @property {Uint8Array|null} [name] Cgroup name
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Cgroup.
                 * @memberof drift_sensor.bridge.v1
                 * @interface ICgroup
                 * @augments drift_sensor.bridge.v1.Cgroup.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Cgroup.$Properties instead.
                 */

                /**
                 * Shape of a Cgroup.
                 * @typedef {drift_sensor.bridge.v1.Cgroup.$Properties} drift_sensor.bridge.v1.Cgroup.$Shape
                 */

                /**
                 * Constructs a new Cgroup.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Cgroup.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Cgroup.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Cgroup = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Cgroup id.
                 * @member {Long} id
                 * @memberof drift_sensor.bridge.v1.Cgroup
                 * @instance
                 */
                Cgroup.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Cgroup name.
                 * @member {Uint8Array} name
                 * @memberof drift_sensor.bridge.v1.Cgroup
                 * @instance
                 */
                Cgroup.prototype.name = $util.newBuffer([]);

                /**
                 * Encodes the specified Cgroup message. Does not implicitly {@link drift_sensor.bridge.v1.Cgroup.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Cgroup
                 * @static
                 * @param {drift_sensor.bridge.v1.Cgroup.$Properties} message Cgroup message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Cgroup.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.id);
                    if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name.length)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.name);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Cgroup message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Cgroup
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Cgroup & drift_sensor.bridge.v1.Cgroup.$Shape} Cgroup
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Cgroup.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Cgroup();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
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

                return Cgroup;
            })();

            v1.Ancestor = (function() {

                /**
                 * Properties of an Ancestor.
                 * @typedef {Object} drift_sensor.bridge.v1.Ancestor.$Properties
                 * @property {number|null} [pid] Ancestor pid
                 * @property {Long|null} [startBootNs] Ancestor startBootNs
                 * @property {Uint8Array|null} [comm] Ancestor comm
                 * @property {Uint8Array|null} [exe] Ancestor exe
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Ancestor.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IAncestor
                 * @augments drift_sensor.bridge.v1.Ancestor.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Ancestor.$Properties instead.
                 */

                /**
                 * Shape of an Ancestor.
                 * @typedef {drift_sensor.bridge.v1.Ancestor.$Properties} drift_sensor.bridge.v1.Ancestor.$Shape
                 */

                /**
                 * Constructs a new Ancestor.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents an Ancestor.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Ancestor.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Ancestor = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Ancestor pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @instance
                 */
                Ancestor.prototype.pid = 0;

                /**
                 * Ancestor startBootNs.
                 * @member {Long} startBootNs
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @instance
                 */
                Ancestor.prototype.startBootNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Ancestor comm.
                 * @member {Uint8Array} comm
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @instance
                 */
                Ancestor.prototype.comm = $util.newBuffer([]);

                /**
                 * Ancestor exe.
                 * @member {Uint8Array} exe
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @instance
                 */
                Ancestor.prototype.exe = $util.newBuffer([]);

                /**
                 * Encodes the specified Ancestor message. Does not implicitly {@link drift_sensor.bridge.v1.Ancestor.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @static
                 * @param {drift_sensor.bridge.v1.Ancestor.$Properties} message Ancestor message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Ancestor.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.pid);
                    if (message.startBootNs != null && $Object.hasOwnProperty.call(message, "startBootNs") && (typeof message.startBootNs === "object" ? message.startBootNs.low || message.startBootNs.high : message.startBootNs !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.startBootNs);
                    if (message.comm != null && $Object.hasOwnProperty.call(message, "comm") && message.comm.length)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.comm);
                    if (message.exe != null && $Object.hasOwnProperty.call(message, "exe") && message.exe.length)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.exe);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Ancestor message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Ancestor
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Ancestor & drift_sensor.bridge.v1.Ancestor.$Shape} Ancestor
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Ancestor.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Ancestor();
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
                                if (value = reader.uint32())
                                    message.pid = value;
                                else
                                    delete message.pid;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startBootNs = value;
                                else
                                    delete message.startBootNs;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.comm = value;
                                else
                                    delete message.comm;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.exe = value;
                                else
                                    delete message.exe;
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

                return Ancestor;
            })();

            v1.Exec = (function() {

                /**
                 * Properties of an Exec.
                 * @typedef {Object} drift_sensor.bridge.v1.Exec.$Properties
                 * @property {Long|null} [id] Exec id
                 * @property {Long|null} [timeUnixNs] Exec timeUnixNs
                 * @property {number|null} [pid] Exec pid
                 * @property {number|null} [ppid] Exec ppid
                 * @property {Long|null} [startBootNs] Exec startBootNs
                 * @property {number|null} [uid] Exec uid
                 * @property {number|null} [gid] Exec gid
                 * @property {Array.<drift_sensor.bridge.v1.Cgroup.$Properties>|null} [cgroups] Exec cgroups
                 * @property {Long|null} [imageSlot] Exec imageSlot
                 * @property {number|null} [mntNs] Exec mntNs
                 * @property {number|null} [pidNs] Exec pidNs
                 * @property {number|null} [userNs] Exec userNs
                 * @property {number|null} [rootDev] Exec rootDev
                 * @property {Long|null} [rootIno] Exec rootIno
                 * @property {Uint8Array|null} [comm] Exec comm
                 * @property {Uint8Array|null} [filename] Exec filename
                 * @property {Uint8Array|null} [interp] Exec interp
                 * @property {Uint8Array|null} [argv] Exec argv
                 * @property {number|null} [argc] Exec argc
                 * @property {boolean|null} [argvTruncated] Exec argvTruncated
                 * @property {Uint8Array|null} [cwd] Exec cwd
                 * @property {boolean|null} [tty] Exec tty
                 * @property {Array.<drift_sensor.bridge.v1.File.$Properties>|null} [files] Exec files
                 * @property {Array.<drift_sensor.bridge.v1.Ancestor.$Properties>|null} [ancestors] Exec ancestors
                 * @property {number|null} [rootFd] Exec rootFd
                 * @property {number|null} [scriptFd] Exec scriptFd
                 * @property {Uint8Array|null} [key] Exec key
                 * @property {boolean|null} [late] Exec late
                 * @property {Uint8Array|null} [environ] Exec environ
                 * @property {boolean|null} [environComplete] Exec environComplete
                 * @property {boolean|null} [refused] Exec refused
                 * @property {Uint8Array|null} [input] Exec input
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Exec.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IExec
                 * @augments drift_sensor.bridge.v1.Exec.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Exec.$Properties instead.
                 */

                /**
                 * Shape of an Exec.
                 * @typedef {drift_sensor.bridge.v1.Exec.$Properties} drift_sensor.bridge.v1.Exec.$Shape
                 */

                /**
                 * Constructs a new Exec.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents an Exec.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Exec.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Exec = function (properties) {
                    this.cgroups = [];
                    this.files = [];
                    this.ancestors = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Exec id.
                 * @member {Long} id
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Exec timeUnixNs.
                 * @member {Long} timeUnixNs
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.timeUnixNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Exec pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.pid = 0;

                /**
                 * Exec ppid.
                 * @member {number} ppid
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.ppid = 0;

                /**
                 * Exec startBootNs.
                 * @member {Long} startBootNs
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.startBootNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Exec uid.
                 * @member {number} uid
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.uid = 0;

                /**
                 * Exec gid.
                 * @member {number} gid
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.gid = 0;

                /**
                 * Exec cgroups.
                 * @member {Array.<drift_sensor.bridge.v1.Cgroup.$Properties>} cgroups
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.cgroups = $util.emptyArray;

                /**
                 * Exec imageSlot.
                 * @member {Long} imageSlot
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.imageSlot = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Exec mntNs.
                 * @member {number} mntNs
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.mntNs = 0;

                /**
                 * Exec pidNs.
                 * @member {number} pidNs
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.pidNs = 0;

                /**
                 * Exec userNs.
                 * @member {number} userNs
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.userNs = 0;

                /**
                 * Exec rootDev.
                 * @member {number} rootDev
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.rootDev = 0;

                /**
                 * Exec rootIno.
                 * @member {Long} rootIno
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.rootIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Exec comm.
                 * @member {Uint8Array} comm
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.comm = $util.newBuffer([]);

                /**
                 * Exec filename.
                 * @member {Uint8Array} filename
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.filename = $util.newBuffer([]);

                /**
                 * Exec interp.
                 * @member {Uint8Array} interp
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.interp = $util.newBuffer([]);

                /**
                 * Exec argv.
                 * @member {Uint8Array} argv
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.argv = $util.newBuffer([]);

                /**
                 * Exec argc.
                 * @member {number} argc
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.argc = 0;

                /**
                 * Exec argvTruncated.
                 * @member {boolean} argvTruncated
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.argvTruncated = false;

                /**
                 * Exec cwd.
                 * @member {Uint8Array} cwd
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.cwd = $util.newBuffer([]);

                /**
                 * Exec tty.
                 * @member {boolean} tty
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.tty = false;

                /**
                 * Exec files.
                 * @member {Array.<drift_sensor.bridge.v1.File.$Properties>} files
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.files = $util.emptyArray;

                /**
                 * Exec ancestors.
                 * @member {Array.<drift_sensor.bridge.v1.Ancestor.$Properties>} ancestors
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.ancestors = $util.emptyArray;

                /**
                 * Exec rootFd.
                 * @member {number} rootFd
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.rootFd = 0;

                /**
                 * Exec scriptFd.
                 * @member {number} scriptFd
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.scriptFd = 0;

                /**
                 * Exec key.
                 * @member {Uint8Array} key
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.key = $util.newBuffer([]);

                /**
                 * Exec late.
                 * @member {boolean} late
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.late = false;

                /**
                 * Exec environ.
                 * @member {Uint8Array} environ
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.environ = $util.newBuffer([]);

                /**
                 * Exec environComplete.
                 * @member {boolean} environComplete
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.environComplete = false;

                /**
                 * Exec refused.
                 * @member {boolean} refused
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.refused = false;

                /**
                 * Exec input.
                 * @member {Uint8Array} input
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @instance
                 */
                Exec.prototype.input = $util.newBuffer([]);

                /**
                 * Encodes the specified Exec message. Does not implicitly {@link drift_sensor.bridge.v1.Exec.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @static
                 * @param {drift_sensor.bridge.v1.Exec.$Properties} message Exec message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Exec.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.id);
                    if (message.timeUnixNs != null && $Object.hasOwnProperty.call(message, "timeUnixNs") && (typeof message.timeUnixNs === "object" ? message.timeUnixNs.low || message.timeUnixNs.high : message.timeUnixNs !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.timeUnixNs);
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pid);
                    if (message.ppid != null && $Object.hasOwnProperty.call(message, "ppid") && message.ppid !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.ppid);
                    if (message.startBootNs != null && $Object.hasOwnProperty.call(message, "startBootNs") && (typeof message.startBootNs === "object" ? message.startBootNs.low || message.startBootNs.high : message.startBootNs !== 0))
                        writer.uint32(/* id 5, wireType 1 =*/41).fixed64(message.startBootNs);
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.uid);
                    if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.gid);
                    if (message.cgroups != null && message.cgroups.length)
                        for (let i = 0; i < message.cgroups.length; ++i)
                            $root.drift_sensor.bridge.v1.Cgroup.encode(message.cgroups[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.imageSlot != null && $Object.hasOwnProperty.call(message, "imageSlot") && (typeof message.imageSlot === "object" ? message.imageSlot.low || message.imageSlot.high : message.imageSlot !== 0))
                        writer.uint32(/* id 9, wireType 1 =*/73).fixed64(message.imageSlot);
                    if (message.mntNs != null && $Object.hasOwnProperty.call(message, "mntNs") && message.mntNs !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.mntNs);
                    if (message.pidNs != null && $Object.hasOwnProperty.call(message, "pidNs") && message.pidNs !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.pidNs);
                    if (message.userNs != null && $Object.hasOwnProperty.call(message, "userNs") && message.userNs !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.userNs);
                    if (message.rootDev != null && $Object.hasOwnProperty.call(message, "rootDev") && message.rootDev !== 0)
                        writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.rootDev);
                    if (message.rootIno != null && $Object.hasOwnProperty.call(message, "rootIno") && (typeof message.rootIno === "object" ? message.rootIno.low || message.rootIno.high : message.rootIno !== 0))
                        writer.uint32(/* id 14, wireType 1 =*/113).fixed64(message.rootIno);
                    if (message.comm != null && $Object.hasOwnProperty.call(message, "comm") && message.comm.length)
                        writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.comm);
                    if (message.filename != null && $Object.hasOwnProperty.call(message, "filename") && message.filename.length)
                        writer.uint32(/* id 16, wireType 2 =*/130).bytes(message.filename);
                    if (message.interp != null && $Object.hasOwnProperty.call(message, "interp") && message.interp.length)
                        writer.uint32(/* id 17, wireType 2 =*/138).bytes(message.interp);
                    if (message.argv != null && $Object.hasOwnProperty.call(message, "argv") && message.argv.length)
                        writer.uint32(/* id 18, wireType 2 =*/146).bytes(message.argv);
                    if (message.argc != null && $Object.hasOwnProperty.call(message, "argc") && message.argc !== 0)
                        writer.uint32(/* id 19, wireType 0 =*/152).uint32(message.argc);
                    if (message.argvTruncated != null && $Object.hasOwnProperty.call(message, "argvTruncated") && message.argvTruncated !== false)
                        writer.uint32(/* id 20, wireType 0 =*/160).bool(message.argvTruncated);
                    if (message.cwd != null && $Object.hasOwnProperty.call(message, "cwd") && message.cwd.length)
                        writer.uint32(/* id 21, wireType 2 =*/170).bytes(message.cwd);
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty") && message.tty !== false)
                        writer.uint32(/* id 22, wireType 0 =*/176).bool(message.tty);
                    if (message.files != null && message.files.length)
                        for (let i = 0; i < message.files.length; ++i)
                            $root.drift_sensor.bridge.v1.File.encode(message.files[i], writer.uint32(/* id 23, wireType 2 =*/186).fork(), _depth + 1).ldelim();
                    if (message.ancestors != null && message.ancestors.length)
                        for (let i = 0; i < message.ancestors.length; ++i)
                            $root.drift_sensor.bridge.v1.Ancestor.encode(message.ancestors[i], writer.uint32(/* id 24, wireType 2 =*/194).fork(), _depth + 1).ldelim();
                    if (message.rootFd != null && $Object.hasOwnProperty.call(message, "rootFd") && message.rootFd !== 0)
                        writer.uint32(/* id 25, wireType 0 =*/200).uint32(message.rootFd);
                    if (message.scriptFd != null && $Object.hasOwnProperty.call(message, "scriptFd") && message.scriptFd !== 0)
                        writer.uint32(/* id 26, wireType 0 =*/208).uint32(message.scriptFd);
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                        writer.uint32(/* id 27, wireType 2 =*/218).bytes(message.key);
                    if (message.late != null && $Object.hasOwnProperty.call(message, "late") && message.late !== false)
                        writer.uint32(/* id 28, wireType 0 =*/224).bool(message.late);
                    if (message.environ != null && $Object.hasOwnProperty.call(message, "environ") && message.environ.length)
                        writer.uint32(/* id 29, wireType 2 =*/234).bytes(message.environ);
                    if (message.environComplete != null && $Object.hasOwnProperty.call(message, "environComplete") && message.environComplete !== false)
                        writer.uint32(/* id 30, wireType 0 =*/240).bool(message.environComplete);
                    if (message.refused != null && $Object.hasOwnProperty.call(message, "refused") && message.refused !== false)
                        writer.uint32(/* id 31, wireType 0 =*/248).bool(message.refused);
                    if (message.input != null && $Object.hasOwnProperty.call(message, "input") && message.input.length)
                        writer.uint32(/* id 32, wireType 2 =*/258).bytes(message.input);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Exec message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Exec
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Exec & drift_sensor.bridge.v1.Exec.$Shape} Exec
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Exec.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Exec();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.timeUnixNs = value;
                                else
                                    delete message.timeUnixNs;
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
                                if (value = reader.uint32())
                                    message.ppid = value;
                                else
                                    delete message.ppid;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startBootNs = value;
                                else
                                    delete message.startBootNs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.gid = value;
                                else
                                    delete message.gid;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.cgroups && message.cgroups.length))
                                    message.cgroups = [];
                                message.cgroups.push($root.drift_sensor.bridge.v1.Cgroup.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.imageSlot = value;
                                else
                                    delete message.imageSlot;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.mntNs = value;
                                else
                                    delete message.mntNs;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pidNs = value;
                                else
                                    delete message.pidNs;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.userNs = value;
                                else
                                    delete message.userNs;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rootDev = value;
                                else
                                    delete message.rootDev;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.rootIno = value;
                                else
                                    delete message.rootIno;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.comm = value;
                                else
                                    delete message.comm;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.filename = value;
                                else
                                    delete message.filename;
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.interp = value;
                                else
                                    delete message.interp;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.argv = value;
                                else
                                    delete message.argv;
                                continue;
                            }
                        case 19: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.argc = value;
                                else
                                    delete message.argc;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.argvTruncated = value;
                                else
                                    delete message.argvTruncated;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.cwd = value;
                                else
                                    delete message.cwd;
                                continue;
                            }
                        case 22: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.tty = value;
                                else
                                    delete message.tty;
                                continue;
                            }
                        case 23: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.files && message.files.length))
                                    message.files = [];
                                message.files.push($root.drift_sensor.bridge.v1.File.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 24: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.ancestors && message.ancestors.length))
                                    message.ancestors = [];
                                message.ancestors.push($root.drift_sensor.bridge.v1.Ancestor.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 25: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rootFd = value;
                                else
                                    delete message.rootFd;
                                continue;
                            }
                        case 26: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.scriptFd = value;
                                else
                                    delete message.scriptFd;
                                continue;
                            }
                        case 27: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 28: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.late = value;
                                else
                                    delete message.late;
                                continue;
                            }
                        case 29: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.environ = value;
                                else
                                    delete message.environ;
                                continue;
                            }
                        case 30: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.environComplete = value;
                                else
                                    delete message.environComplete;
                                continue;
                            }
                        case 31: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.refused = value;
                                else
                                    delete message.refused;
                                continue;
                            }
                        case 32: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.input = value;
                                else
                                    delete message.input;
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

                return Exec;
            })();

            v1.Mmap = (function() {

                /**
                 * Properties of a Mmap.
                 * @typedef {Object} drift_sensor.bridge.v1.Mmap.$Properties
                 * @property {Long|null} [id] Mmap id
                 * @property {Long|null} [timeUnixNs] Mmap timeUnixNs
                 * @property {number|null} [pid] Mmap pid
                 * @property {number|null} [ppid] Mmap ppid
                 * @property {Long|null} [startBootNs] Mmap startBootNs
                 * @property {number|null} [uid] Mmap uid
                 * @property {number|null} [gid] Mmap gid
                 * @property {Array.<drift_sensor.bridge.v1.Cgroup.$Properties>|null} [cgroups] Mmap cgroups
                 * @property {Long|null} [imageSlot] Mmap imageSlot
                 * @property {number|null} [mntNs] Mmap mntNs
                 * @property {number|null} [pidNs] Mmap pidNs
                 * @property {number|null} [userNs] Mmap userNs
                 * @property {number|null} [rootDev] Mmap rootDev
                 * @property {Long|null} [rootIno] Mmap rootIno
                 * @property {Uint8Array|null} [comm] Mmap comm
                 * @property {drift_sensor.bridge.v1.File.$Properties|null} [file] Mmap file
                 * @property {Array.<drift_sensor.bridge.v1.Ancestor.$Properties>|null} [ancestors] Mmap ancestors
                 * @property {boolean|null} [tty] Mmap tty
                 * @property {Uint8Array|null} [key] Mmap key
                 * @property {boolean|null} [unsaid] Mmap unsaid
                 * @property {boolean|null} [hosts] Mmap hosts
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Mmap.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IMmap
                 * @augments drift_sensor.bridge.v1.Mmap.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Mmap.$Properties instead.
                 */

                /**
                 * Shape of a Mmap.
                 * @typedef {drift_sensor.bridge.v1.Mmap.$Properties} drift_sensor.bridge.v1.Mmap.$Shape
                 */

                /**
                 * Constructs a new Mmap.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Mmap.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Mmap.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Mmap = function (properties) {
                    this.cgroups = [];
                    this.ancestors = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Mmap id.
                 * @member {Long} id
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Mmap timeUnixNs.
                 * @member {Long} timeUnixNs
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.timeUnixNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Mmap pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.pid = 0;

                /**
                 * Mmap ppid.
                 * @member {number} ppid
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.ppid = 0;

                /**
                 * Mmap startBootNs.
                 * @member {Long} startBootNs
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.startBootNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Mmap uid.
                 * @member {number} uid
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.uid = 0;

                /**
                 * Mmap gid.
                 * @member {number} gid
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.gid = 0;

                /**
                 * Mmap cgroups.
                 * @member {Array.<drift_sensor.bridge.v1.Cgroup.$Properties>} cgroups
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.cgroups = $util.emptyArray;

                /**
                 * Mmap imageSlot.
                 * @member {Long} imageSlot
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.imageSlot = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Mmap mntNs.
                 * @member {number} mntNs
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.mntNs = 0;

                /**
                 * Mmap pidNs.
                 * @member {number} pidNs
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.pidNs = 0;

                /**
                 * Mmap userNs.
                 * @member {number} userNs
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.userNs = 0;

                /**
                 * Mmap rootDev.
                 * @member {number} rootDev
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.rootDev = 0;

                /**
                 * Mmap rootIno.
                 * @member {Long} rootIno
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.rootIno = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Mmap comm.
                 * @member {Uint8Array} comm
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.comm = $util.newBuffer([]);

                /**
                 * Mmap file.
                 * @member {drift_sensor.bridge.v1.File.$Properties|null|undefined} file
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.file = null;

                /**
                 * Mmap ancestors.
                 * @member {Array.<drift_sensor.bridge.v1.Ancestor.$Properties>} ancestors
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.ancestors = $util.emptyArray;

                /**
                 * Mmap tty.
                 * @member {boolean} tty
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.tty = false;

                /**
                 * Mmap key.
                 * @member {Uint8Array} key
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.key = $util.newBuffer([]);

                /**
                 * Mmap unsaid.
                 * @member {boolean} unsaid
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.unsaid = false;

                /**
                 * Mmap hosts.
                 * @member {boolean} hosts
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @instance
                 */
                Mmap.prototype.hosts = false;

                /**
                 * Encodes the specified Mmap message. Does not implicitly {@link drift_sensor.bridge.v1.Mmap.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @static
                 * @param {drift_sensor.bridge.v1.Mmap.$Properties} message Mmap message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Mmap.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.id);
                    if (message.timeUnixNs != null && $Object.hasOwnProperty.call(message, "timeUnixNs") && (typeof message.timeUnixNs === "object" ? message.timeUnixNs.low || message.timeUnixNs.high : message.timeUnixNs !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.timeUnixNs);
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.pid);
                    if (message.ppid != null && $Object.hasOwnProperty.call(message, "ppid") && message.ppid !== 0)
                        writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.ppid);
                    if (message.startBootNs != null && $Object.hasOwnProperty.call(message, "startBootNs") && (typeof message.startBootNs === "object" ? message.startBootNs.low || message.startBootNs.high : message.startBootNs !== 0))
                        writer.uint32(/* id 5, wireType 1 =*/41).fixed64(message.startBootNs);
                    if (message.uid != null && $Object.hasOwnProperty.call(message, "uid") && message.uid !== 0)
                        writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.uid);
                    if (message.gid != null && $Object.hasOwnProperty.call(message, "gid") && message.gid !== 0)
                        writer.uint32(/* id 7, wireType 0 =*/56).uint32(message.gid);
                    if (message.cgroups != null && message.cgroups.length)
                        for (let i = 0; i < message.cgroups.length; ++i)
                            $root.drift_sensor.bridge.v1.Cgroup.encode(message.cgroups[i], writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                    if (message.imageSlot != null && $Object.hasOwnProperty.call(message, "imageSlot") && (typeof message.imageSlot === "object" ? message.imageSlot.low || message.imageSlot.high : message.imageSlot !== 0))
                        writer.uint32(/* id 9, wireType 1 =*/73).fixed64(message.imageSlot);
                    if (message.mntNs != null && $Object.hasOwnProperty.call(message, "mntNs") && message.mntNs !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.mntNs);
                    if (message.pidNs != null && $Object.hasOwnProperty.call(message, "pidNs") && message.pidNs !== 0)
                        writer.uint32(/* id 11, wireType 0 =*/88).uint32(message.pidNs);
                    if (message.userNs != null && $Object.hasOwnProperty.call(message, "userNs") && message.userNs !== 0)
                        writer.uint32(/* id 12, wireType 0 =*/96).uint32(message.userNs);
                    if (message.rootDev != null && $Object.hasOwnProperty.call(message, "rootDev") && message.rootDev !== 0)
                        writer.uint32(/* id 13, wireType 0 =*/104).uint32(message.rootDev);
                    if (message.rootIno != null && $Object.hasOwnProperty.call(message, "rootIno") && (typeof message.rootIno === "object" ? message.rootIno.low || message.rootIno.high : message.rootIno !== 0))
                        writer.uint32(/* id 14, wireType 1 =*/113).fixed64(message.rootIno);
                    if (message.comm != null && $Object.hasOwnProperty.call(message, "comm") && message.comm.length)
                        writer.uint32(/* id 15, wireType 2 =*/122).bytes(message.comm);
                    if (message.file != null && $Object.hasOwnProperty.call(message, "file"))
                        $root.drift_sensor.bridge.v1.File.encode(message.file, writer.uint32(/* id 16, wireType 2 =*/130).fork(), _depth + 1).ldelim();
                    if (message.ancestors != null && message.ancestors.length)
                        for (let i = 0; i < message.ancestors.length; ++i)
                            $root.drift_sensor.bridge.v1.Ancestor.encode(message.ancestors[i], writer.uint32(/* id 17, wireType 2 =*/138).fork(), _depth + 1).ldelim();
                    if (message.tty != null && $Object.hasOwnProperty.call(message, "tty") && message.tty !== false)
                        writer.uint32(/* id 18, wireType 0 =*/144).bool(message.tty);
                    if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                        writer.uint32(/* id 19, wireType 2 =*/154).bytes(message.key);
                    if (message.unsaid != null && $Object.hasOwnProperty.call(message, "unsaid") && message.unsaid !== false)
                        writer.uint32(/* id 20, wireType 0 =*/160).bool(message.unsaid);
                    if (message.hosts != null && $Object.hasOwnProperty.call(message, "hosts") && message.hosts !== false)
                        writer.uint32(/* id 21, wireType 0 =*/168).bool(message.hosts);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Mmap message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Mmap
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Mmap & drift_sensor.bridge.v1.Mmap.$Shape} Mmap
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Mmap.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Mmap();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.timeUnixNs = value;
                                else
                                    delete message.timeUnixNs;
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
                                if (value = reader.uint32())
                                    message.ppid = value;
                                else
                                    delete message.ppid;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startBootNs = value;
                                else
                                    delete message.startBootNs;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.uid = value;
                                else
                                    delete message.uid;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.gid = value;
                                else
                                    delete message.gid;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.cgroups && message.cgroups.length))
                                    message.cgroups = [];
                                message.cgroups.push($root.drift_sensor.bridge.v1.Cgroup.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 9: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.imageSlot = value;
                                else
                                    delete message.imageSlot;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.mntNs = value;
                                else
                                    delete message.mntNs;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pidNs = value;
                                else
                                    delete message.pidNs;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.userNs = value;
                                else
                                    delete message.userNs;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.rootDev = value;
                                else
                                    delete message.rootDev;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.rootIno = value;
                                else
                                    delete message.rootIno;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.comm = value;
                                else
                                    delete message.comm;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 2)
                                    break;
                                message.file = $root.drift_sensor.bridge.v1.File.decode(reader, reader.size(), $undefined, _depth + 1, message.file);
                                continue;
                            }
                        case 17: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.ancestors && message.ancestors.length))
                                    message.ancestors = [];
                                message.ancestors.push($root.drift_sensor.bridge.v1.Ancestor.decode(reader, reader.size(), $undefined, _depth + 1));
                                continue;
                            }
                        case 18: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.tty = value;
                                else
                                    delete message.tty;
                                continue;
                            }
                        case 19: {
                                if (wireType !== 2)
                                    break;
                                if ((value = reader.bytes()).length)
                                    message.key = value;
                                else
                                    delete message.key;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.unsaid = value;
                                else
                                    delete message.unsaid;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.hosts = value;
                                else
                                    delete message.hosts;
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

                return Mmap;
            })();

            v1.Exit = (function() {

                /**
                 * Properties of an Exit.
                 * @typedef {Object} drift_sensor.bridge.v1.Exit.$Properties
                 * @property {number|null} [pid] Exit pid
                 * @property {Long|null} [startBootNs] Exit startBootNs
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Exit.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IExit
                 * @augments drift_sensor.bridge.v1.Exit.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Exit.$Properties instead.
                 */

                /**
                 * Shape of an Exit.
                 * @typedef {drift_sensor.bridge.v1.Exit.$Properties} drift_sensor.bridge.v1.Exit.$Shape
                 */

                /**
                 * Constructs a new Exit.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents an Exit.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Exit.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Exit = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Exit pid.
                 * @member {number} pid
                 * @memberof drift_sensor.bridge.v1.Exit
                 * @instance
                 */
                Exit.prototype.pid = 0;

                /**
                 * Exit startBootNs.
                 * @member {Long} startBootNs
                 * @memberof drift_sensor.bridge.v1.Exit
                 * @instance
                 */
                Exit.prototype.startBootNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Exit message. Does not implicitly {@link drift_sensor.bridge.v1.Exit.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Exit
                 * @static
                 * @param {drift_sensor.bridge.v1.Exit.$Properties} message Exit message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Exit.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.pid != null && $Object.hasOwnProperty.call(message, "pid") && message.pid !== 0)
                        writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.pid);
                    if (message.startBootNs != null && $Object.hasOwnProperty.call(message, "startBootNs") && (typeof message.startBootNs === "object" ? message.startBootNs.low || message.startBootNs.high : message.startBootNs !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.startBootNs);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Exit message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Exit
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Exit & drift_sensor.bridge.v1.Exit.$Shape} Exit
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Exit.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Exit();
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
                                if (value = reader.uint32())
                                    message.pid = value;
                                else
                                    delete message.pid;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.startBootNs = value;
                                else
                                    delete message.startBootNs;
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

                return Exit;
            })();

            v1.Gap = (function() {

                /**
                 * Properties of a Gap.
                 * @typedef {Object} drift_sensor.bridge.v1.Gap.$Properties
                 * @property {string|null} [place] Gap place
                 * @property {Long|null} [lost] Gap lost
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Gap.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IGap
                 * @augments drift_sensor.bridge.v1.Gap.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Gap.$Properties instead.
                 */

                /**
                 * Shape of a Gap.
                 * @typedef {drift_sensor.bridge.v1.Gap.$Properties} drift_sensor.bridge.v1.Gap.$Shape
                 */

                /**
                 * Constructs a new Gap.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Gap.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Gap.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Gap = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Gap place.
                 * @member {string} place
                 * @memberof drift_sensor.bridge.v1.Gap
                 * @instance
                 */
                Gap.prototype.place = "";

                /**
                 * Gap lost.
                 * @member {Long} lost
                 * @memberof drift_sensor.bridge.v1.Gap
                 * @instance
                 */
                Gap.prototype.lost = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Gap message. Does not implicitly {@link drift_sensor.bridge.v1.Gap.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Gap
                 * @static
                 * @param {drift_sensor.bridge.v1.Gap.$Properties} message Gap message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Gap.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.place != null && $Object.hasOwnProperty.call(message, "place") && message.place !== "")
                        writer.uint32(/* id 1, wireType 2 =*/10).string(message.place);
                    if (message.lost != null && $Object.hasOwnProperty.call(message, "lost") && (typeof message.lost === "object" ? message.lost.low || message.lost.high : message.lost !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.lost);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Gap message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Gap
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Gap & drift_sensor.bridge.v1.Gap.$Shape} Gap
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Gap.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Gap();
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
                                    message.place = value;
                                else
                                    delete message.place;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lost = value;
                                else
                                    delete message.lost;
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

                return Gap;
            })();

            v1.Stats = (function() {

                /**
                 * Properties of a Stats.
                 * @typedef {Object} drift_sensor.bridge.v1.Stats.$Properties
                 * @property {Long|null} [execsContainer] Stats execsContainer
                 * @property {Long|null} [execsHost] Stats execsHost
                 * @property {Long|null} [lostRing] Stats lostRing
                 * @property {Long|null} [lostRecursion] Stats lostRecursion
                 * @property {Long|null} [lostQueue] Stats lostQueue
                 * @property {Long|null} [pinsOpened] Stats pinsOpened
                 * @property {Long|null} [pinsFailed] Stats pinsFailed
                 * @property {Long|null} [pinsExpired] Stats pinsExpired
                 * @property {Long|null} [pinsRefused] Stats pinsRefused
                 * @property {number|null} [pinsHeld] Stats pinsHeld
                 * @property {Long|null} [badFrames] Stats badFrames
                 * @property {Long|null} [programRunNs] Stats programRunNs
                 * @property {Long|null} [programRuns] Stats programRuns
                 * @property {Long|null} [slots] Stats slots
                 * @property {Long|null} [mapsSeen] Stats mapsSeen
                 * @property {Long|null} [mapsHost] Stats mapsHost
                 * @property {Long|null} [mapsExe] Stats mapsExe
                 * @property {Long|null} [mapsRepeated] Stats mapsRepeated
                 * @property {Long|null} [mapsSent] Stats mapsSent
                 * @property {Long|null} [mapsUnpinned] Stats mapsUnpinned
                 * @property {Long|null} [lostMaps] Stats lostMaps
                 * @property {Long|null} [execsKnown] Stats execsKnown
                 * @property {Long|null} [knownEntries] Stats knownEntries
                 * @property {Long|null} [knownEvicted] Stats knownEvicted
                 * @property {Long|null} [knownRefused] Stats knownRefused
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Stats.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IStats
                 * @augments drift_sensor.bridge.v1.Stats.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Stats.$Properties instead.
                 */

                /**
                 * Shape of a Stats.
                 * @typedef {drift_sensor.bridge.v1.Stats.$Properties} drift_sensor.bridge.v1.Stats.$Shape
                 */

                /**
                 * Constructs a new Stats.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Stats.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Stats.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Stats = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Stats execsContainer.
                 * @member {Long} execsContainer
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.execsContainer = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats execsHost.
                 * @member {Long} execsHost
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.execsHost = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats lostRing.
                 * @member {Long} lostRing
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.lostRing = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats lostRecursion.
                 * @member {Long} lostRecursion
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.lostRecursion = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats lostQueue.
                 * @member {Long} lostQueue
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.lostQueue = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats pinsOpened.
                 * @member {Long} pinsOpened
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.pinsOpened = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats pinsFailed.
                 * @member {Long} pinsFailed
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.pinsFailed = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats pinsExpired.
                 * @member {Long} pinsExpired
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.pinsExpired = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats pinsRefused.
                 * @member {Long} pinsRefused
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.pinsRefused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats pinsHeld.
                 * @member {number} pinsHeld
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.pinsHeld = 0;

                /**
                 * Stats badFrames.
                 * @member {Long} badFrames
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.badFrames = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats programRunNs.
                 * @member {Long} programRunNs
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.programRunNs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats programRuns.
                 * @member {Long} programRuns
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.programRuns = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats slots.
                 * @member {Long} slots
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.slots = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsSeen.
                 * @member {Long} mapsSeen
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsSeen = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsHost.
                 * @member {Long} mapsHost
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsHost = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsExe.
                 * @member {Long} mapsExe
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsExe = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsRepeated.
                 * @member {Long} mapsRepeated
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsRepeated = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsSent.
                 * @member {Long} mapsSent
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsSent = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats mapsUnpinned.
                 * @member {Long} mapsUnpinned
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.mapsUnpinned = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats lostMaps.
                 * @member {Long} lostMaps
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.lostMaps = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats execsKnown.
                 * @member {Long} execsKnown
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.execsKnown = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats knownEntries.
                 * @member {Long} knownEntries
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.knownEntries = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats knownEvicted.
                 * @member {Long} knownEvicted
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.knownEvicted = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Stats knownRefused.
                 * @member {Long} knownRefused
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @instance
                 */
                Stats.prototype.knownRefused = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Stats message. Does not implicitly {@link drift_sensor.bridge.v1.Stats.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @static
                 * @param {drift_sensor.bridge.v1.Stats.$Properties} message Stats message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Stats.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.execsContainer != null && $Object.hasOwnProperty.call(message, "execsContainer") && (typeof message.execsContainer === "object" ? message.execsContainer.low || message.execsContainer.high : message.execsContainer !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.execsContainer);
                    if (message.execsHost != null && $Object.hasOwnProperty.call(message, "execsHost") && (typeof message.execsHost === "object" ? message.execsHost.low || message.execsHost.high : message.execsHost !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.execsHost);
                    if (message.lostRing != null && $Object.hasOwnProperty.call(message, "lostRing") && (typeof message.lostRing === "object" ? message.lostRing.low || message.lostRing.high : message.lostRing !== 0))
                        writer.uint32(/* id 3, wireType 1 =*/25).fixed64(message.lostRing);
                    if (message.lostRecursion != null && $Object.hasOwnProperty.call(message, "lostRecursion") && (typeof message.lostRecursion === "object" ? message.lostRecursion.low || message.lostRecursion.high : message.lostRecursion !== 0))
                        writer.uint32(/* id 4, wireType 1 =*/33).fixed64(message.lostRecursion);
                    if (message.lostQueue != null && $Object.hasOwnProperty.call(message, "lostQueue") && (typeof message.lostQueue === "object" ? message.lostQueue.low || message.lostQueue.high : message.lostQueue !== 0))
                        writer.uint32(/* id 5, wireType 1 =*/41).fixed64(message.lostQueue);
                    if (message.pinsOpened != null && $Object.hasOwnProperty.call(message, "pinsOpened") && (typeof message.pinsOpened === "object" ? message.pinsOpened.low || message.pinsOpened.high : message.pinsOpened !== 0))
                        writer.uint32(/* id 6, wireType 1 =*/49).fixed64(message.pinsOpened);
                    if (message.pinsFailed != null && $Object.hasOwnProperty.call(message, "pinsFailed") && (typeof message.pinsFailed === "object" ? message.pinsFailed.low || message.pinsFailed.high : message.pinsFailed !== 0))
                        writer.uint32(/* id 7, wireType 1 =*/57).fixed64(message.pinsFailed);
                    if (message.pinsExpired != null && $Object.hasOwnProperty.call(message, "pinsExpired") && (typeof message.pinsExpired === "object" ? message.pinsExpired.low || message.pinsExpired.high : message.pinsExpired !== 0))
                        writer.uint32(/* id 8, wireType 1 =*/65).fixed64(message.pinsExpired);
                    if (message.pinsRefused != null && $Object.hasOwnProperty.call(message, "pinsRefused") && (typeof message.pinsRefused === "object" ? message.pinsRefused.low || message.pinsRefused.high : message.pinsRefused !== 0))
                        writer.uint32(/* id 9, wireType 1 =*/73).fixed64(message.pinsRefused);
                    if (message.pinsHeld != null && $Object.hasOwnProperty.call(message, "pinsHeld") && message.pinsHeld !== 0)
                        writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.pinsHeld);
                    if (message.badFrames != null && $Object.hasOwnProperty.call(message, "badFrames") && (typeof message.badFrames === "object" ? message.badFrames.low || message.badFrames.high : message.badFrames !== 0))
                        writer.uint32(/* id 11, wireType 1 =*/89).fixed64(message.badFrames);
                    if (message.programRunNs != null && $Object.hasOwnProperty.call(message, "programRunNs") && (typeof message.programRunNs === "object" ? message.programRunNs.low || message.programRunNs.high : message.programRunNs !== 0))
                        writer.uint32(/* id 12, wireType 1 =*/97).fixed64(message.programRunNs);
                    if (message.programRuns != null && $Object.hasOwnProperty.call(message, "programRuns") && (typeof message.programRuns === "object" ? message.programRuns.low || message.programRuns.high : message.programRuns !== 0))
                        writer.uint32(/* id 13, wireType 1 =*/105).fixed64(message.programRuns);
                    if (message.slots != null && $Object.hasOwnProperty.call(message, "slots") && (typeof message.slots === "object" ? message.slots.low || message.slots.high : message.slots !== 0))
                        writer.uint32(/* id 14, wireType 1 =*/113).fixed64(message.slots);
                    if (message.mapsSeen != null && $Object.hasOwnProperty.call(message, "mapsSeen") && (typeof message.mapsSeen === "object" ? message.mapsSeen.low || message.mapsSeen.high : message.mapsSeen !== 0))
                        writer.uint32(/* id 15, wireType 1 =*/121).fixed64(message.mapsSeen);
                    if (message.mapsHost != null && $Object.hasOwnProperty.call(message, "mapsHost") && (typeof message.mapsHost === "object" ? message.mapsHost.low || message.mapsHost.high : message.mapsHost !== 0))
                        writer.uint32(/* id 16, wireType 1 =*/129).fixed64(message.mapsHost);
                    if (message.mapsExe != null && $Object.hasOwnProperty.call(message, "mapsExe") && (typeof message.mapsExe === "object" ? message.mapsExe.low || message.mapsExe.high : message.mapsExe !== 0))
                        writer.uint32(/* id 17, wireType 1 =*/137).fixed64(message.mapsExe);
                    if (message.mapsRepeated != null && $Object.hasOwnProperty.call(message, "mapsRepeated") && (typeof message.mapsRepeated === "object" ? message.mapsRepeated.low || message.mapsRepeated.high : message.mapsRepeated !== 0))
                        writer.uint32(/* id 18, wireType 1 =*/145).fixed64(message.mapsRepeated);
                    if (message.mapsSent != null && $Object.hasOwnProperty.call(message, "mapsSent") && (typeof message.mapsSent === "object" ? message.mapsSent.low || message.mapsSent.high : message.mapsSent !== 0))
                        writer.uint32(/* id 19, wireType 1 =*/153).fixed64(message.mapsSent);
                    if (message.mapsUnpinned != null && $Object.hasOwnProperty.call(message, "mapsUnpinned") && (typeof message.mapsUnpinned === "object" ? message.mapsUnpinned.low || message.mapsUnpinned.high : message.mapsUnpinned !== 0))
                        writer.uint32(/* id 20, wireType 1 =*/161).fixed64(message.mapsUnpinned);
                    if (message.lostMaps != null && $Object.hasOwnProperty.call(message, "lostMaps") && (typeof message.lostMaps === "object" ? message.lostMaps.low || message.lostMaps.high : message.lostMaps !== 0))
                        writer.uint32(/* id 21, wireType 1 =*/169).fixed64(message.lostMaps);
                    if (message.execsKnown != null && $Object.hasOwnProperty.call(message, "execsKnown") && (typeof message.execsKnown === "object" ? message.execsKnown.low || message.execsKnown.high : message.execsKnown !== 0))
                        writer.uint32(/* id 22, wireType 1 =*/177).fixed64(message.execsKnown);
                    if (message.knownEntries != null && $Object.hasOwnProperty.call(message, "knownEntries") && (typeof message.knownEntries === "object" ? message.knownEntries.low || message.knownEntries.high : message.knownEntries !== 0))
                        writer.uint32(/* id 23, wireType 1 =*/185).fixed64(message.knownEntries);
                    if (message.knownEvicted != null && $Object.hasOwnProperty.call(message, "knownEvicted") && (typeof message.knownEvicted === "object" ? message.knownEvicted.low || message.knownEvicted.high : message.knownEvicted !== 0))
                        writer.uint32(/* id 24, wireType 1 =*/193).fixed64(message.knownEvicted);
                    if (message.knownRefused != null && $Object.hasOwnProperty.call(message, "knownRefused") && (typeof message.knownRefused === "object" ? message.knownRefused.low || message.knownRefused.high : message.knownRefused !== 0))
                        writer.uint32(/* id 25, wireType 1 =*/201).fixed64(message.knownRefused);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Stats message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Stats
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Stats & drift_sensor.bridge.v1.Stats.$Shape} Stats
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Stats.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Stats();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.execsContainer = value;
                                else
                                    delete message.execsContainer;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.execsHost = value;
                                else
                                    delete message.execsHost;
                                continue;
                            }
                        case 3: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lostRing = value;
                                else
                                    delete message.lostRing;
                                continue;
                            }
                        case 4: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lostRecursion = value;
                                else
                                    delete message.lostRecursion;
                                continue;
                            }
                        case 5: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lostQueue = value;
                                else
                                    delete message.lostQueue;
                                continue;
                            }
                        case 6: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.pinsOpened = value;
                                else
                                    delete message.pinsOpened;
                                continue;
                            }
                        case 7: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.pinsFailed = value;
                                else
                                    delete message.pinsFailed;
                                continue;
                            }
                        case 8: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.pinsExpired = value;
                                else
                                    delete message.pinsExpired;
                                continue;
                            }
                        case 9: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.pinsRefused = value;
                                else
                                    delete message.pinsRefused;
                                continue;
                            }
                        case 10: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.uint32())
                                    message.pinsHeld = value;
                                else
                                    delete message.pinsHeld;
                                continue;
                            }
                        case 11: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.badFrames = value;
                                else
                                    delete message.badFrames;
                                continue;
                            }
                        case 12: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.programRunNs = value;
                                else
                                    delete message.programRunNs;
                                continue;
                            }
                        case 13: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.programRuns = value;
                                else
                                    delete message.programRuns;
                                continue;
                            }
                        case 14: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.slots = value;
                                else
                                    delete message.slots;
                                continue;
                            }
                        case 15: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsSeen = value;
                                else
                                    delete message.mapsSeen;
                                continue;
                            }
                        case 16: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsHost = value;
                                else
                                    delete message.mapsHost;
                                continue;
                            }
                        case 17: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsExe = value;
                                else
                                    delete message.mapsExe;
                                continue;
                            }
                        case 18: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsRepeated = value;
                                else
                                    delete message.mapsRepeated;
                                continue;
                            }
                        case 19: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsSent = value;
                                else
                                    delete message.mapsSent;
                                continue;
                            }
                        case 20: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.mapsUnpinned = value;
                                else
                                    delete message.mapsUnpinned;
                                continue;
                            }
                        case 21: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.lostMaps = value;
                                else
                                    delete message.lostMaps;
                                continue;
                            }
                        case 22: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.execsKnown = value;
                                else
                                    delete message.execsKnown;
                                continue;
                            }
                        case 23: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.knownEntries = value;
                                else
                                    delete message.knownEntries;
                                continue;
                            }
                        case 24: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.knownEvicted = value;
                                else
                                    delete message.knownEvicted;
                                continue;
                            }
                        case 25: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.knownRefused = value;
                                else
                                    delete message.knownRefused;
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

                return Stats;
            })();

            v1.Ack = (function() {

                /**
                 * Properties of an Ack.
                 * @typedef {Object} drift_sensor.bridge.v1.Ack.$Properties
                 * @property {Array.<Long>|null} [ids] Ack ids
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an Ack.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IAck
                 * @augments drift_sensor.bridge.v1.Ack.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Ack.$Properties instead.
                 */

                /**
                 * Shape of an Ack.
                 * @typedef {drift_sensor.bridge.v1.Ack.$Properties} drift_sensor.bridge.v1.Ack.$Shape
                 */

                /**
                 * Constructs a new Ack.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents an Ack.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Ack.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Ack = function (properties) {
                    this.ids = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Ack ids.
                 * @member {Array.<Long>} ids
                 * @memberof drift_sensor.bridge.v1.Ack
                 * @instance
                 */
                Ack.prototype.ids = $util.emptyArray;

                /**
                 * Encodes the specified Ack message. Does not implicitly {@link drift_sensor.bridge.v1.Ack.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Ack
                 * @static
                 * @param {drift_sensor.bridge.v1.Ack.$Properties} message Ack message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Ack.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.ids != null && message.ids.length)
                        writer.uint32(/* id 1, wireType 2 =*/10).fixed64s(message.ids);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an Ack message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Ack
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Ack & drift_sensor.bridge.v1.Ack.$Shape} Ack
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Ack.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Ack();
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
                                if (wireType === 2) {
                                    if (!(message.ids && message.ids.length))
                                        message.ids = [];
                                    reader.fixed64s(message.ids);
                                    continue;
                                }
                                if (wireType !== 1)
                                    break;
                                if (!(message.ids && message.ids.length))
                                    message.ids = [];
                                message.ids.push(reader.fixed64());
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

                return Ack;
            })();

            v1.ImageSlot = (function() {

                /**
                 * Properties of an ImageSlot.
                 * @typedef {Object} drift_sensor.bridge.v1.ImageSlot.$Properties
                 * @property {Long|null} [cgroupId] ImageSlot cgroupId
                 * @property {Long|null} [slot] ImageSlot slot
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of an ImageSlot.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IImageSlot
                 * @augments drift_sensor.bridge.v1.ImageSlot.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.ImageSlot.$Properties instead.
                 */

                /**
                 * Shape of an ImageSlot.
                 * @typedef {drift_sensor.bridge.v1.ImageSlot.$Properties} drift_sensor.bridge.v1.ImageSlot.$Shape
                 */

                /**
                 * Constructs a new ImageSlot.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents an ImageSlot.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.ImageSlot.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const ImageSlot = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * ImageSlot cgroupId.
                 * @member {Long} cgroupId
                 * @memberof drift_sensor.bridge.v1.ImageSlot
                 * @instance
                 */
                ImageSlot.prototype.cgroupId = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * ImageSlot slot.
                 * @member {Long} slot
                 * @memberof drift_sensor.bridge.v1.ImageSlot
                 * @instance
                 */
                ImageSlot.prototype.slot = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified ImageSlot message. Does not implicitly {@link drift_sensor.bridge.v1.ImageSlot.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.ImageSlot
                 * @static
                 * @param {drift_sensor.bridge.v1.ImageSlot.$Properties} message ImageSlot message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                ImageSlot.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.cgroupId != null && $Object.hasOwnProperty.call(message, "cgroupId") && (typeof message.cgroupId === "object" ? message.cgroupId.low || message.cgroupId.high : message.cgroupId !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.cgroupId);
                    if (message.slot != null && $Object.hasOwnProperty.call(message, "slot") && (typeof message.slot === "object" ? message.slot.low || message.slot.high : message.slot !== 0))
                        writer.uint32(/* id 2, wireType 1 =*/17).fixed64(message.slot);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes an ImageSlot message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.ImageSlot
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.ImageSlot & drift_sensor.bridge.v1.ImageSlot.$Shape} ImageSlot
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                ImageSlot.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.ImageSlot();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.cgroupId = value;
                                else
                                    delete message.cgroupId;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.slot = value;
                                else
                                    delete message.slot;
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

                return ImageSlot;
            })();

            v1.KnownGood = (function() {

                /**
                 * Properties of a KnownGood.
                 * @typedef {Object} drift_sensor.bridge.v1.KnownGood.$Properties
                 * @property {Array.<Uint8Array>|null} [keys] KnownGood keys
                 * @property {Array.<Uint8Array>|null} [appletKeys] KnownGood appletKeys
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a KnownGood.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IKnownGood
                 * @augments drift_sensor.bridge.v1.KnownGood.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.KnownGood.$Properties instead.
                 */

                /**
                 * Shape of a KnownGood.
                 * @typedef {drift_sensor.bridge.v1.KnownGood.$Properties} drift_sensor.bridge.v1.KnownGood.$Shape
                 */

                /**
                 * Constructs a new KnownGood.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a KnownGood.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.KnownGood.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const KnownGood = function (properties) {
                    this.keys = [];
                    this.appletKeys = [];
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * KnownGood keys.
                 * @member {Array.<Uint8Array>} keys
                 * @memberof drift_sensor.bridge.v1.KnownGood
                 * @instance
                 */
                KnownGood.prototype.keys = $util.emptyArray;

                /**
                 * KnownGood appletKeys.
                 * @member {Array.<Uint8Array>} appletKeys
                 * @memberof drift_sensor.bridge.v1.KnownGood
                 * @instance
                 */
                KnownGood.prototype.appletKeys = $util.emptyArray;

                /**
                 * Encodes the specified KnownGood message. Does not implicitly {@link drift_sensor.bridge.v1.KnownGood.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.KnownGood
                 * @static
                 * @param {drift_sensor.bridge.v1.KnownGood.$Properties} message KnownGood message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                KnownGood.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.keys != null && message.keys.length)
                        for (let i = 0; i < message.keys.length; ++i)
                            writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.keys[i]);
                    if (message.appletKeys != null && message.appletKeys.length)
                        for (let i = 0; i < message.appletKeys.length; ++i)
                            writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.appletKeys[i]);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a KnownGood message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.KnownGood
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.KnownGood & drift_sensor.bridge.v1.KnownGood.$Shape} KnownGood
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                KnownGood.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.KnownGood();
                    while (reader.pos < end) {
                        let start = reader.pos;
                        let tag = reader.tag();
                        if (tag === _end) {
                            _end = $undefined;
                            break;
                        }
                        let wireType = tag & 7;
                        switch (tag >>>= 3) {
                        case 3: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.keys && message.keys.length))
                                    message.keys = [];
                                message.keys.push(reader.bytes());
                                continue;
                            }
                        case 4: {
                                if (wireType !== 2)
                                    break;
                                if (!(message.appletKeys && message.appletKeys.length))
                                    message.appletKeys = [];
                                message.appletKeys.push(reader.bytes());
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

                return KnownGood;
            })();

            v1.Generation = (function() {

                /**
                 * Properties of a Generation.
                 * @typedef {Object} drift_sensor.bridge.v1.Generation.$Properties
                 * @property {Long|null} [generation] Generation generation
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Generation.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IGeneration
                 * @augments drift_sensor.bridge.v1.Generation.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Generation.$Properties instead.
                 */

                /**
                 * Shape of a Generation.
                 * @typedef {drift_sensor.bridge.v1.Generation.$Properties} drift_sensor.bridge.v1.Generation.$Shape
                 */

                /**
                 * Constructs a new Generation.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Generation.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Generation.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Generation = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Generation generation.
                 * @member {Long} generation
                 * @memberof drift_sensor.bridge.v1.Generation
                 * @instance
                 */
                Generation.prototype.generation = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Encodes the specified Generation message. Does not implicitly {@link drift_sensor.bridge.v1.Generation.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Generation
                 * @static
                 * @param {drift_sensor.bridge.v1.Generation.$Properties} message Generation message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Generation.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.generation != null && $Object.hasOwnProperty.call(message, "generation") && (typeof message.generation === "object" ? message.generation.low || message.generation.high : message.generation !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.generation);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Generation message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Generation
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Generation & drift_sensor.bridge.v1.Generation.$Shape} Generation
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Generation.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Generation();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.generation = value;
                                else
                                    delete message.generation;
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

                return Generation;
            })();

            v1.Decision = (function() {

                /**
                 * Properties of a Decision.
                 * @typedef {Object} drift_sensor.bridge.v1.Decision.$Properties
                 * @property {Long|null} [id] Decision id
                 * @property {boolean|null} [allow] Decision allow
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */

                /**
                 * Properties of a Decision.
                 * @memberof drift_sensor.bridge.v1
                 * @interface IDecision
                 * @augments drift_sensor.bridge.v1.Decision.$Properties
                 * @deprecated Use drift_sensor.bridge.v1.Decision.$Properties instead.
                 */

                /**
                 * Shape of a Decision.
                 * @typedef {drift_sensor.bridge.v1.Decision.$Properties} drift_sensor.bridge.v1.Decision.$Shape
                 */

                /**
                 * Constructs a new Decision.
                 * @memberof drift_sensor.bridge.v1
                 * @classdesc Represents a Decision.
                 * @constructor
                 * @param {drift_sensor.bridge.v1.Decision.$Properties=} [properties] Properties to set
                 * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
                 */
                const Decision = function (properties) {
                    if (properties)
                        for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                            if (properties[keys[i]] != null && keys[i] !== "__proto__")
                                this[keys[i]] = properties[keys[i]];
                };

                /**
                 * Decision id.
                 * @member {Long} id
                 * @memberof drift_sensor.bridge.v1.Decision
                 * @instance
                 */
                Decision.prototype.id = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

                /**
                 * Decision allow.
                 * @member {boolean} allow
                 * @memberof drift_sensor.bridge.v1.Decision
                 * @instance
                 */
                Decision.prototype.allow = false;

                /**
                 * Encodes the specified Decision message. Does not implicitly {@link drift_sensor.bridge.v1.Decision.verify|verify} messages.
                 * @function encode
                 * @memberof drift_sensor.bridge.v1.Decision
                 * @static
                 * @param {drift_sensor.bridge.v1.Decision.$Properties} message Decision message or plain object to encode
                 * @param {$protobuf.Writer} [writer] Writer to encode to
                 * @returns {$protobuf.Writer} Writer
                 */
                Decision.encode = function (message, writer, _depth) {
                    if (!writer)
                        writer = $Writer.create();
                    if (_depth === $undefined)
                        _depth = 0;
                    if (_depth > $util.recursionLimit)
                        throw $Error("max depth exceeded");
                    if (message.id != null && $Object.hasOwnProperty.call(message, "id") && (typeof message.id === "object" ? message.id.low || message.id.high : message.id !== 0))
                        writer.uint32(/* id 1, wireType 1 =*/9).fixed64(message.id);
                    if (message.allow != null && $Object.hasOwnProperty.call(message, "allow") && message.allow !== false)
                        writer.uint32(/* id 2, wireType 0 =*/16).bool(message.allow);
                    if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                        for (let i = 0; i < message.$unknowns.length; ++i)
                            writer.raw(message.$unknowns[i]);
                    return writer;
                };

                /**
                 * Decodes a Decision message from the specified reader or buffer.
                 * @function decode
                 * @memberof drift_sensor.bridge.v1.Decision
                 * @static
                 * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
                 * @param {number} [length] Message length if known beforehand
                 * @returns {drift_sensor.bridge.v1.Decision & drift_sensor.bridge.v1.Decision.$Shape} Decision
                 * @throws {Error} If the payload is not a reader or valid buffer
                 * @throws {$protobuf.util.ProtocolError} If required fields are missing
                 */
                Decision.decode = function (reader, length, _end, _depth, _target) {
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
                    message = _target || new $root.drift_sensor.bridge.v1.Decision();
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
                                if (wireType !== 1)
                                    break;
                                if (typeof (value = reader.fixed64()) === "object" ? value.low || value.high : value !== 0)
                                    message.id = value;
                                else
                                    delete message.id;
                                continue;
                            }
                        case 2: {
                                if (wireType !== 0)
                                    break;
                                if (value = reader.bool())
                                    message.allow = value;
                                else
                                    delete message.allow;
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

                return Decision;
            })();

            return v1;
        })();

        return bridge;
    })();

    return drift_sensor;
})();

export {
  $root as default
};
