/// The tables of `history.db`. It has names and numbers of its own, so that it can be read without `gengfu.db` and
/// outlives it.
///
/// A segment's number is four times its sealing's plus its class; a block's is `segment << 20 | device`. What is sealed
/// once more after a crash thus takes the same places.
enum HistorySchema {
    /// "GFH1": tells our file from somebody else's.
    static let applicationID = 0x4746_4831
    static let version = 1

    static let tables = """
        CREATE TABLE meta (key TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE device (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE point (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE segment (
            id INTEGER PRIMARY KEY, class INTEGER NOT NULL, state INTEGER NOT NULL,
            from_at INTEGER NOT NULL, to_at INTEGER NOT NULL, arrived_from INTEGER NOT NULL,
            arrived_to INTEGER NOT NULL, readings INTEGER NOT NULL, blocks INTEGER NOT NULL,
            bytes INTEGER NOT NULL) STRICT;
        CREATE INDEX oldest ON segment (state, class);
        CREATE TABLE block (id INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT;
        CREATE TABLE eviction (
            number INTEGER PRIMARY KEY, class INTEGER NOT NULL, count INTEGER NOT NULL, from_at INTEGER NOT NULL,
            to_at INTEGER NOT NULL, damaged INTEGER NOT NULL) STRICT;
        CREATE TABLE damaged (block INTEGER PRIMARY KEY) STRICT;
        """

    /// Rows of `meta`.
    enum Key {
        static let version = "version"
        /// When the file was made, in ms: which file it is.
        static let born = "born"
        /// Of the `gengfu.db` whose journal rows `through` counts.
        static let epoch = "epoch"
        /// Number of the last journal row that is sealed.
        static let through = "through"
        /// Number of the last sealing that was finished.
        static let sealings = "sealings"
        /// Bytes the file may have.
        static let bytes = "bytes"
        /// Pages the file had when it was full for the first time, and has ever since; 0: it was not yet.
        static let fullPages = "full_pages"
        /// Number of the last eviction.
        static let evictions = "evictions"
        /// Number of the last block whose checksum was looked at in the present round, and when the round began.
        static let checked = "checked"
        static let checkedSince = "checked_since"
        /// Bytes that the program wrote to disks while this file was in use, and since when that is counted.
        static let written = "written"
        static let writtenSince = "written_since"
    }

    enum State {
        static let sealed: Int64 = 1
        /// No reader sees it any more; its blocks go in slices.
        static let leaving: Int64 = 2
    }

    static let deviceBits: Int64 = 20
    static let classes: Int64 = 4
    /// Devices a file can tell apart.
    static let mostDevices = UInt32(1) << 20 - 1

    static func segment(sealing: Int64, class rank: Int64) -> Int64 { sealing * classes + rank }
    static func sealing(of segment: Int64) -> Int64 { segment / classes }
    static func block(segment: Int64, device: UInt32) -> Int64 { segment << deviceBits | Int64(device) }
    static func segment(ofBlock id: Int64) -> Int64 { id >> deviceBits }
    /// Numbers a segment's blocks can have.
    static func blocks(of segment: Int64) -> ClosedRange<Int64> {
        segment << deviceBits...(segment + 1) << deviceBits - 1
    }
}
