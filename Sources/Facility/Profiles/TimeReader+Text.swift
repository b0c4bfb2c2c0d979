import CSimdjson

/// A time in a column of a table, read by a profile's own rule: what a back-test calls now.
extension TimeReader {
    /// - Parameters:
    ///   - text: followed by at least `MessageBatch.padding` readable bytes.
    ///   - arrival: of the row before; gives a time of day its date.
    /// - Returns: nil when it is no time.
    package func time(written text: UnsafeBufferPointer<UInt8>, arrival: Timestamp) -> Timestamp? {
        let text = text.trimmed
        guard !text.isEmpty else { return nil }
        var value = gj_value()
        gj_text_value(text.baseAddress, text.count, 1, &value)
        guard case .time(let found) = read(value, arrival: arrival) else { return nil }
        return found
    }
}
