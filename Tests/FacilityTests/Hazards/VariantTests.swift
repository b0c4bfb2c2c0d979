import Expressions
import Testing

@testable import Facility

/// Other numbers of a hazard at some devices, without copying the rule.
@Suite struct VariantTests {
    private func warm(_ limit: Int, for holds: Int64 = 0) -> Hazard {
        Compound.hazard("fire.warm", when: "temperature > \(limit).0", for: .seconds(holds))
    }

    /// 50 °C everywhere, 60 at F2, at F2 and F3 for 5 s.
    private func site(_ limit: Int = 60) -> Site {
        var site = Compound.site([warm(50), Compound.hazard("fire.smoke", when: "smoke")])
        site.overrides = [
            HazardOverride(hazard: 0, devices: ["F2"]), HazardOverride(hazard: 0, devices: ["F2", "F3"]),
        ]
        site.variants = [
            HazardVariant(hazard: 0, overrides: [0, 1], value: warm(limit, for: 5)),
            HazardVariant(hazard: 0, overrides: [1], value: warm(50, for: 5)),
        ]
        return site
    }

    @Test("Each device is judged by its own numbers")
    func own() {
        var night = Night(site())
        for device in ["F1", "F2", "F3"] { night.hear(device, #""temperature":55"#) }
        night.wait(.seconds(10))
        #expect(night.steps == ["0.0 raised F1", "5.0 raised F3"])
        night.hear("F2", #""temperature":65"#)
        night.wait(.seconds(10))
        #expect(night.steps.last == "15.0 raised F2")
        night.hear("F4", #""smoke":true"#)
        night.hear("F2", #""smoke":true"#)
        #expect(night.steps.suffix(2) == ["20.0 raised F4", "20.0 raised F2"])
    }

    @Test(
        "Devices with equal numbers share what is compiled, and a site without them has no more than before")
    func shared() {
        let plain = HazardPlan(site: Compound.site([warm(50)]))
        #expect(plain.groups.count == Compound.profiles().count)
        var many = site()
        many.overrides[1].devices = ["F1", "F3", "F4"]
        many.variants = [
            HazardVariant(hazard: 0, overrides: [0], value: warm(60)),
            HazardVariant(hazard: 0, overrides: [1], value: warm(50, for: 5)),
        ]
        let plan = HazardPlan(site: many)
        #expect(plan.groups.count == Compound.profiles().count + 2)
        let templates = ["F1", "F3", "F4"].map { id in
            let device = many.devices.firstIndex { $0.id == id }!
            return plan.places[Int(plan.devices[device].machineBase)].template
        }
        #expect(Set(templates).count == 1)
    }

    @Test("A reload that brings, changes or takes other numbers goes on with what stands")
    func reload() {
        let plain = Compound.site([warm(50), Compound.hazard("fire.smoke", when: "smoke")])
        var night = Night(plain)
        night.hear("F2", #""temperature":55"#)
        night.hear("F3", #""temperature":55"#)
        #expect(night.steps.count == 2)
        night.reload(site())
        #expect(night.steps.suffix(1) == ["0.0 quiet F2"])
        night.wait(.seconds(1))
        night.reload(site(52))
        night.wait(.seconds(6))
        #expect(night.steps.suffix(1) == ["6.0 raised F2"])
        night.reload(plain)
        #expect(night.steps.count == 4)
        night.restart()
        #expect(night.steps.count == 4)
    }

    @Test("By building and by model")
    func selectors() {
        let override = HazardOverride(hazard: 0, buildings: ["3"], profiles: [0])
        #expect(override.fits(device: "F1", profile: 0, building: "3"))
        #expect(!override.fits(device: "F1", profile: 1, building: "3"))
        #expect(!override.fits(device: "F1", profile: 0, building: "4"))
    }
}
