/// CEL's conversions. What does not fit the target is an error, never a nearest value.
enum Conversion {
    static func int(_ value: Value) -> Value {
        switch value {
        case .int: value
        case .uint(let number): Int64(exactly: number).map(Value.int) ?? .error(.overflow)
        // CEL refuses the two ends of the range, where a double cannot tell the last integers apart.
        case .double(let number):
            number > -0x1p63 && number < 0x1p63 ? .int(Int64(number)) : .error(.overflow)
        case .string(let text): integer(text).flatMap(Int64.init).map(Value.int) ?? .error(.invalidConversion)
        case .timestamp, .fineTimestamp: ExactInstant(value).map { .int($0.seconds) } ?? .error(.overflow)
        default: .error(.noSuchOverload)
        }
    }

    static func uint(_ value: Value) -> Value {
        switch value {
        case .uint: value
        case .int(let number): UInt64(exactly: number).map(Value.uint) ?? .error(.overflow)
        case .double(let number):
            number >= 0 && number < 0x1p64 ? .uint(UInt64(number)) : .error(.overflow)
        case .string(let text):
            integer(text).flatMap(UInt64.init).map(Value.uint) ?? .error(.invalidConversion)
        default: .error(.noSuchOverload)
        }
    }

    static func double(_ value: Value) -> Value {
        switch value {
        case .double: value
        case .int(let number): .double(Double(number))
        case .uint(let number): .double(Double(number))
        case .string(let text): Double(text).map(Value.double) ?? .error(.invalidConversion)
        default: .error(.noSuchOverload)
        }
    }

    static func bool(_ value: Value) -> Value {
        switch value {
        case .bool: value
        case .string("true"), .string("True"), .string("TRUE"), .string("t"), .string("1"): .bool(true)
        case .string("false"), .string("False"), .string("FALSE"), .string("f"), .string("0"): .bool(false)
        case .string: .error(.invalidConversion)
        default: .error(.noSuchOverload)
        }
    }

    static func string(_ value: Value) -> Value {
        switch value {
        case .string: value
        case .bool(let holds): .string(holds ? "true" : "false")
        case .int(let number): .string(String(number))
        case .uint(let number): .string(String(number))
        case .double(let number): .string(text(of: number))
        case .bytes(let bytes):
            String(validating: bytes, as: UTF8.self).map(Value.string) ?? .error(.invalidConversion)
        case .duration, .fineDuration:
            ExactDuration(value).map { .string(DurationText.write($0)) } ?? .error(.overflow)
        case .timestamp, .fineTimestamp:
            ExactInstant(value).map { .string(TimestampText.write($0)) } ?? .error(.overflow)
        default: .error(.noSuchOverload)
        }
    }

    static func bytes(_ value: Value) -> Value {
        switch value {
        case .bytes: value
        case .string(let text): .bytes(Array(text.utf8))
        default: .error(.noSuchOverload)
        }
    }

    static func duration(_ value: Value) -> Value {
        switch value {
        case .duration, .fineDuration: value
        case .string(let text): DurationText.parse(text)?.value ?? .error(.invalidConversion)
        default: .error(.noSuchOverload)
        }
    }

    static func timestamp(_ value: Value) -> Value {
        switch value {
        case .timestamp, .fineTimestamp: return value
        case .string(let text): return TimestampText.parse(text)?.value ?? .error(.invalidConversion)
        case .int(let seconds):
            let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
            guard !overflow else { return .error(.overflow) }
            return ExactInstant(milliseconds: milliseconds)?.value ?? .error(.overflow)
        default: return .error(.noSuchOverload)
        }
    }

    static func type(_ value: Value) -> Value {
        TypeName(of: value).map(Value.type) ?? .error(.noSuchOverload)
    }

    /// Swift also reads a leading plus, which CEL does not.
    private static func integer(_ text: String) -> String? {
        text.utf8.first == UInt8(ascii: "+") ? nil : text
    }

    /// The shortest digits that read back the same, without `.0`: a whole double reads as `5`.
    static func text(of number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Infinity" : "Infinity" }
        let text = String(number)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
