import CMosquitto

/// The C boundary: copy, hand over, leave.
extension BrokerLink {
    private static func from(_ context: UnsafeMutableRawPointer?) -> BrokerLink? {
        context.map { Unmanaged<BrokerLink>.fromOpaque($0).takeUnretainedValue() }
    }

    func setCallbacks() {
        mosquitto_message_callback_set(handle) { _, context, message in
            guard let link = BrokerLink.from(context), let message else { return }
            link.received(message.pointee)
        }
        mosquitto_connect_v5_callback_set(handle) { _, context, code, flags, _ in
            guard let link = BrokerLink.from(context) else { return }
            link.callbackCount &+= 1
            link.answer = (UInt8(truncatingIfNeeded: code), flags & 1 == 1)
        }
        mosquitto_disconnect_v5_callback_set(handle) { _, context, code, _ in
            guard let link = BrokerLink.from(context), link.farewell == nil else { return }
            link.farewell = code
        }
        mosquitto_subscribe_v5_callback_set(handle) { _, context, mid, count, granted, _ in
            guard let link = BrokerLink.from(context), let granted else { return }
            link.callbackCount &+= 1
            let levels = UnsafeBufferPointer(start: granted, count: Int(count))
            link.sights.append(.granted(mid: mid, levels: Array(levels)))
        }
        mosquitto_publish_v5_callback_set(handle) { _, context, mid, code, _ in
            guard let link = BrokerLink.from(context) else { return }
            link.callbackCount &+= 1
            let mid = UInt16(truncatingIfNeeded: mid)
            guard link.outstanding.remove(mid) != nil else { return }
            link.sights.append(.acknowledged(mid: mid, reason: UInt8(truncatingIfNeeded: code)))
        }
        mosquitto_log_callback_set(handle) { _, context, level, line in
            guard level == MOSQ_LOG_ERR, let line, let link = BrokerLink.from(context) else { return }
            link.complained(String(cString: line))
        }
    }

    /// libmosquitto formats a line per packet as soon as somebody listens: only while connecting.
    func silenceLog() { mosquitto_log_callback_set(handle, nil) }
}
