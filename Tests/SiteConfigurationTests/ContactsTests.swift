import Facility
import Testing

@testable import SiteConfiguration

/// Whom to call about a hazard: a closed list of roles, filled by the site's own people.
@Suite("Contacts")
struct ContactsTests {
    private static func shipped() throws -> [Hazard] {
        try #require(ProfilesLoader.load(directory: Repository.profiles).library).hazards
    }

    @Test("Every hazard we ship says who is called first")
    func shippedContacts() throws {
        for hazard in try Self.shipped() {
            #expect(!hazard.contacts.isEmpty, "\(hazard.id)")
            #expect(Set(hazard.contacts).count == hazard.contacts.count, "\(hazard.id)")
        }
    }

    @Test("Whoever can lose a life is not left to a firm: the duty room or the fire brigade comes first")
    func lifeSafety() throws {
        for hazard in try Self.shipped() where hazard.strongest == .extreme {
            #expect([.duty, .fireBrigade].contains(hazard.contacts.first), "\(hazard.id)")
        }
    }

    @Test("A role stands with the people who have it, and a public number with who must call it")
    func people() throws {
        var hazard = try #require(try Self.shipped().first { $0.id == "elevator.entrapment" })
        hazard.contacts = [.liftFirm, .fireBrigade, .duty]
        var site = Site(id: "s", name: "S")
        site.people = [
            Person(id: "z", name: "赵", role: .liftFirm, phone: "139"),
            Person(id: "q", name: "钱", role: .duty),
            Person(id: "s", name: "孙", role: .engineer, phone: "137"), Person(id: "l", name: "李"),
        ]
        site.organisations = [Organisation(id: "kf", name: "快修", role: .liftFirm, phone: "400")]
        let contacts = hazard.contacts(at: site)
        #expect(
            contacts.map { $0.line(in: .zh) } == ["电梯维保单位：赵 139、快修 400", "消防救援（请自行拨打 119）", "值班员：钱"])
        #expect(
            contacts.map { $0.line(in: .en) } == [
                "lift maintenance firm: 赵 139, 快修 400", "fire brigade (call 119 yourself)", "duty room: 钱",
            ])
    }

    @Test("Contacts are no part of a hazard's version: they may be mended without making it another one")
    func version() throws {
        var hazard = try #require(try Self.shipped().first)
        let version = hazard.version
        hazard.contacts = []
        #expect(hazard.version == version)
    }
}
