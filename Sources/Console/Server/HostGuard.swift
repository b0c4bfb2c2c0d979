import Hummingbird

/// Refuses requests for a name that is not ours. A foreign page that has its own name point to this machine could
/// otherwise read the forms' tokens; under an address or a name we know it cannot.
struct HostGuard: RouterMiddleware {
    typealias Context = BasicRequestContext

    let hostNames: [String]

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        guard Self.isOurs(request.head.authority ?? "", hostNames) else {
            return Response(
                status: .misdirectedRequest, text: "this console does not answer to that name\n",
                type: "text/plain; charset=utf-8")
        }
        return try await next(request, context)
    }

    static func isOurs(_ authority: String, _ hostNames: [String]) -> Bool {
        let host = hostPart(authority).lowercased()
        if host.hasPrefix("[") || host == "localhost" { return true }
        let labels = host.split(separator: ".", omittingEmptySubsequences: false)
        if labels.count == 4, labels.allSatisfy({ UInt8($0) != nil }) { return true }
        return hostNames.contains { $0.lowercased() == host }
    }

    /// `[::1]` of `[::1]:8080`, `box.lan` of `box.lan:8080`.
    static func hostPart(_ authority: String) -> String {
        if authority.hasPrefix("[") {
            return String(authority.prefix { $0 != "]" }) + "]"
        }
        return String(authority.prefix { $0 != ":" })
    }

    /// Whether a form comes from our own page, as far as the browser says.
    static func isSameOrigin(_ request: Request) -> Bool {
        if let name = HTTPFields.Element.Name("Sec-Fetch-Site"), let site = request.headers[name],
            site != "same-origin", site != "none"
        {
            return false
        }
        guard let origin = request.headers[.origin] else { return true }
        let parts = origin.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 3 && String(parts[2]) == request.head.authority
    }
}
