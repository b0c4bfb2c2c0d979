import CMosquitto
import Glibc

/// libmosquitto's own words for its codes, as Swift strings.
enum LinkText {
    static func error(_ code: Int32) -> String {
        if code == MOSQ_ERR_ERRNO.swift { return system(errno) }
        return String(cString: mosquitto_strerror(code))
    }

    static func reason(_ code: UInt8) -> String { String(cString: mosquitto_reason_string(Int32(code))) }

    static func connack(_ code: UInt8) -> String { String(cString: mosquitto_connack_string(Int32(code))) }

    static func system(_ code: Int32) -> String { String(cString: strerror(code)) }
}

extension mosq_err_t {
    /// The C functions return the codes as plain integers.
    var swift: Int32 { Int32(rawValue) }
}
