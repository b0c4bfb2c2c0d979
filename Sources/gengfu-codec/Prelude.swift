/// The JavaScript around a maker's file: what networks give a codec, how its entry points are called, and what is
/// wiped away afterwards.
///
/// Networks run a file from its first line for every uplink (The Things Stack and ChirpStack make a new interpreter
/// each time), so no codec may remember anything, and none does when the file becomes the body of a function that is
/// called for every uplink: its own variables are new each time. Names it forgot to declare become properties of the
/// global object, which the sweep removes.
enum Prelude {
    /// The first character of what the caller below returns.
    enum Verdict {
        static let decoded = UInt8(ascii: "0")
        /// The reason, U+0001, then all that was returned.
        static let refused = UInt8(ascii: "1")
        static let threw = UInt8(ascii: "2")
        static let unusable = UInt8(ascii: "3")
    }

    /// A maker's file as an expression: the function that runs it and hands out its entry points. It begins on the
    /// file's own first line, so that a directive `"use strict"` counts and lines keep their numbers.
    static func wrapped(_ source: String) -> String {
        let published = published(by: source).map {
            "if (typeof \($0) !== 'undefined') globalThis.\($0) = \($0);\n"
        }
        let entries = ["decodeUplink", "Decode", "Decoder"].map {
            "typeof \($0) === 'function' ? \($0) : null"
        }
        return "(function () {\(source)\n;" + published.joined()
            + "return [" + entries.joined(separator: ", ") + "]})"
    }

    /// Functions of the file that it calls as `this.name()`: in a script they are members of the global object, which
    /// is what `this` is in a function called by its name alone.
    private static func published(by source: String) -> [String] {
        let bytes = Array(source.utf8)
        let (this, function, variable) = (Array("this".utf8), Array("function".utf8), Array("var".utf8))
        var called: Set<String> = []
        var declared: Set<String> = []
        var before = 0..<0
        for word in SourceWords(bytes) {
            defer { before = word }
            let between = bytes[before.upperBound..<word.lowerBound]
            func isAfter(_ name: [UInt8]) -> Bool { bytes[before].elementsEqual(name) }
            if between.count == 1, between.first == UInt8(ascii: "."), isAfter(this) {
                called.insert(String(decoding: bytes[word], as: UTF8.self))
            } else if !between.isEmpty, between.allSatisfy({ $0 <= UInt8(ascii: " ") }),
                isAfter(function) || isAfter(variable)
            {
                declared.insert(String(decoding: bytes[word], as: UTF8.self))
            }
        }
        return called.intersection(declared).filter { $0.utf8.allSatisfy { $0 < 128 } }.sorted()
    }

    /// Gives the function that runs one uplink: (make, bytes, port, receivedAt, whole, network) → text.
    ///
    /// It keeps its own references to what a codec could change.
    ///
    /// - Parameter roots: names of the built-in objects that the file could change.
    static func caller(roots: [String]) -> String {
        "(function (global, roots) {" + callerBody
            + "})(this, [" + roots.map { "'\($0)'" }.joined(separator: ", ") + "])"
    }

