import Facility
import Testing

@testable import Ring

/// Half a frame in the store: one row a device, in the commit of the message that left it.
@Suite struct StreamRowTests {
    @Test("Half a frame is there after a kill exactly when the message that said it is")
    func together() throws {
        let room = try Room()
        let writer = try room.open()
        var effects = Effects.messages(1)
        let row = StreamRow(device: "T", rest: [0x40, 0x40, 1, 0], toldBytes: 3)
        effects.streams = [row]
        #expect(try room.crashImage().open().recovered().streams.isEmpty)
        _ = try writer.commit(effects, at: .start)
        let after = try room.crashImage().open().recovered()
        #expect(after.streams == [row])
        #expect(after.identities.isEmpty == false)
    }

    @Test("A device has one row, its last; a frame that is whole leaves none, and a commit may be repeated")
    func replaced() throws {
        let writer = try Room().open()
        var effects = Effects()
        effects.streams = [
            StreamRow(device: "T", rest: [0x40, 0x40]), StreamRow(device: "U", rest: [0x40]),
            StreamRow(device: "T", rest: [0x40, 0x40, 1]),
        ]
        _ = try writer.commit(effects, at: .start)
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().streams.map(\.rest) == [[0x40, 0x40, 1], [0x40]])
        effects.streams = [StreamRow(device: "T")]
        _ = try writer.commit(effects, at: .start)
        #expect(try writer.recovered().streams.map(\.device) == ["U"])
    }
}
