import Facility

/// What a far side answered, read to its end and not yet judged.
package struct HTTPAnswer: Sendable, Equatable {
    package var status: Int
    /// In the order they came.
    package var headers: [UnsentRequest.Pair]
    /// At most `HTTPExchange.bodyLimit` bytes.
    package var body: [UInt8]
    /// How long the far side asks to be left alone; nil: it does not.
    package var retryAfter: Interval?

    package init(
        status: Int, headers: [UnsentRequest.Pair] = [], body: [UInt8] = [], retryAfter: Interval? = nil
    ) {
        self.status = status
        self.headers = headers
        self.body = body
        self.retryAfter = retryAfter
    }

    /// The first of that name, whatever its case.
    package func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}
