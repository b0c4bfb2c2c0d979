import Testing

@testable import Facility

@Suite("The table of topics")
struct ByteTableTests {
    static func find(_ table: ByteTable, _ key: String, hash: UInt32) -> Int32? {
        Array(key.utf8).withUnsafeBytes { table.find($0, hash: hash) }
    }

    static func insert(_ table: inout ByteTable, _ key: String, hash: UInt32, _ value: Int32) -> Bool {
        Array(key.utf8).withUnsafeBytes { table.insert($0, hash: hash, value: value) }
    }

    @Test("Keys of one hash are told apart by every byte")
    func collisions() {
        var table = ByteTable(limit: 1_000, byteLimit: 100_000)
        let keys = (0..<300).map { "TerminalData/\($0)/real_ok" } + ["", "a", "b", "12345678", "12345679"]
        for (place, key) in keys.enumerated() {
            #expect(Self.insert(&table, key, hash: 7, Int32(place)))
        }
        for (place, key) in keys.enumerated() { #expect(Self.find(table, key, hash: 7) == Int32(place)) }
        #expect(Self.find(table, "TerminalData/300/real_ok", hash: 7) == nil)
        #expect(Self.find(table, "a", hash: 8) == nil)
    }

    @Test("A full table refuses, by entries and by bytes, and can be started afresh")
    func full() {
        var table = ByteTable(limit: 2, byteLimit: 10)
        #expect(Self.insert(&table, "12345", hash: 1, 1))
        #expect(!Self.insert(&table, "123456", hash: 2, 2))
        #expect(Self.insert(&table, "12", hash: 3, 3))
        #expect(!Self.insert(&table, "1", hash: 4, 4))
        table.removeAll()
        #expect(table.count == 0)
        #expect(Self.find(table, "12345", hash: 1) == nil)
        #expect(Self.insert(&table, "1", hash: 4, 4))
    }
}
