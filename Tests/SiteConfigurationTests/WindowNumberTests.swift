import Foundation
import Testing

@testable import SiteConfiguration

@Suite("Numbers in calls of window functions")
struct WindowNumberTests {
    @Test(
        "A share beyond the whole and a drift that nothing exceeds are mistakes, told before the start",
        arguments: [
            ("quantile(chlorine, duration('1h'), 0.9) > 1.0", nil),
            ("quantile(chlorine, duration('1h'), 1.5) > 1.0", "`quantile` must be from 0 to 1"),
            ("quantile(chlorine, duration('1h'), -0.1, 'readings') > 1.0", "`quantile` must be from 0 to 1"),
            ("cusum(chlorine, duration('6h'), 1.0) > 10.0", nil),
            ("cusum(chlorine, duration('6h'), 3.0) > 10.0", "`cusum` must be from 0 to 2"),
        ] as [(String, String?)])
    func numbers(condition: String, complaint: String?) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "window-\(UUID())")
        defer { try? FileManager.default.removeItem(at: folder) }
        let water = folder.appending(path: "water")
        try FileManager.default.createDirectory(at: water, withIntermediateDirectories: true)
        try """
        facility: water
        name: {en: Water, zh: 水}
        points:
          chlorine: {unit: mg/L, range: [0, 10], name: {en: Chlorine, zh: 余氯}}
        """.write(to: water.appending(path: "facility.yaml"), atomically: true, encoding: .utf8)
        try """
        hazards:
          - hazard: water.odd
            name: {en: Odd, zh: 异常}
            when: "\(condition)"
            severity: minor
        """.write(to: water.appending(path: "hazards.yaml"), atomically: true, encoding: .utf8)
        let errors = ProfilesLoader.load(directory: folder.path).diagnostics
            .filter { $0.severity == .error }.map { $0.rendered(in: .en) }
        guard let complaint else {
            #expect(errors.isEmpty, "\(errors)")
            return
        }
        #expect(errors.count == 1, "\(errors)")
        #expect(errors.first?.contains(complaint) == true, "\(errors)")
    }
}
