import Facility
import Foundation
import Ring
import SiteConfiguration

/// What `gengfu doctor` says of history and of the wear of the flash it lies on.
struct HistoryLines {
    private(set) var lines: [LocalizedText] = []

    /// Bytes that a card or chip of the cheaper kind is rated for; a box's own rating is on its data sheet.
    private static let modestEndurance = 30.0 * 1e12

    init(store: String, limits: Site.Limits) {
        guard limits.keepsHistory else {
            lines = [
                LocalizedText(
                    en: "? no history: the journal alone remembers (`limits: {history: auto}` begins one)",
                    zh: "? 未启用历史数据：仅保留日志区（`limits: {history: auto}` 启用）")
            ]
            return
        }
        let now = ClockReader().readOnce()
        guard let reader = try? RingReader(directory: store), let history = reader.historyStatistics() else {
            planned(store, limits)
            wear(nil)
            return
        }
        room(history, limits, at: now)
        if history.damagedBlocks > 0 {
            lines.append(
                LocalizedText(
                    en: "✗ history: \(history.damagedBlocks) damaged blocks; `gengfu loss` says of when",
                    zh: "✗ 历史数据：\(history.damagedBlocks) 个数据块损坏；时段见 `gengfu loss`"))
        }
        for found in history.classes {
            let days = Self.days(now - found.oldest)
            lines.append(
                LocalizedText(
                    en: "  \(found.importance.rawValue): \(found.readings) readings of \(days) days",
                    zh: "  \(found.importance.rawValue)：\(found.readings) 条读数，\(days) 天"))
        }
        wear(history.bytesPerDay(at: now))
    }

    private mutating func planned(_ store: String, _ limits: Site.Limits) {
        let free = MachineDisk().free(in: store)
        let bytes = limits.historyBytes ?? HistoryLimits.defaultBytes(free: free)
        lines.append(
            LocalizedText(
                en: "✓ history: none yet; it will take \(bytes >> 20) MiB at most"
                    + (limits.historyBytes == nil ? ", half of what is free (limits.history sets it)" : ""),
                zh: "✓ 历史数据：尚无；最多占用 \(bytes >> 20) MiB"
                    + (limits.historyBytes == nil ? "，即剩余空间的一半（可用 limits.history 设置）" : "")))
    }

    private mutating func room(_ history: HistoryStatistics, _ limits: Site.Limits, at now: Timestamp) {
        let used = history.databaseBytes >> 20
        let limit = history.limitBytes >> 20
        var en = "✓ history: \(used) of \(limit) MiB, \(history.readings) readings"
        var zh = "✓ 历史数据：\(used)/\(limit) MiB，\(history.readings) 条读数"
        if let days = Self.span(history, at: now) {
            en += "; holds \(days) days at this rate"
            zh += "；按当前速率可保存 \(days) 天"
        }
        lines.append(LocalizedText(en: en, zh: zh))
        if limits.historyBytes == nil {
            lines.append(
                LocalizedText(
                    en: "  \(limit) MiB: half of what was free when it was made (limits.history sets it)",
                    zh: "  \(limit) MiB 为建立文件时磁盘剩余空间的一半；可用 limits.history 设置"))
        }
        if let age = limits.historyAge {
            lines.append(
                LocalizedText(
                    en: "  older than \(Self.days(age)) days goes, room or not (limits.history_age)",
                    zh: "  超过 \(Self.days(age)) 天的数据即使有空间也会删除（limits.history_age）"))
        }
    }

    /// Days of the most plentiful class that fit; nil: too early to say.
    private static func span(_ history: HistoryStatistics, at now: Timestamp) -> Int? {
        guard let bulk = history.classes.max(by: { $0.bytes < $1.bytes }), history.databaseBytes > 0 else {
            return nil
        }
        let kept = now - bulk.oldest
        guard kept >= .hours(24) else { return nil }
        guard !history.isFull else { return days(kept) }
        return Int(Double(days(kept)) * Double(history.limitBytes) / Double(history.databaseBytes))
    }

    /// What the flash has left: its own word where the kernel has one, and the rate at which it is used up.
    private mutating func wear(_ bytesPerDay: Int64?) {
        for (device, tenths) in Self.reportedWear() {
            lines.append(
                LocalizedText(
                    en:
                        "\(tenths < 9 ? "✓" : "✗") \(device): \(tenths * 10) % of the flash's life is used, by its own word",
                    zh: "\(tenths < 9 ? "✓" : "✗") \(device)：闪存自报寿命已用约 \(tenths * 10)%"))
        }
        guard let bytesPerDay, bytesPerDay > 0 else { return }
        let gigabytes = Double(bytesPerDay) / 1e9
        let years = Self.modestEndurance / Double(bytesPerDay) / 365
        let rate = String(format: "%.2f", gigabytes)
        let left = years > 100 ? "100+" : String(format: "%.0f", years)
        lines.append(
            LocalizedText(
                en: "✓ written: \(rate) GB per day; flash rated for 30 TB lasts \(left) years at this rate",
                zh: "✓ 写入量：每天 \(rate) GB；额定写入 30 TB 的闪存按此可用 \(left) 年"))
    }

    /// eMMC 5.0 tells its wear in tenths (`life_time`: 0x01 is up to 10 % used, 0x0b is past its rated life), the worse
    /// of its two kinds of cells.
    private static func reportedWear() -> [(device: String, tenths: Int)] {
        let folder = "/sys/block"
        let devices = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return devices.sorted().compactMap { device in
            let path = "\(folder)/\(device)/device/life_time"
            guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
            let tenths = text.split { $0 == " " || $0 == "\n" }.compactMap { Int($0.dropFirst(2), radix: 16) }
            return tenths.max().map { (device, $0) }
        }
    }

    private static func days(_ interval: Interval) -> Int { Int(interval.milliseconds / 86_400_000) }
}
