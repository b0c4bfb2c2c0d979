import Facility
import Foundation
import Testing

@testable import SiteConfiguration

/// The profiles and hazards for public series (docs/detection.md), held against lines in the form in which those are
/// published. The numbers are invented: none of the series lies here.
@Suite("Files for recordings")
struct RecordingsTests {
    /// A table's header and a row, and what must come of them.
    struct Sample: Sendable, CustomTestStringConvertible {
        var series: String
        var header: String
        var row: String
        /// RFC 3339; nil: the profile names no column.
        var at: String?
        var readings: Int

        var testDescription: String { "\(series): \(header.prefix(40))" }
    }

    private static let network =
        (1...7).map { "L_T\($0)" } + (1...11).flatMap { ["F_PU\($0)", "S_PU\($0)"] } + ["F_V2", "S_V2"]
        + ["J280", "J269", "J300", "J256", "J289", "J415", "J302", "J306", "J307", "J317", "J14", "J422"].map
    {
        "P_\($0)"
    }
    private static let zeros = Array(repeating: "0", count: network.count).joined(separator: ",")

    static let samples = [
        Sample(
            series: "skab",
            header: "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;Thermocouple;"
                + "Voltage;Volume Flow RateRMS;anomaly;changepoint",
            row: "2020-03-09 12:00:00;0.02;0.04;1.5;0.05;80;26;230;32.0;0.0;0.0",
            at: "2020-03-09T12:00:00.000Z", readings: 8),
        Sample(
            series: "skab",
            header: "\"datetime\",\"Accelerometer1RMS\", Accelerometer2RMS,Current,Pressure,Temperature,"
                + "Thermocouple,Voltage,Volume Flow RateRMS",
            row: "\"2020-03-09 12:00:00\",0.02,0.04,1.5,0.05,80,26,230,32.0", at: "2020-03-09T12:00:00.000Z",
            readings: 8),
        Sample(
            series: "batadal", header: "DATETIME," + network.joined(separator: ",") + ",ATT_FLAG",
            row: "06/01/17 23," + zeros + ",-999", at: "2017-01-06T23:00:00.000Z", readings: 43),
        Sample(
            series: "batadal", header: "DATETIME, " + network.joined(separator: ", "),
            row: "06/01/17 23, " + zeros, at: "2017-01-06T23:00:00.000Z", readings: 43),
        Sample(
            series: "water_gecco2018",
            header: "\"\"," + #""Time","Tp","Cl","pH","Redox","Leit","Trueb","Cl_2","Fm","Fm_2","EVENT""#,
            row: "\"1\",2016-08-03 09:49:00,6.5,0.17,8.38,755,211,0.011,0.118,1677,695,FALSE",
            at: "2016-08-03T09:49:00.000Z", readings: 9),
        Sample(
            series: "water_gecco2018", header: "Time,Tp,Cl,pH,Redox,Leit,Trueb,Cl_2,Fm,Fm_2,EVENT",
            row: "1,2016-08-03 09:49:00,NA,0.17,NA,755,211,0.011,0.118,1677,695,FALSE",
            at: "2016-08-03T09:49:00.000Z", readings: 7),
        Sample(
            series: "nab", header: "timestamp,value", row: "2014-04-01 00:05:00,20.5",
            at: "2014-04-01T00:05:00.000Z", readings: 2),
        Sample(
            series: "fire_fsri_compartments", header: "Time (s),TC1,TC2,TC3", row: "0,21.5,21.7,NaN", at: nil,
            readings: 2),
        Sample(
            series: "fire_fsri_compartments", header: "Time;Ceiling TC 1;TC_2", row: "0;21.5;21.7", at: nil,
            readings: 2),
    ]

    static let folder = Repository.root + "/Tests/Recordings"

    static func site(_ series: String) throws -> BacktestSite {
        let path = "\(folder)/\(series)"
        let (library, diagnostics) = ProfilesLoader.load(profiles: path, hazards: path)
        #expect(diagnostics.isEmpty, "\(diagnostics.map(\.message))")
        return BacktestSite(library: try #require(library))
    }

    @Test("Every series has a line here")
    func complete() throws {
        let series = try FileManager.default.contentsOfDirectory(atPath: Self.folder).filter {
            FileManager.default.fileExists(atPath: "\(Self.folder)/\($0)/facility.yaml")
        }
        #expect(Set(series) == Set(Self.samples.map(\.series)))
    }

    @Test("A folder loads without a word, and a line as published is read whole", arguments: samples)
    func line(sample: Sample) throws {
        var site = try Self.site(sample.series)
        let topic = "\(sample.series)/A/row"
        let route = try #require(site.route(of: topic))
        var rows = RowMessage(header: Array(sample.header.utf8), topic: topic)
        if let rule = route.time {
            rows.clock = .rule(column: try #require(rows.column(at: rule.at)), TimeReader(rule))
        }
        let outcome = rows.read(Array(sample.row.utf8))
        #expect(outcome == .message)
        if let at = sample.at { #expect(rows.at.rfc3339 == at) }
        let found = site.session(of: topic)
        var test = Backtest(site.site, now: rows.at)
        let isTaken = test.take(
            topic: rows.topic, payload: rows.payload, session: try #require(found), at: rows.at, row: 1)
        #expect(isTaken)
        #expect(test.readings == sample.readings)
        #expect(test.refused == 0, "\(test.refusals)")
    }
}
