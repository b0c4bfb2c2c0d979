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
        let people = ContactPeople.of([("赵", "lift_firm", "139"), ("钱", "值班员", ""), ("孙", "engineer", "137")])
        let contacts = hazard.contacts(among: people)
        #expect(
            contacts.map { $0.line(in: .zh) } == ["电梯维保单位：赵 139", "消防救援（请自行拨打 119）", "值班员：钱"])
        #expect(
            contacts.map { $0.line(in: .en) } == [
                "lift maintenance firm: 赵 139", "fire brigade (call 119 yourself)", "duty room: 钱",
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

/// People with a role each, as a site declares them.
private enum ContactPeople {
    private static func role(_ word: String) -> String { word }
    private static func role(_ word: String) -> Role? { Role(spelling: word) }

    static func of(_ people: [(name: String, role: String, phone: String)]) -> [Person] {
        people.map { Person(id: $0.name, name: $0.name, role: role($0.role), phone: $0.phone) }
    }
}
