import CSimdjson
import Foundation

@testable import Facility
@testable import SiteConfiguration

/// Frames of fire transmission devices in a stream of bytes, to the JSON that is printed of them.
struct FrameTarget: FuzzTarget {
    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        for finding in GB26875.FrameScanner.all(in: Array(bytes)) {
            precondition(!GB26875.FrameJSON.text(finding).isEmpty)
        }
    }

    var seeds: [[UInt8]] {
        let table = try? String(
            contentsOfFile: FuzzTargets.root + "/../shared/domain/gb26875-vectors.tsv", encoding: .utf8)
        return (table ?? "").split(separator: "\n").dropFirst().compactMap { line in
            let digits = line.prefix { $0 != "\t" }.map(\.hexDigitValue)
            guard digits.count.isMultiple(of: 2), !digits.contains(nil) else { return nil }
            return stride(from: 0, to: digits.count, by: 2).map {
                UInt8(digits[$0]! << 4 | digits[$0 + 1]!)
            }
        }
    }
}

/// What zigbee2mqtt says of its devices, to the file that is printed of it.
struct ZigbeeTarget: FuzzTarget {
    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let devices = try? ZigbeeExposesReader.read(Data(bytes)) else { return }
        for draft in ZigbeeProfiles(devices).drafts {
            precondition(VocabularyReader.isPointName(draft.id))
            precondition(draft.fields.allSatisfy { JSONPlan.isPointer($0.at) })
            precondition(!draft.yaml(base: "zigbee2mqtt").isEmpty)
        }
    }

    var seeds: [[UInt8]] {
        let exposes = [
            #"{"type":"binary","property":"smoke","value_on":true,"value_off":false,"access":1}"#,
            #"{"type":"numeric","property":"temperature","unit":"°C","access":1}"#,
            #"{"type":"enum","property":"gas_state","values":["alarm","normal"]}"#,
            #"{"type":"composite","property":"a/b","features":[{"type":"numeric","property":"power","unit":"W"}]}"#,
            #"{"type":"switch","features":[{"type":"binary","property":"state","value_on":"ON","value_off":"OFF"}]}"#,
            #"{"type":"list","property":"x","item_type":{"type":"numeric"}}"#,
        ]
        let whole = "{\"vendor\":\"A\",\"model\":\"B\",\"exposes\":[\(exposes.joined(separator: ","))]}"
        let device = "{\"friendly_name\":\"a/b\",\"ieee_address\":\"0x1\",\"definition\":\(whole)}"
        return [whole, "[\(device),{\"definition\":null}]", "{\"payload\":[\(device)]}"].map {
            Array($0.utf8)
        }
    }
}

/// A sheet of devices: a CSV in any encoding, or a workbook.
struct SheetTarget: FuzzTarget {
    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        _ = SheetFile.read(Array(bytes), path: "sheet", log: DiagnosticLog())
    }

    var seeds: [[UInt8]] {
        let plain = FileManager.default.contents(atPath: FuzzTargets.root + "/deploy/example/devices.csv")
        var seeds = plain.map { [Array($0.prefix(1_500))] } ?? []
        seeds.append(Array("id,name,profile\na,\"b \"\"c\"\"\",d\n".utf8))
        seeds.append(Array("\u{FEFF}设备编号;名称;型号\na;b;c\r\n".utf8))
        let part =
            #"<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row></sheetData></worksheet>"#
        let book = #"<workbook><sheets><sheet name="a" r:id="r1"/></sheets></workbook>"#
        let relations =
            #"<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>"#
        seeds.append(
            WorkbookWriter.archive([
                ("xl/workbook.xml", book), ("xl/_rels/workbook.xml.rels", relations),
                ("xl/worksheets/sheet1.xml", part),
            ]))
        return seeds
    }
}

/// A format in the first line, a time in the second.
struct TimeTarget: FuzzTarget {
    private static let zone = ZoneRules(
        initialOffset: 3_600,
        changes: [
            .init(utcSeconds: 1_774_746_000, offset: 7_200), .init(utcSeconds: 1_792_890_000, offset: 3_600),
        ])

    func run(_ bytes: UnsafeBufferPointer<UInt8>) {
        let lines = bytes.split(separator: 10, maxSplits: 1, omittingEmptySubsequences: false)
        guard lines.count == 2 else { return }
        let name = String(decoding: lines[0], as: UTF8.self)
        let format: DeviceTimeRule.Format =
            switch name {
            case "iso8601": .iso8601
            case "rfc3339": .rfc3339
            case "unix": .unix
            default: .pattern(name)
            }
        let reader = TimeReader(DeviceTimeRule(at: "", format: format, zone: Self.zone))
        var padded = Array(lines[1])
        let count = padded.count
        padded += [UInt8](repeating: 0, count: MessageBatch.padding)
        padded.withUnsafeBufferPointer { bytes in
            var value = gj_value()
            guard gj_bare_value(bytes.baseAddress, count, 1, &value) == GJ_OK else { return }
            for arrival in [0, 1_773_028_800_000, 1_792_888_200_000] as [Int64] {
                _ = reader.read(value, arrival: Timestamp(milliseconds: arrival))
                if value.is_numeric != 0, let integer = Int64(exactly: value.number) {
                    var number = gj_value()
                    number.kind = UInt8(GJ_INTEGER.rawValue)
                    number.integer = integer
                    number.number = value.number
                    _ = reader.read(number, arrival: Timestamp(milliseconds: arrival))
                }
            }
        }
    }

    var seeds: [[UInt8]] {
        [
            "yyyy-MM-dd HH:mm:ss\n2026-03-09 12:00:00", "yyyy/M/d h:mm a Z\n2026/3/9 4:00 AM +0800",
            "EEE, dd MMM yyyy HH:mm:ss\nMon, 09 Mar 2026 12:00:00", "HH:mm\n23:59",
            "MM-dd HH:mm\n02-29 00:00",
            "yyyyMMddHHmmss\n20260309040000", "iso8601\n2026-03-09T12:00:00.25+05:30", "unix\n1773028800250",
            "rfc3339\n2026-03-09T12:00:00Z", "yyyy-MM-dd ah:mm\n2026-03-09 上午4:00",
        ].map { Array($0.utf8) }
    }
}
