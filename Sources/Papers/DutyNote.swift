import Facility

/// A line of the duty log that belongs to no case: the shift was handed over, the gateway was blind, somebody pressed a
/// siren. Without them a night reads as if the box had always watched and one guard had sat through.
package struct DutyNote: Sendable, Equatable {
    package enum Kind: Sendable, Equatable {
        /// `by` took over from this person.
        case takeover(from: String)
        /// Until `at` the gateway saw nothing for so long.
        case blind(Interval)
        /// Somebody gave a wrong PIN in the name of `by`.
        case wrongPIN
        /// The loudspeakers were told to say no more of lost paths.
        case hushed
        case siren(String, isOn: Bool)
    }

    package var at: Timestamp
    /// `Person.id`; nil: the gateway itself.
    package var by: String?
    package var kind: Kind
    package var remark: String

    package init(at: Timestamp, by: String?, kind: Kind, remark: String = "") {
        self.at = at
        self.by = by
        self.kind = kind
        self.remark = remark
    }

    /// What a line of the audit log says for the duty log; nil: it says it elsewhere, or nothing a guard asks for.
    package init?(_ line: AuditLine) {
        let kind: Kind
        var (by, remark): (String?, String) = (line.by, "")
        switch line.action {
        case AuditLine.takeover:
            kind = .takeover(from: line.subject)
            remark = line.detail
        case AuditLine.started:
            guard let blind = line.blindTime else { return nil }
            kind = .blind(blind)
            by = nil
        case "pin_refused": kind = .wrongPIN
        case "paths_hushed": kind = .hushed
        case "siren_pressed_on", "siren_pressed_off":
            kind = .siren(line.subject, isOn: line.action == "siren_pressed_on")
        default: return nil
        }
        self.init(at: line.at, by: by, kind: kind, remark: remark)
    }

    /// What stands under "what".
    func text(_ name: (String) -> String) -> LocalizedText {
        switch kind {
        case .takeover(let from):
            LocalizedText(en: "took the shift over from \(name(from))", zh: "接班（交班人：\(name(from))）")
        case .blind(let length):
            LocalizedText(
                en: "watching again; saw nothing for \(Digits.clock(length))",
                zh: "恢复监测，此前失明 \(Digits.clock(length))")
        case .wrongPIN: LocalizedText(en: "wrong PIN", zh: "PIN 输错")
        case .hushed: LocalizedText(en: "lost paths heard of", zh: "已知悉通路中断，停止播报")
        case .siren(let id, true): LocalizedText(en: "siren \(id) on", zh: "开启警铃 \(id)")
        case .siren(let id, false): LocalizedText(en: "siren \(id) off", zh: "关闭警铃 \(id)")
        }
    }
}
