import Facility
import Ring

/// What a verification of the audit log says to the person who asked for it.
extension AuditVerification {
    /// - Parameter isHeld: whether it was held against a head kept elsewhere.
    func lines(isHeld: Bool) -> [LocalizedText] {
        var lines = findings.map(\.text)
        if findings.count == Self.findingLimit {
            lines.append(LocalizedText(en: "There may be more; these are the first.", zh: "可能还有更多，以上为最先发现的。"))
        }
        guard let head, let first else {
            lines.append(LocalizedText(en: "The audit log is empty.", zh: "审计日志为空。"))
            return lines
        }
        if isSound {
            lines.append(
                LocalizedText(
                    en: "Lines \(first) to \(head.number) are as they were written.",
                    zh: "第 \(first) 至 \(head.number) 条与写入时一致。"))
        }
        if trimmedThrough > 0 {
            lines.append(
                LocalizedText(
                    en: "Lines up to \(trimmedThrough) have left by the limit; the log itself says so.",
                    zh: "第 \(trimmedThrough) 条及以前已按上限清除，日志自身有记载。"))
        }
        lines.append(
            LocalizedText(
                en: "Head: \(head.number):\(head.hex)", zh: "链尾：\(head.number):\(head.hex)"))
        if !isHeld {
            lines.append(
                LocalizedText(
                    en: "Only a head kept elsewhere proves that the whole log was not written anew: --head",
                    zh: "要证明整个日志没有被重写，须与他处保存的链尾比对：--head"))
        }
        return lines
    }
}

extension AuditFinding {
    /// What was found, by number.
    var text: LocalizedText {
        switch self {
        case .changed(let number):
            LocalizedText(
                en: "Line \(number) is not what was written after line \(number - 1).",
                zh: "第 \(number) 条与第 \(number - 1) 条之后写入的内容不符。")
        case .removed(let numbers) where numbers.count == 1:
            LocalizedText(
                en: "Line \(numbers.lowerBound) was removed.", zh: "第 \(numbers.lowerBound) 条已被删除。")
        case .removed(let numbers):
            LocalizedText(
                en: "Lines \(numbers.lowerBound) to \(numbers.upperBound) were removed.",
                zh: "第 \(numbers.lowerBound) 至 \(numbers.upperBound) 条已被删除。")
        case .cutOff(let after, let written):
            LocalizedText(
                en: "The log ends at line \(after); \(written) lines were written.",
                zh: "日志止于第 \(after) 条，而已写入 \(written) 条：末尾被截断。")
        case .unhashed(let number):
            LocalizedText(
                en: "Line \(number) has no hash: written before there were any, or put in later.",
                zh: "第 \(number) 条没有哈希：写于启用之前，或系事后插入。")
        case .otherThanHeld(let number):
            LocalizedText(
                en:
                    "Line \(number) is not the one the head was taken from: it or an earlier one was rewritten.",
                zh: "第 \(number) 条与他处保存的链尾不符：该条或更早的内容被重写。")
        case .heldLineMissing(let number):
            LocalizedText(
                en:
                    "Line \(number), which the head was taken from, is not there: the log was cut off or begun anew.",
                zh: "链尾所指的第 \(number) 条不存在：日志被截断或重新开始。")
        case .heldLineTrimmed(let number):
            LocalizedText(
                en: "Line \(number) has left by the limit; compare with a newer head.",
                zh: "第 \(number) 条已按上限清除，请用更新的链尾比对。")
        }
    }
}
