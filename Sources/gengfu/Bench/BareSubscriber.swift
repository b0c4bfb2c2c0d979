import CMosquitto
import Glibc

/// The plainest possible QoS 1 subscriber: it counts and discards. The floor under every gateway built on
/// libmosquitto, and what `bench ingest` compares the whole path with.
enum BareSubscriber {
    /// Subscribes and returns after `count` messages; prints `subscribed` once it is.
    static func run(port: Int, filter: String, count: Int) throws {
        mosquitto_lib_init()
        let counter = Counter(limit: count, filter: filter)
        let context = Unmanaged.passUnretained(counter).toOpaque()
        guard let client = mosquitto_new("bare", false, context) else { throw BenchFailure.noClient }
        defer { mosquitto_destroy(client) }
        mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, 5)
        mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, 2_000)
        mosquitto_connect_callback_set(client) { client, context, _ in
            guard let context else { return }
            let counter = Unmanaged<Counter>.fromOpaque(context).takeUnretainedValue()
            mosquitto_subscribe(client, nil, counter.filter, 1)
        }
        mosquitto_subscribe_callback_set(client) { _, _, _, _, _ in
            puts("subscribed")
            fflush(nil)
        }
        mosquitto_message_callback_set(client) { client, context, _ in
            guard let context else { return }
            let counter = Unmanaged<Counter>.fromOpaque(context).takeUnretainedValue()
            counter.seen += 1
            if counter.seen == counter.limit { mosquitto_disconnect(client) }
        }
        guard mosquitto_connect(client, "127.0.0.1", Int32(port), 60) == 0 else { throw BenchFailure.noBroker }
        mosquitto_loop_forever(client, 1_000, 1)
        BareSubscriber.report(seen: counter.seen)
    }

    /// What the parent reads: messages and the CPU this process took, in microseconds.
    private static func report(seen: Int) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        let user = Int(usage.ru_utime.tv_sec) * 1_000_000 + Int(usage.ru_utime.tv_usec)
        let system = Int(usage.ru_stime.tv_sec) * 1_000_000 + Int(usage.ru_stime.tv_usec)
        puts("{\"seen\":\(seen),\"user_us\":\(user),\"system_us\":\(system)}")
        fflush(nil)
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

/// Why a benchmark could not run.
enum BenchFailure: Error, CustomStringConvertible {
    case noClient
    case noBroker
    case childFailed(String)

    var description: String {
        switch self {
        case .noClient: "libmosquitto gave no client"
        case .noBroker: "the benchmark's broker does not answer"
        case .childFailed(let detail): detail
        }
    }
}
