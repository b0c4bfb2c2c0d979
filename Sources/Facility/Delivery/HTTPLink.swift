/// The way to an HTTP far side, whatever is said on it: every kind that speaks HTTP has one.
///
/// Boxes stand in closed networks: no name service, a proxy, a network card of its own for the government's net, a
/// certificate authority of the district's own, a clock nobody sets.
package struct HTTPLink: Sendable, Equatable {
    /// http or https; paths are appended to it.
    package var url: String
    /// For the whole exchange. A connection that is not there after half of it (10 s at most) is given up.
    package var timeout: Interval
    /// PEM file of a private certificate authority; nil: the system's.
    package var authorityFile: String?
    /// PEM files of the certificate, its chain after it, and the key that the far side knows us by (mTLS).
    package var certificateFile: String?
    package var keyFile: String?
    package var via: Via

    package init(
        url: String, timeout: Interval = .seconds(15), authorityFile: String? = nil,
        certificateFile: String? = nil, keyFile: String? = nil, via: Via = Via()
    ) {
        self.url = url
        self.timeout = timeout
        self.authorityFile = authorityFile
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.via = via
    }

    /// What lies between the box and the far side.
    package struct Via: Sendable, Equatable {
        package var proxy: Proxy?
        /// The box's own address to call from, where it has several; nil: the system's choice.
        package var bind: String?
        /// Host names and the addresses behind them, where no name service knows them. Certificates are still
        /// checked against the name.
        package var hosts: [String: String] = [:]
        /// Whose clock signatures are made by.
        package var clock = Clock.own

        package init() {}

        package struct Proxy: Sendable, Equatable {
            package var host: String
            package var port: Int
            package var user: String?
            package var password: String?

            package init(host: String, port: Int, user: String? = nil, password: String? = nil) {
                self.host = host
                self.port = port
                self.user = user
                self.password = password
            }
        }

        package enum Clock: String, Sendable, Equatable, CaseIterable {
            case own
            /// The box's, moved by what the far side's `Date` has shown it to be off.
            case platform
        }
    }
}
