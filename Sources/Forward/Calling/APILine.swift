import Facility
import Foundation

/// SMS and voice calls by an HTTP interface, as `calls:` declares it.
struct APILine: PhoneLine {
    private let api: PhoneAPI
    private let site: String
    private let exchange: HTTPExchange
    private let signature: RequestSignature

    init(_ api: PhoneAPI, site: String) throws(ConveyanceFault) {
        self.api = api
        self.site = site
        let exchange = try HTTPExchange(
            api.link, secrets: Secrets(([api.secret] + api.signing.secrets).map { $0?.text }))
        self.exchange = exchange
        var settings = HTTPSettings(url: api.link.url)
        settings.link = api.link
        settings.signing = api.signing
        signature = try RequestSignature(settings, http: exchange)
    }

    /// The interface is asked for the key call by call; nobody writes to it.
    var readsEvery: Interval? { nil }

    func replies() async -> [(number: String, text: String)] { [] }

    func shutDown() async { await exchange.shutDown() }

    func send(_ call: PhoneDesk.Outgoing) async -> PhoneDesk.Outcome {
        var number: String?
        for part in call.parts {
            let outcome = await send(part, call)
            guard case .sent(let id) = outcome else { return outcome }
            number = id ?? number
        }
        return .sent(call: number)
    }

    private func send(_ text: String, _ call: PhoneDesk.Outgoing) async -> PhoneDesk.Outcome {
        let values = [
            "phone": call.number.digits, "text": text, "code": call.code, "site": site,
            "secret": api.secret?.text ?? "",
        ]
        var request = UnsentRequest(
            method: api.method, address: PhoneText.filled(exchange.base, values, escaping: .form))
        if api.method != "GET" {
            request.content = .bytes(Array(PhoneText.filled(api.body, values, escaping: api.escaping).utf8))
        }
        for (name, value) in api.headers.sorted(by: { $0.key < $1.key }) {
            request.setHeader(name, PhoneText.filled(value, values, escaping: .none))
        }
        do {
            let answer = try await signature.send(request) { $0.status == 401 }
            return judge(answer)
        } catch {
            if case .lockedOut(let why) = error { return .refused(why) }
            return .failed(error.reason)
        }
    }

    private func judge(_ answer: HTTPAnswer) -> PhoneDesk.Outcome {
        let isBusy = answer.status == 429 || answer.status >= 500
        guard (200..<300).contains(answer.status) else {
            return isBusy ? .failed("answered \(answer.status)") : .refused("answered \(answer.status)")
        }
        let tree = try? JSONSerialization.jsonObject(with: Data(answer.body))
        if !api.successAt.isEmpty {
            let said = tree.flatMap { JSONAnswer.text($0, at: api.successAt) }
            guard let said, api.successValues.contains(said) else {
                return .refused("answered \(said ?? "nothing") at \(api.successAt)")
            }
        }
        return .sent(call: api.callAt.isEmpty ? nil : tree.flatMap { JSONAnswer.text($0, at: api.callAt) })
    }

    func key(of call: String) async -> Int? {
        guard let answer = api.answer else { return nil }
        let values = ["call": call, "secret": api.secret?.text ?? ""]
        let request = UnsentRequest(
            method: "GET", address: PhoneText.filled(answer.url, values, escaping: .form))
        guard let said = try? await signature.send(request, isLockedOut: { $0.status == 401 }),
            (200..<300).contains(said.status),
            let tree = try? JSONSerialization.jsonObject(with: Data(said.body)),
            let text = JSONAnswer.text(tree, at: answer.keyAt)
        else { return nil }
        // `1`, `1#` and `*1` are what interfaces make of one key.
        let digits = text.filter { $0.isASCII && $0.isNumber }
        return digits.count == 1 ? Int(digits) : nil
    }
}
