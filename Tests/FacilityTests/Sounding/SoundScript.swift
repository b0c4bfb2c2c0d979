@testable import Facility

/// Drives one plan by hand: a player that takes 3 s for a tone and 4 s for a sentence, drawn second by second.
struct SoundScript {
    var plan: SoundPlan
    var now = Timestamp(milliseconds: 0)
    /// What the loudspeaker does in each second: `T` a tone, `s` a sentence, `.` nothing; the case's number before
    /// each tone (`1TTTssss`), `p` for a path.
    private(set) var line = ""
    private(set) var answers: [String] = []
    private var burst: SoundPlan.Burst?
    private var second = 0
    /// Said by the player instead of a tone.
    var problem: String?

    static let tone = 3
    static let whole = 7

    init(_ change: (inout SoundSettings) -> Void = { _ in }) {
        var settings = SoundSettings()
        change(&settings)
        plan = SoundPlan(settings: settings)
    }

    mutating func callAsFunction(_ input: SoundPlan.Input) {
        for action in plan.step(input, now: now) {
            switch action {
            case .begin(let next):
                burst = next
                second = 0
                switch next.subject {
                case .incident(let id): line += "\(id.number)"
                case .path: line += "p"
                }
            case .stop(let number):
                guard burst?.number == number else { continue }
                burst = nil
                line += "|"
                self(.ended(number))
            case .answer(let delivery, nil): answers.append("\(delivery)")
            case .answer(let delivery, let problem?): answers.append("\(delivery): \(problem)")
            case .wake: break
            }
        }
    }

    /// A case stands; `rank` as `SoundedCase.rank`: 8 a fire, 4 an extreme case that is no life safety.
    mutating func stand(
        _ number: Int64, life: Bool = true, _ severity: Severity = .extreme, delivery: Int64? = nil
    ) {
        self(.standing(.sample(number, life: life, severity), delivery: delivery))
    }

    mutating func answer(_ number: Int64) { self(.answered(.sample(number), delivery: nil)) }

    mutating func lose(_ path: String) {
        self(.pathLost(path, .init(text: LocalizedText(en: path, zh: path))))
    }

    /// Lets so many seconds pass.
    mutating func run(_ seconds: Int) {
        for _ in 0..<seconds {
            line += burst == nil ? "." : second < Self.tone ? "T" : "s"
            now = now + .seconds(1)
            if let current = burst {
                second += 1
                if let problem {
                    burst = nil
                    self(.toneEnded(current.number, problem: problem))
                    self(.ended(current.number))
                } else if second == Self.tone {
                    self(.toneEnded(current.number, problem: nil))
                } else if second == Self.whole {
                    burst = nil
                    self(.ended(current.number))
                }
            }
            self(.deadline)
        }
    }

    /// What was drawn since the last call.
    mutating func drawn() -> String {
        defer { line = "" }
        return line
    }
}

extension IncidentID {
    static func sample(_ number: Int64) -> IncidentID {
        IncidentID(site: "longhu", epoch: 0x3a_9c04_e7d1, number: number)
    }
}

extension SoundedCase {
    static func sample(_ number: Int64, life: Bool, _ severity: Severity) -> SoundedCase {
        SoundedCase(
            incident: .sample(number), severity: severity, isLifeSafety: life,
            speech: Speech(text: LocalizedText(en: "Fire. \(number).", zh: "火警。\(number)。")),
            raisedAt: Timestamp(milliseconds: 0))
    }
}
