import Foundation
import Hummingbird

/// The outsider's side of the stand-in fire centre, beside that of the platform.
extension PlatformServer {
    func control(_ router: Router<PlatformContext>, of centre: FireCentreServer) {
        router.get("/_control/fire") { _, _ in PlatformAnswer.json(centre.shown) }
        router.get("/_control/fire/faults") { _, _ in PlatformAnswer.json(centre.faults.shown) }
        router.put("/_control/fire/faults") { request, _ in
            guard let body = await Self.body(of: request) else { return PlatformAnswer.problem(.notJSON) }
            switch CentreFaults.read(body) {
            case .failure(let problem): return PlatformAnswer.problem(problem)
            case .success(let faults):
                centre.faults = faults
                return PlatformAnswer.json(faults.shown)
            }
        }
        router.post("/_control/fire/ask") { request, _ in
            guard let body = await Self.body(of: request) else { return PlatformAnswer.problem(.notJSON) }
            return Self.ask(body, of: centre)
        }
    }

    /// `{"ask": "duty_check", "minutes": 10}`, `{"ask": "clock", "ahead_seconds": 7}`, `{"ask": "initialise"}`,
    /// `{"ask": "reset"}`, `{"ask": "question", "unit": "510100"}`: to every transmission device that is connected.
    private static func ask(_ body: PlatformJSON, of centre: FireCentreServer) -> Response {
        func wrong(_ pointer: String, _ detail: String) -> Response {
            PlatformAnswer.problem(.invalid([.init(pointer: pointer, detail: detail)]))
        }
        let told: Int
        switch body["ask"]?.string {
        case "duty_check":
            guard let minutes = UInt8(exactly: body["minutes"]?.integer ?? 10) else {
                return wrong("/minutes", "must be 0 to 255")
            }
            told = centre.askDuty(minutes: minutes)
        case "clock": told = centre.tellTime(ahead: Double(body["ahead_seconds"]?.integer ?? 0))
        case "initialise": told = centre.tell(command: 1, unit: [89, 1, 0])
        case "reset":
            centre.breakLinks()
            told = 0
        case "question":
            guard let unit = body["unit"]?.string.flatMap(bytes(ofHex:)), unit.count <= 1_024 else {
                return wrong("/unit", "must be bytes in hexadecimal digits")
            }
            told = centre.tell(command: 4, unit: unit)
        default: return wrong("/ask", "must be duty_check, clock, initialise, question or reset")
        }
        return PlatformAnswer.json(.object(["told": .number(Double(told))]))
    }

    private static func bytes(ofHex text: String) -> [UInt8]? {
        let digits = Array(text.utf8)
        guard digits.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: digits.count, by: 2).reduce(into: [UInt8]?.some([])) { bytes, place in
            let pair = String(decoding: digits[place..<(place + 2)], as: UTF8.self)
            guard let byte = UInt8(pair, radix: 16) else { return bytes = nil }
            bytes?.append(byte)
        }
    }
}
