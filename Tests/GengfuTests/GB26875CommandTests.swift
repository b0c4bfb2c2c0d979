import Foundation
import Testing

/// `gengfu decode --gb26875` as a person with a captured stream uses it.
extension GatewayTests {
    @Suite("Frames of GB/T 26875 on the command line")
    struct GB26875Commands {
        /// An acknowledgement with an empty unit.
        private static let frame = "404000000101180d11160a14000000000000060504030201000003842323"

        private func decode(_ arguments: String...) throws -> CommandsRun {
            try CommandsRun(["decode", "--gb26875"] + arguments)
        }

        @Test("A frame is one line of JSON with its fields in their order")
        func frame() throws {
            let run = try decode("--hex", Self.frame)
            #expect(run.code == 0, "\(run.errors)")
            #expect(
                run.lines == [
                    #"{"valid":true,"serial":0,"command":3,"time":"2020-10-22T17:13:24","#
                        + #""source":"000000000000","destination":"060504030201","type":null,"objects":[]}"#
                ])
        }

        @Test("Hexadecimal is taken as people paste it")
        func spellings() throws {
            let spaced = stride(from: 0, to: Self.frame.count, by: 2).map { place in
                let start = Self.frame.index(Self.frame.startIndex, offsetBy: place)
                return "0x" + Self.frame[start...].prefix(2).uppercased()
            }.joined(separator: ", ")
            let run = try decode("--hex", spaced, "--hex", "ff 40 " + Self.frame + " 00 " + Self.frame)
            #expect(run.code == 0, "\(run.errors)")
            #expect(run.lines.count == 3)
        }

        @Test("One invalid frame ends in 65, and the valid ones are printed all the same")
        func invalid() throws {
            let wrong = Self.frame.replacingOccurrences(of: "03842323", with: "03432323")
            let run = try decode("--hex", wrong + Self.frame)
            #expect(run.code == 65)
            #expect(run.lines.first == #"{"valid":false,"error":"checksum: stated 0x43, computed 0x84"}"#)
            #expect(run.lines.count == 2)
        }

        @Test("What is no hexadecimal is a mistake of usage", arguments: ["404", "40 4g", "0x4"])
        func usage(_ hex: String) throws { #expect(try decode("--hex", hex).code == 64) }

        @Test("Without a file and without hexadecimal the lines of standard input are read")
        func standardInput() throws { #expect(try decode().lines.isEmpty) }

        @Test("Components of a transmission device are printed under its name and their channel")
        func channels() throws {
            let run = try CommandsRun([
                "decode", "--profiles", GatewayProgram.profiles, "--topic", "gengfu/fire/uitd-01/gb26875",
                "--hex",
                "4040080001011e0f0a09031a790300000000385b01000000120002030101011f04000100037dff1e0f0a09031a912323",
                "--at", "2026-03-09T02:15:31Z",
            ])
            #expect(run.code == 0, "\(run.errors)")
            #expect(run.lines.count == 1)
            #expect(run.lines.first?.contains(#""device":"uitd-01/1.1.4.1""#) == true)
            #expect(run.lines.first?.contains(#""point":"air.temperature""#) == true)
        }
    }
}
