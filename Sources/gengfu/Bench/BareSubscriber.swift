import CMosquitto
import Glibc

/// The plainest possible QoS 1 subscriber: it counts and discards. The floor under every gateway built on
/// libmosquitto, and what `bench ingest` compares the whole path with.
///
/// It speaks MQTT 5 with the gateway's receive maximum, and stays when it has seen everything, so that its parent
/// measures it from outside exactly as it measures the gateway.
enum BareSubscriber {
    /// Subscribes, says `subscribed`, says `done` after `count` messages, and goes on until it is ended.
    /// - Parameter authority: PEM file of the broker's authority; nil: no TLS.
    static func run(port: Int, filter: String, count: Int, authority: String?) throws(BenchFailure) {
        mosquitto_lib_init()
        let counter = Counter(limit: count, filter: filter)
        let context = Unmanaged.passUnretained(counter).toOpaque()
        guard let client = mosquitto_new("bare", false, context) else { throw .noClient }
        defer { mosquitto_destroy(client) }
        mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, 5)
        mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, 2_000)
        if let authority { mosquitto_tls_set(client, authority, nil, nil, nil, nil) }
        mosquitto_connect_callback_set(client) { client, context, _ in
            guard let context else { return }
            let counter = Unmanaged<Counter>.fromOpaque(context).takeUnretainedValue()
            mosquitto_subscribe(client, nil, counter.filter, 1)
        }
        mosquitto_subscribe_callback_set(client) { _, _, _, _, _ in
            puts("subscribed")
            fflush(nil)
        }
        mosquitto_message_callback_set(client) { _, context, _ in
            guard let context else { return }
            let counter = Unmanaged<Counter>.fromOpaque(context).takeUnretainedValue()
            counter.seen += 1
            guard counter.seen == counter.limit else { return }
            puts("done \(Monotonic.microseconds)")
            fflush(nil)
        }
        guard mosquitto_connect(client, "127.0.0.1", Int32(port), 60) == 0 else { throw .noBroker }
        mosquitto_loop_forever(client, 1_000, 1)
    }

    private final class Counter {
        let limit: Int
        let filter: String
        var seen = 0

        init(limit: Int, filter: String) {
            self.limit = limit
            self.filter = filter
        }
    }
}
