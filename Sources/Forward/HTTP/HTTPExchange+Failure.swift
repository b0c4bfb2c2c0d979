import AsyncHTTPClient
import Facility
import NIOCore
import NIOPosix
import NIOSSL

/// What an exchange that brought no answer means for what may be done next.
extension HTTPExchange {
    /// Only what certainly happened before anything was sent may be called unreachable; whatever is doubtful is
    /// unknown, and is asked for.
    static func failure(_ error: any Error) -> Lane.Failure {
        switch error {
        case is CancellationError: return .cancelled
        case is NIOTooManyBytesError: return .unknown("answer longer than \(bodyLimit) bytes")
        case is NIOConnectionError: return .unreachable("no connection")
        case is NIOSSLExtraError: return .unreachable("TLS refused")
        case let error as NIOSSLError: return failure(tls: error)
        case let error as BoringSSLError: return failure(boring: error)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return .unreachable("connection refused")
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            return .unreachable("the box does not have the address to call from")
        case let error as HTTPClientError: return failure(client: error)
        default: return .unknown("connection failed: \(type(of: error))")
        }
    }

    private static func failure(client error: HTTPClientError) -> Lane.Failure {
        switch error {
        case .cancelled: .cancelled
        case .connectTimeout: .unreachable("no connection in time")
        case .tlsHandshakeTimeout: .unreachable("no TLS in time")
        case .getConnectionFromPoolTimeout: .unreachable("no free connection in time")
        case .httpProxyHandshakeTimeout, .invalidProxyResponse: .unreachable("the proxy lets nothing through")
        case .proxyAuthenticationRequired: .lockedOut("the proxy asks for a user and password")
        case .deadlineExceeded, .readTimeout: .unknown("no answer in time")
        case .remoteConnectionClosed: .unknown("connection dropped before the answer")
        default: .unknown(error.shortDescription)
        }
    }

    private static func failure(tls error: NIOSSLError) -> Lane.Failure {
        switch error {
        case .uncleanShutdown, .shutdownFailed, .readInInvalidTLSState, .writeDuringTLSShutdown:
            .unknown("TLS ended before the answer")
        default: .unreachable("TLS refused")
        }
    }

    /// Outside of the handshake. TLS 1.3 lets a client send before the server has looked at its certificate, so that
    /// its refusal comes in place of an answer; a server that refuses the certificate has taken nothing.
    private static func failure(boring error: BoringSSLError) -> Lane.Failure {
        let text = "\(error)".uppercased()
        let isOurCertificate = ["CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED"].contains {
            text.contains("ALERT") && text.contains($0)
        }
        return isOurCertificate
            ? .lockedOut("the far side does not accept our certificate") : .unknown("TLS failed")
    }
}
