import Facility
import Ring

extension RingReader {
    /// What of sealed history was left out of the answers so far because it is damaged; a person must not take them for whole.
    var leftOut: [LocalizedText] {
        var lines: [LocalizedText] = []
        if damagedBlocks.isHistoryUnreadable {
            lines.append(
                LocalizedText(
                    en: "history.db cannot be read: only what is in the journal is shown",
                    zh: "history.db 无法读取：仅显示日志区中的数据"))
        }
        let blocks = damagedBlocks.count
        if blocks > 0 {
            lines.append(
                LocalizedText(
                    en: "\(blocks) damaged blocks of history.db are left out",
                    zh: "history.db 中有 \(blocks) 个数据块损坏，已略去"))
        }
        return lines
    }
}
