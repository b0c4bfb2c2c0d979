/// How long a deed holds where nobody says when the next one is due, with where the number comes from.
///
/// Counted in days, a half-year as 182: the due date is never later than the rule's.
package struct RecordTerm: Sendable, Equatable {
    package var days: Int64
    package var source: LocalizedText
    /// Two public sources agree on the number; else it is marked and the site should give its own date.
    package var isVerified: Bool

    /// - Parameter facility: `FacilityKind.id`.
    package static func standard(_ kind: RecordKind, facility: String) -> RecordTerm? {
        switch (kind, facility) {
        case (.maintenance, "elevator"):
            RecordTerm(
                days: 15,
                source: LocalizedText(
                    en: "once in 15 days at least: Order 549 art. 31; TSG T5002",
                    zh: "至少每15日一次：《特种设备安全监察条例》第三十一条；TSG T5002"),
                isVerified: true)
        case (.inspection, "elevator"):
            RecordTerm(
                days: 365,
                source: LocalizedText(
                    en: "yearly: TSG T5001; TSG T7001-2023 has other periods for some lifts",
                    zh: "每年一次：TSG T5001；TSG T7001-2023 对部分电梯另有周期"),
                isVerified: false)
        case (.drill, "elevator"):
            RecordTerm(
                days: 182,
                source: LocalizedText(en: "rescue drill each half-year", zh: "救援演练每半年一次"),
                isVerified: false)
        case (.cleaning, "water"):
            RecordTerm(
                days: 182,
                source: LocalizedText(
                    en: "each half-year by several local rules; quarterly in Hubei: there give the date",
                    zh: "多地规定每半年一次；湖北为每季度：请填写应做日期"),
                isVerified: true)
        case (.laboratory, "water"):
            RecordTerm(
                days: 30,
                source: LocalizedText(
                    en: "monthly by several local rules; quarterly in Sichuan: there give the date",
                    zh: "多地规定每月一次；四川为每季度：请填写应做日期"),
                isVerified: true)
        case (.inspection, "fire"):
            RecordTerm(
                days: 365,
                source: LocalizedText(
                    en: "whole test of fire equipment yearly: Fire Protection Law art. 16",
                    zh: "建筑消防设施每年至少一次全面检测：《消防法》第十六条"),
                isVerified: false)
        default: nil
        }
    }
}
