import CJavaScriptCore
import CodecWire

/// The JavaScript engine with all files that the parent sent, one context for each, made at the file's first call.
final class ScriptEngine {
    private struct Entry {
        let codec: LoadedCodec
        var context: ScriptContext?
        /// Why it does not load; said again for each call.
        var failure: ScriptFailure?
    }

    private let home: JSGlobalContextRef
    private let numbers: [JSValueRef?]
    private var entries: [UInt32: Entry] = [:]

    init() {
        home = JSGlobalContextCreate(nil)
        let home = home
        // Small whole numbers are their own representation: no collector ever sees them, and any context knows them.
        numbers = (0...255).map { JSValueMakeNumber(home, Double($0)) }
    }

    /// Makes the library load what it loads late, while files can still be opened.
    func warmUp() {
        let script = JSStringCreateWithUTF8CString(Prelude.warmUp)
        _ = JSEvaluateScript(home, script, nil, nil, 1, nil)
        JSStringRelease(script)
        let trial = LoadedCodec(
            network: .ttn,
            source: Array("function decodeUplink(i) { return {data: {n: i.bytes.length}} }".utf8))
        load(0, trial)
        prepare(0)
        _ = run(CodecCall(id: 0, codec: 0, port: 1, receivedAt: 0, payload: [1]))
        forget(0)
        JSGarbageCollect(home)
    }

    func load(_ number: UInt32, _ codec: LoadedCodec) { entries[number] = Entry(codec: codec) }

    func forget(_ number: UInt32) { entries[number] = nil }

    /// Makes the file ready to be called, if it is not: nothing of it runs yet.
    func prepare(_ codec: UInt32) {
        guard let position = entries.index(forKey: codec), entries.values[position].context == nil,
            entries.values[position].failure == nil
        else { return }
        do throws(ScriptFailure) {
            entries.values[position].context = try ScriptContext(codec: entries.values[position].codec)
        } catch { entries.values[position].failure = error }
    }

    func run(_ call: CodecCall) -> CodecAnswer {
        guard let position = entries.index(forKey: call.codec) else {
            return CodecAnswer(id: call.id, outcome: .unusable, reason: "the codec was not loaded")
        }
        let codec = entries.values[position].codec
        if let failure = entries.values[position].failure {
            return CodecAnswer(id: call.id, outcome: .unusable, reason: failure.reason)
        }
        defer { restore(position) }
        do throws(ScriptFailure) {
            guard
                let text = try entries.values[position].context?.run(
                    call, network: codec.network, numbers: numbers)
            else { return CodecAnswer(id: call.id, outcome: .unusable, reason: "no context") }
            return Self.answer(call.id, text)
        } catch {
            return CodecAnswer(id: call.id, outcome: .threw, reason: error.reason)
        }
    }

    /// Makes the file's context as it was before the call, or throws it away.
    private func restore(_ position: Dictionary<UInt32, Entry>.Index) {
        guard entries.values[position].context?.restore() == false else { return }
        entries.values[position].context = nil
    }

    private static func answer(_ id: UInt32, _ text: [UInt8]) -> CodecAnswer {
        guard let verdict = text.first else {
            return CodecAnswer(id: id, outcome: .threw, reason: "no result")
        }
        guard text.count <= CodecAnswer.longestText else {
            return CodecAnswer(
                id: id, outcome: .tooLong,
                reason: "the codec returned more than \(CodecAnswer.longestText >> 10) kB")
        }
        switch verdict {
        case Prelude.Verdict.decoded:
            return CodecAnswer(id: id, outcome: .decoded, text: Array(text.dropFirst()))
        case Prelude.Verdict.refused:
            let parts = text.dropFirst().split(separator: 1, maxSplits: 1, omittingEmptySubsequences: false)
            return CodecAnswer(
                id: id, outcome: .refused, text: parts.count > 1 ? Array(parts[1]) : [],
                reason: String(decoding: parts[0], as: UTF8.self))
        case Prelude.Verdict.unusable: return said(id, .unusable, text)
        default: return said(id, .threw, text)
        }
    }

    private static func said(_ id: UInt32, _ outcome: CodecAnswer.Outcome, _ text: [UInt8]) -> CodecAnswer {
        CodecAnswer(
            id: id, outcome: outcome,
            reason: String(decoding: text.dropFirst().prefix(CodecAnswer.longestReason), as: UTF8.self))
    }
}
