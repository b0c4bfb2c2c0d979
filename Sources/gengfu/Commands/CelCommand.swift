import ArgumentParser
import Foundation

/// What an expression yields, without a gateway: for whoever writes conditions, and for CEL's conformance cases.
struct CelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cel",
        abstract: "Evaluate CEL expressions from standard input: one JSON object per line.",
        discussion: """
            A line is {"expr":EXPRESSION,"bindings":{NAME:VALUE,…}}; for each one line is printed, {"value":VALUE} or \
            {"error":REASON}. Values are typed: {"int64Value":"1"} as protobuf's JSON has it, {"int64_value":1}, \
            {"int":1} or {"type":"int","value":1}; what is printed is written as the line's own `value`, `expected` \
            or bindings are, else as those before, else as protobuf's JSON.

            Nothing is checked beforehand: names are what the line binds, types are found when they are met. A \
            condition of a hazard is checked by `gengfu check`. A line that cannot be read is answered by an error; \
            the exit code is 0.
            """)

    func run() throws {
        var line = CelLine()
        while let text = readLine() {
            if text.allSatisfy(\.isWhitespace) { continue }
            StandardOutput.write(line.answer(to: text).line)
        }
    }
}
