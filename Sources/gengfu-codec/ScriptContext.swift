import CJavaScriptCore
import CodecWire

/// One JavaScript world with one maker's file in it.
final class ScriptContext {
    private let context: JSGlobalContextRef
    private let run: JSObjectRef
    private let make: JSObjectRef
    /// Puts the built-in objects back; nil when the file cannot change them.
    private let restoring: JSObjectRef?

    /// With a heap of its own: collecting what one file has left takes no time from another's calls.
    ///
    /// - Throws: when the file does not load, with the engine's sentence.
    init(codec: LoadedCodec) throws(ScriptFailure) {
        guard let context = JSGlobalContextCreate(nil) else {
            throw ScriptFailure(reason: "no memory for a JavaScript context")
        }
        self.context = context
        do throws(ScriptFailure) {
            run = try Self.object(Prelude.caller(roots: codec.roots), in: context)
            // The file alone first: one with an unbalanced brace must not end the function around it.
            try Self.check(codec.source, in: context)
            make = try Self.object(Prelude.wrapped(codec.source), in: context)
            restoring = codec.roots.isEmpty ? nil : try Self.remember(by: run, in: context)
        } catch {
            JSGlobalContextRelease(context)
            throw error
        }
    }

    deinit { JSGlobalContextRelease(context) }

    /// Puts back what the last call changed for the next one.
    /// - Returns: false when that cannot be done: the context is spent.
    func restore() -> Bool {
        guard let restoring else { return true }
        guard let answer = JSObjectCallAsFunction(context, restoring, nil, 0, nil, nil) else { return false }
        return JSValueToBoolean(context, answer)
    }

    /// Notes the built-in objects as they are before the file has run.
    private static func remember(
        by run: JSObjectRef, in context: JSGlobalContextRef
    ) throws(ScriptFailure) -> JSObjectRef {
        var exception: JSValueRef?
        guard let remember = member("remember", of: run, in: context),
            JSObjectCallAsFunction(context, remember, nil, 0, nil, &exception) != nil,
            let restore = member("restore", of: run, in: context)
        else { throw failure(exception, context) }
        return restore
    }

    private static func member(
        _ name: String, of object: JSObjectRef, in context: JSGlobalContextRef
    ) -> JSObjectRef? {
        let text = JSStringCreateWithUTF8CString(name)
        defer { JSStringRelease(text) }
        guard let value = JSObjectGetProperty(context, object, text, nil) else { return nil }
        return JSValueToObject(context, value, nil)
    }

    /// Runs one uplink.
    /// - Parameter numbers: the JavaScript numbers 0...255.
    /// - Returns: a verdict and a text (`Prelude.Verdict`), UTF-8.
    func run(
        _ call: CodecCall, network: CodecNetwork, numbers: [JSValueRef?]
    ) throws(ScriptFailure) -> [UInt8] {
        var bytes = call.payload.map { numbers[Int($0)] }
        guard let array = JSObjectMakeArray(context, bytes.count, &bytes, nil) else {
            throw ScriptFailure(reason: "no memory for the payload")
        }
        var arguments: [JSValueRef?] = [
            make, array, numbers[Int(call.port)], JSValueMakeNumber(context, Double(call.receivedAt)),
            JSValueMakeBoolean(context, call.wantsWhole), numbers[Int(network.rawValue)],
        ]
        var exception: JSValueRef?
        let result = JSObjectCallAsFunction(context, run, nil, arguments.count, &arguments, &exception)
        guard exception == nil, let result else { throw Self.failure(exception, context) }
        guard let text = JSValueToStringCopy(context, result, nil) else {
            throw ScriptFailure(reason: "no memory for the result")
        }
        defer { JSStringRelease(text) }
        return Self.bytes(of: text)
    }

    private static func bytes(of text: JSStringRef) -> [UInt8] {
        // Longer ones are refused anyway: enough to tell that they are.
        let room = min(JSStringGetMaximumUTF8CStringSize(text), CodecAnswer.longestText * 2)
        return Array(unsafeUninitializedCapacity: room) { buffer, count in
            let start = UnsafeMutableRawPointer(buffer.baseAddress)?.assumingMemoryBound(to: CChar.self)
            count = max(0, JSStringGetUTF8CString(text, start, room) - 1)
        }
    }

    private static func check(_ source: String, in context: JSGlobalContextRef) throws(ScriptFailure) {
        let script = JSStringCreateWithUTF8CString(source)
        defer { JSStringRelease(script) }
        var exception: JSValueRef?
        guard JSCheckScriptSyntax(context, script, nil, 1, &exception) else {
            throw failure(exception, context)
        }
    }

    private static func object(
        _ source: String, in context: JSGlobalContextRef
    ) throws(ScriptFailure) -> JSObjectRef {
        let script = JSStringCreateWithUTF8CString(source)
        defer { JSStringRelease(script) }
        var exception: JSValueRef?
        guard let value = JSEvaluateScript(context, script, nil, nil, 1, &exception),
            let object = JSValueToObject(context, value, &exception)
        else { throw failure(exception, context) }
        // At once: the collector looks for what is in use on the stack, and this goes into an object of ours.
        JSValueProtect(context, object)
        return object
    }

    private static func failure(_ exception: JSValueRef?, _ context: JSGlobalContextRef) -> ScriptFailure {
        guard let exception, let text = JSValueToStringCopy(context, exception, nil) else {
            return ScriptFailure(reason: "JavaScript stopped without a reason")
        }
        defer { JSStringRelease(text) }
        return ScriptFailure(reason: String(decoding: bytes(of: text).prefix(512), as: UTF8.self))
    }
}

/// Why JavaScript gave no answer, in its own words.
struct ScriptFailure: Error {
    var reason: String
}
