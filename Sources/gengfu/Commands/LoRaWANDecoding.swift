import ArgumentParser
import CodecHost
import CodecWire
import Control
import Facility
import Foundation
import Simulation

/// `gengfu decode --lorawan-codec`: what a maker's file makes of a frame, in the very process that runs it for the
/// gateway.
struct LoRaWANDecoding {
    /// One frame, as a line of standard input says it.
    private struct Line: Decodable {
        var codec: String
        var hex: String
        var fport: Int?
        var network: String?
    }

    /// Lines run at once; enough to keep the child busy while the next are read.
    private static let batch = 1_024

    private let runner = CodecRunner()
    private var scripts: [String: CodecScript] = [:]
    private let receivedAt: Timestamp

    /// - Parameter at: `input.recvTime`.
    init(at: Timestamp) { receivedAt = at }

    /// Prints what the codec returned for one frame.
    /// - Returns: whether it decoded it.
    mutating func run(file: String, hex: String, port: Int, network: String) throws -> Bool {
        guard let job = job(Line(codec: file, hex: hex, fport: port, network: network)) else {
            throw ValidationError("--hex takes an even number of hexadecimal digits, --fport 0 to 255")
        }
        guard let job = try? job.get() else { throw ValidationError("\(file) cannot be read") }
        return try run([.success(job)])
    }

    /// Prints a line for each line of standard input: `{"codec":FILE,"hex":…,"fport":…}`.
    /// - Returns: whether all were decoded.
    mutating func runLines() throws -> Bool {
        var waiting: [Result<CodecJob, Refusal>] = []
        var isGood = true
        while let text = readLine() {
            guard let line = try? JSONDecoder().decode(Line.self, from: Data(text.utf8)), let job = job(line)
            else {
                throw ValidationError(#"a line is {"codec":FILE,"hex":HEX,"fport":N}: \#(text.prefix(80))"#)
            }
            waiting.append(job)
            guard waiting.count >= Self.batch else { continue }
            isGood = try run(waiting) && isGood
            waiting = []
        }
        return try run(waiting) && isGood
    }

    private struct Refusal: Error { var reason: String }

    /// - Returns: nil when the line makes no sense; a refusal when its file cannot be read.
    private mutating func job(_ line: Line) -> Result<CodecJob, Refusal>? {
        guard let payload = line.hex.isEmpty ? [] : Hex.bytes(line.hex),
            let port = UInt8(exactly: line.fport ?? 1)
        else { return nil }
        let network: CodecNetwork = line.network == "chirpstack" ? .chirpstack : .ttn
        let key = "\(network) \(line.codec)"
        if scripts[key] == nil {
            guard let contents = FileManager.default.contents(atPath: line.codec),
                contents.count <= CodecRequest.longestSource
            else { return .failure(Refusal(reason: "\(line.codec) cannot be read")) }
            scripts[key] = CodecScript(name: line.codec, network: network, source: Array(contents))
        }
        return scripts[key].map {
            .success(
                CodecJob(
                    id: 0, script: $0, port: port, receivedAt: receivedAt.milliseconds, wantsWhole: true,
                    payload: payload))
        }
    }

    private func run(_ jobs: [Result<CodecJob, Refusal>]) throws -> Bool {
        let results: [CodecResult]
        do throws(CodecRunner.Unstartable) {
            results = try runner.run(jobs.compactMap { try? $0.get() })
        } catch {
            StandardError.write("gengfu-codec: \(error.reason)")
            throw ExitCode.failure
        }
        var rest = results[...]
        var isGood = true
        for job in jobs {
            switch job {
            case .success:
                guard let result = rest.popFirst() else { return false }
                isGood = isGood && result.outcome == .decoded
                StandardOutput.write(Self.line(result))
            case .failure(let refusal):
                isGood = false
                StandardOutput.write(JSONLine.text(Mistake(error: refusal.reason)))
            }
        }
        return isGood
    }

    private struct Mistake: Encodable { var error: String }

    /// What the codec returned, also when that says that it could not; else why it returned nothing.
    private static func line(_ result: CodecResult) -> String {
        guard result.text.isEmpty else {
            return VisibleText.of(json: String(decoding: result.text, as: UTF8.self))
        }
        return JSONLine.text(Mistake(error: result.reason))
    }
}
