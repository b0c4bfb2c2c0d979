import Facility
import Testing

@testable import SiteConfiguration

@Suite("The profiles we ship")
struct ShippedProfilesTests {
    let loaded = ProfilesLoader.load(directory: Repository.profiles)

    @Test("All vocabularies, hazards and profiles load without an error and without a warning")
    func loadClean() throws {
        let text = loaded.diagnostics.map { $0.rendered(in: .en) }.joined(separator: "\n")
        #expect(text == "")
        let library = try #require(loaded.library)
        #expect(library.facilities.map(\.id) == ["charging", "elevator", "fire", "water"])
        #expect(library.profiles.count >= 25)
    }

    @Test("Every profile has examples, and every example decodes to exactly what is written")
    func examplesDecode() throws {
        let library = try #require(loaded.library)
        for position in library.profiles.indices {
            #expect(library.examples.contains { $0.profile == position }, "\(library.profiles[position].id)")
        }
        for example in library.examples {
            let found = ExampleRun(example, in: library)
            #expect(found.differences == [], "\(example.place.name)")
        }
    }

    @Test(
        "Every point has a name in both languages, every number a range, and no two points of a facility one name"
    )
    func pointsArePresentable() throws {
        let library = try #require(loaded.library)
        for point in library.points {
            let title = try #require(point.title, "\(point.name)")
            #expect(
                title.zh.unicodeScalars.contains { $0.value >= 0x4E00 } || title.zh == title.en,
                "\(point.name)")
            if case .number(_, nil) = point.kind { Issue.record("\(point.name) has no range") }
        }
        for facility in library.facilities.indices {
            let titles = library.points.filter { $0.facility == facility }.compactMap(\.title)
            #expect(
                Set(titles.map(\.zh)).count == titles.count && Set(titles.map(\.en)).count == titles.count)
        }
    }

    @Test("Every hazard has advice in both languages, a basis and a matter code of five digits")
    func hazardsArePresentable() throws {
        let library = try #require(loaded.library)
        for hazard in library.hazards {
            #expect(
                !(hazard.advice[.en] ?? []).isEmpty && !(hazard.advice[.zh] ?? []).isEmpty, "\(hazard.id)")
            #expect(hazard.basis.count > 5, "\(hazard.id)")
            #expect(hazard.codes["gb47678"]?.count == 5, "\(hazard.id)")
        }
    }

    @Test("Fire, entrapment and the alarm button concern life, and nothing suppresses them")
    func lifeSafety() throws {
        let library = try #require(loaded.library)
        for id in [
            "fire.alarm", "fire.manual_call_point", "fire.confirmed_zone", "elevator.entrapment",
            "elevator.alarm_button", "charging.shed_smoke", "charging.suppression_fired",
        ] {
            let hazard = try #require(library.hazards.first { $0.id == id })
            #expect(hazard.isLifeSafety && hazard.unless == nil, "\(id)")
        }
    }

    @Test("Life-safety points come by urgent topics")
    func lifePointsAreUrgent() throws {
        let library = try #require(loaded.library)
        for profile in library.profiles {
            for route in profile.routes where !route.urgent {
                let life = route.fields.filter { library.points[$0.point.position].importance == .life }
                #expect(life.isEmpty, "\(profile.id) \(route.topic)")
            }
        }
    }
}
