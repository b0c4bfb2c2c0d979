/// A folder from which something else carries files away: a one-way gate 网闸, a ferry over FTP.
///
/// What lies there, and what may come back, is described in `docs/drop-folder.md`.
package struct DropSettings: Sendable, Equatable {
    /// Where files are left; must exist, its owner decides who reads it.
    package var folder: String
    /// Where receipts are found; nil: the path is one-way.
    package var receipts: String?
    package var format: Format
    /// Files waiting to be carried away, ours of this destination. The last tenth is kept for life safety.
    package var fileLimit: Int
    /// Their bytes together.
    package var byteLimit: Int64

    package enum Format: String, Sendable, CaseIterable { case json, xml }

    /// How often all open cases are written into one file, if the site says nothing else.
    package static let snapshotEvery = Interval.minutes(10)

    package init(
        folder: String, receipts: String? = nil, format: Format = .json, fileLimit: Int = 10_000,
        byteLimit: Int64 = 256 << 20
    ) {
        self.folder = folder
        self.receipts = receipts
        self.format = format
        self.fileLimit = fileLimit
        self.byteLimit = byteLimit
    }
}