    private static let callerBody = """
            'use strict';
            var stringify = JSON.stringify, apply = Reflect.apply, isArray = Array.isArray, Time = Date;
            var remove = Reflect.deleteProperty;
            var define = Object.defineProperty, keys = Object.keys, Text = String, none = [];
            var quiet = function () {};
            var names = ['log', 'debug', 'info', 'warn', 'error', 'trace', 'dir', 'table', 'assert', 'group',
                'groupEnd', 'time', 'timeEnd'];
            function give(name, value) {
                define(global, name, {value: value, writable: true, enumerable: false, configurable: true});
            }
            var console = {};
            for (var i = 0; i < names.length; i++) console[names[i]] = quiet;
            Object.freeze(console);
            function say(error) {
                try {
                    if (error !== null && typeof error === 'object' && typeof error.message === 'string') {
                        return Text(error.name || 'Error') + ': ' + error.message;
                    }
                    return Text(error);
                } catch (other) { return 'an error that cannot be shown'; }
            }
            function sweep() {
                var left = keys(global);
                for (var i = 0; i < left.length; i++) remove(global, left[i]);
            }
            function entry(exported, name, own) {
                if (own !== null) return own;
                if (exported !== null && (typeof exported === 'object' || typeof exported === 'function')
                    && typeof exported[name] === 'function') return exported[name];
                return typeof global[name] === 'function' ? global[name] : null;
            }
            function judge(result, whole) {
                if (result === null || typeof result !== 'object') return '1the codec returned nothing';
                var errors = result.errors;
                if (errors !== undefined && errors !== null && errors !== false && errors.length !== 0) {
                    var said = isArray(errors) ? errors.map(say).join('; ') : say(errors);
                    return '1' + said + '\\u0001' + (whole ? stringify(result) : '');
                }
                var text = stringify(whole ? result : result.data);
                return text === undefined ? '1the codec returned no data' : '0' + text;
            }
            function judgeBare(result) {
                var text = result === null ? undefined : stringify(result);
                return text === undefined ? '1the codec returned nothing' : '0' + text;
            }
            function run(make, bytes, port, receivedAt, whole, network) {
                try {
                    var module = {exports: {}};
                    give('module', module);
                    give('exports', module.exports);
                    give('console', console);
                    var found = apply(make, global, none), exported = global.module && global.module.exports;
                    var uplink = entry(exported, 'decodeUplink', found[0]);
                    if (uplink !== null) {
                        return judge(
                            uplink({bytes: bytes, fPort: port, recvTime: new Time(receivedAt), variables: {}}),
                            whole);
                    }
                    var decode = entry(exported, 'Decode', found[1]);
                    var decoder = entry(exported, 'Decoder', found[2]);
                    if (decode !== null && (network === 1 || decoder === null)) {
                        return judgeBare(decode(port, bytes, {}));
                    }
                    if (decoder !== null) return judgeBare(decoder(bytes, port));
                    return '3the file defines none of decodeUplink, Decode and Decoder';
                } catch (error) {
                    return '2' + say(error);
                } finally {
                    sweep();
                }
            }
            var ownKeys = Reflect.ownKeys, look = Object.getOwnPropertyDescriptor, above = Object.getPrototypeOf;
            var evaluate = global.eval, isWord = /^[A-Za-z_$][A-Za-z0-9_$]*$/;
            var isAsItWas = [], isGlobalAsItWas;
            // Of each object its members lie together: from `begins` to `ends`.
            var begins = [], ends = [];
            var objects = [], keysOf = [], parents = [], owners = [], places = [], values = [], whole = [];
            function remember(object) {
                if (object === null || typeof object !== 'object' && typeof object !== 'function'
                    || objects.indexOf(object) >= 0) return;
                var all = ownKeys(object);
                objects.push(object);
                keysOf.push(all);
                parents.push(above(object));
                begins.push(owners.length);
                for (var i = 0; i < all.length; i++) note(object, all[i]);
                ends.push(owners.length);
                remember(above(object));
            }
            function note(object, name) {
                var property = look(object, name);
                if (!property || !('value' in property)) return;
                owners.push(object);
                places.push(name);
                values.push(property.value);
                whole.push(property);
            }
            run.remember = function () {
                for (var i = 0; i < roots.length; i++) {
                    remember(global[roots[i]]);
                    remember(global[roots[i]].prototype);
                    note(global, roots[i]);
                }
                for (i = 0; i < objects.length; i++) isAsItWas.push(comparison(objects[i]));
                isGlobalAsItWas = comparison(global);
            };
            // Written out member by member, `o.max === v[3] && …`, since the engine remembers for each place in the
            // text where the member was found last time: a tenth of the time of a loop over names.
            function comparison(object) {
                var names = [], expected = [];
                for (var i = 0; i < owners.length; i++) {
                    if (owners[i] !== object || values[i] !== values[i]) continue;
                    names.push(places[i]);
                    expected.push(values[i]);
                }
                var text = '';
                for (i = 0; i < names.length; i++) {
                    var isPlain = typeof names[i] === 'string' && isWord.test(names[i]);
                    text += ' && o' + (isPlain ? '.' + names[i] : '[k[' + i + ']]') + ' === v[' + i + ']';
                }
                return evaluate('(function (o, k, v) { return function () { return true' + text + ' } })')(
                    object, names, expected);
            }
            function restoreKeys(position) {
                var object = objects[position], was = keysOf[position], now = ownKeys(object);
                for (var i = 0; i < now.length; i++) {
                    if (was.indexOf(now[i]) < 0 && !remove(object, now[i])) return false;
                }
                for (i = begins[position]; i < ends[position]; i++) define(object, places[i], whole[i]);
                return ownKeys(object).length === was.length;
            }
            function restoreMembers(object, begin, end) {
                for (var i = begin; i < end; i++) {
                    if (owners[i] !== object) continue;
                    var found = object[places[i]];
                    // NaN is the one value that is not itself.
                    if (found === values[i] || values[i] !== values[i]) continue;
                    define(object, places[i], whole[i]);
                    if (object[places[i]] !== values[i]) return false;
                }
                return true;
            }
            run.restore = function () {
                try {
                    for (var i = 0; i < objects.length; i++) {
                        if (above(objects[i]) !== parents[i]) return false;
                        if (ownKeys(objects[i]).length !== keysOf[i].length && !restoreKeys(i)) return false;
                        if (!isAsItWas[i]() && !restoreMembers(objects[i], begins[i], ends[i])) {
                            return false;
                        }
                    }
                    return isGlobalAsItWas() || restoreMembers(global, 0, owners.length);
                } catch (error) { return false; }
            };
            return run;
        """

    /// What loads lazily and would need a file later: time zones, number formats, regular expressions.
    static let warmUp = """
        (function () {
            var now = new Date();
            now.getHours(); now.toString(); now.toISOString(); now.toLocaleString();
            (1234.5).toLocaleString(); 'b'.localeCompare('a'); 'é'.normalize('NFD');
            /^(a|b)+$/u.test('ab'); parseFloat('1.5'); JSON.stringify({a: [1, 'x']});
            new Float32Array(new Uint8Array([1, 2, 3, 4]).buffer); new DataView(new ArrayBuffer(8));
            if (typeof Intl === 'object') { new Intl.DateTimeFormat('en').format(now); }
        })()
        """
}
