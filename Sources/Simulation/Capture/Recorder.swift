import CMosquitto
import Foundation

/// Writes down what a broker carries, as a capture that `replay` plays again.
package enum Recorder {
    /// Records until `count` messages or for ever (SIGINT ends the program; every line is complete by then).
    ///
    /// - Parameters:
    ///   - now: milliseconds since 1970, asked once per message.
    ///   - write: one line with its end.
    package static func run(
        host: String, port: Int, user: String?, password: String?, filters: [String], count: Int?,
        now: @escaping () -> Int64, write: @escaping ([UInt8]) -> Void
    ) throws(Publisher.Failure) {
        mosquitto_lib_init()
        let session = Recording(filters: filters, limit: count, now: now, write: write)
        let context = Unmanaged.passUnretained(session).toOpaque()
        // Without a client id of its own and with a clean session: recording leaves nothing at the broker.
        guard let client = mosquitto_new(nil, true, context) else { throw .noBroker(host: host, port: port) }
        defer { mosquitto_destroy(client) }
        if let user { mosquitto_username_pw_set(client, user, password) }
        mosquitto_connect_callback_set(client) { client, context, _ in
            guard let context else { return }
            let session = Unmanaged<Recording>.fromOpaque(context).takeUnretainedValue()
            for filter in session.filters { mosquitto_subscribe(client, nil, filter, 1) }
        }
        mosquitto_message_callback_set(client) { client, context, message in
            guard let context, let message else { return }
            let session = Unmanaged<Recording>.fromOpaque(context).takeUnretainedValue()
            session.take(message.pointee)
            if session.isComplete { mosquitto_disconnect(client) }
        }
        guard mosquitto_connect(client, host, Int32(port), 60) == 0 else {
            throw .noBroker(host: host, port: port)
        }
        mosquitto_loop_forever(client, 1_000, 1)
    }

    private final class Recording {
        let filters: [String]
        private let limit: Int?
        private let now: () -> Int64
        private let write: ([UInt8]) -> Void
        private var seen = 0
        private let encoder = JSONEncoder()

        init(
            filters: [String], limit: Int?, now: @escaping () -> Int64, write: @escaping ([UInt8]) -> Void
        ) {
            self.filters = filters
            self.limit = limit
            self.now = now
            self.write = write
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        }

        var isComplete: Bool { limit.map { seen >= $0 } ?? false }

        func take(_ message: mosquitto_message) {
            guard !isComplete else { return }
            seen += 1
            let payload = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
            let line = CaptureLine(at: now(), topic: String(cString: message.topic), payload: Array(payload))
            guard let json = try? encoder.encode(line) else { return }
            write(Array(json) + [0x0A])
        }
    }
}
