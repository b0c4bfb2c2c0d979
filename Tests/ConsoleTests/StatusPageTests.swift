import Testing

@testable import Console
@testable import Control
@testable import Facility

@Suite struct StatusPageTests {
    private func page(_ sight: Sight, _ language: Language = .zh, said: String? = nil) -> String {
        let context = PageContext(
            language: language, token: "t0ken", nonce: "n0nce", now: Compound.now + .minutes(4), person: "li",
            said: said)
        return StatusPage(context: context).document(sight).text
    }

    private func seen(_ watch: Watch = Compound.watch, _ language: Language = .zh) -> String {
        page(.seen(watch, at: Compound.now), language)
    }

    private func position(of text: String, in page: String) -> String.Index? {
        page.range(of: text)?.lowerBound
    }

    @Test("Coverage stands before calm, and both before everything else")
    func order() throws {
        let page = seen()
        let parts = ["监测 430/434 台 · 3 台静默 · 1 台从未上报", "未了结警情 2 起", "火灾报警", "S2 烟感", "connection refused"]
        let positions = try parts.map { try #require(position(of: $0, in: page), "\($0)") }
        #expect(positions == positions.sorted())
    }

    @Test("The page never says that all is well, in either language", arguments: Language.allCases)
    func neverSafe(language: Language) {
        for watch in [Compound.watch, Compound.quiet] {
            let text = seen(watch, language).lowercased()
            for word in ["一切正常", "平安", "all clear", "all is well", "no danger", "is safe", "正常"] {
                #expect(!text.contains(word), "\(word)")
            }
            #expect(!text.replacing("生命安全", with: "").contains("安全"))
        }
        #expect(seen(Compound.quiet).contains("静默与未监测之处情况不明"))
    }

    @Test("A silent device and one never heard are shown as unknown, and before those that speak")
    func silent() throws {
        let page = seen()
        #expect(page.contains("静默，情况不明") && page.contains("从未上报，情况不明"))
        let silent = try #require(position(of: "S2 烟感", in: page))
        let never = try #require(position(of: "S3 烟感", in: page))
        let heard = try #require(page.range(of: "S12 烟感", range: never..<page.endIndex)?.lowerBound)
        #expect(silent < never && never < heard)
        #expect(page.contains("1/3 台有信号 · 2 台情况不明"))
    }

    @Test("Buildings stand in the order people count them")
    func buildings() throws {
        let page = seen()
        let positions = try ["<b>2 号楼", "<b>3 号楼", "<b>10 号楼"].map {
            try #require(position(of: $0, in: page))
        }
        #expect(positions == positions.sorted())
    }

    @Test("An incident shows what, where, since when, whether anybody has looked, and what to do")
    func incident() {
        let page = seen()
        for text in [
            "特别严重", "火灾报警 — 3 号楼 2 单元 12 层 电梯厅 S12 烟感", "自 10:21:09 起", "未核实", "smoke.alarm = true",
            "<li>携带灭火器到场查看</li>", "网格平台 未上报（等待核实）", "longhu-3a9c04e7d1-42",
        ] {
            #expect(page.contains(text), "\(text)")
        }
    }

    @Test("The most severe incident stands first")
    func severest() throws {
        let page = seen()
        let (extreme, severe) = (
            position(of: "i-longhu-3a9c04e7d1-42", in: page), position(of: "i-longhu-3a9c04e7d1-43", in: page)
        )
        let (first, second) = (try #require(extreme), try #require(severe))
        #expect(first < second)
    }

    @Test("Buttons are those the core allows, with the site's people and the last one chosen")
    func buttons() {
        let page = seen()
        let form = page.split(separator: "id=\"f-longhu-3a9c04e7d1-42\"")[1].split(separator: "</form>")[0]
        for act in ["acknowledge", "confirm", "refute", "comment"] {
            #expect(form.contains("value=\"\(act)\""), "\(act)")
        }
        #expect(!form.contains("value=\"clear\""))
        #expect(form.contains("<option value=\"zhang\">张伟（值班员）</option>"))
        #expect(form.contains("<option value=\"li\" selected>李娜</option>"))
        #expect(form.contains("name=\"token\" value=\"t0ken\""))
    }

    @Test("A site without people says that nobody can act")
    func nobody() {
        var watch = Compound.watch
        watch.people = []
        #expect(seen(watch).contains("没有登记人员") && !seen(watch).contains("<form"))
    }

    @Test("When the core is silent the page says in red that the watch cannot be seen, and since when")
    func unseen() {
        let page = page(.unseen(since: Compound.now, why: .timedOut, last: Compound.watch))
        #expect(page.contains("panel red") && page.contains("看不到值守情况 自 10:23:09 起"))
        #expect(page.contains("网关没有按时应答"))
        #expect(page.contains("最后一次看到时未了结的警情（可能已有变化）"))
        #expect(!page.contains("监测 430/434"), "a number from before looks like one of now")
        #expect(!page.contains("<form"), "nobody can act on what is only remembered")
    }

    @Test("A console that has never seen its core says so too")
    func neverSeen() {
        let page = page(.unseen(since: Compound.now, why: .notRunning, last: nil), .en)
        #expect(page.contains("The watch cannot be seen since 02:23:09 UTC"))
    }

    @Test("Names that look like markup stay names")
    func escaped() {
        var watch = Compound.watch
        let attack = #"<script>alert("1")</script>'&"#
        watch.status.siteName = attack
        watch.people = [PersonReport(id: #""><b>"#, name: attack)]
        watch.incidents[0].evidence = [attack]
        watch.incidents[0].place.spot = attack
        watch.devices[0].name = attack
        watch.devices[0].id = attack
        watch.status.sessions[1].problem = attack
        watch.status.rejections[0].reason = attack
        let page = seen(watch)
        #expect(!page.contains("<script>alert") && !page.contains(#"""><b>"#))
        #expect(page.contains("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;"))
    }

    @Test("What is said of a deed is one of our own sentences, whatever the address says")
    func said() {
        #expect(page(.seen(Compound.watch, at: Compound.now), said: "still_active").contains("未解除"))
        let page = page(.seen(Compound.watch, at: Compound.now), said: "<b>Evacuate!</b>")
        #expect(!page.contains("Evacuate") && page.contains("未执行：网关拒绝。"))
    }

    @Test("A page names its language, its table heads and labels every field")
    func accessible() {
        let page = seen(Compound.watch, .en)
        #expect(page.contains(#"<html lang="en">"#) && page.contains(#"role="status""#))
        #expect(page.contains(#"scope="col""#) && page.contains(#"scope="row""#))
        let fields =
            page.components(separatedBy: "<select").count
            + page.components(separatedBy: "type=\"text\" name").count
        #expect(page.components(separatedBy: "<label>").count - 1 == fields - 2)
    }

    @Test("Nothing on the page is fetched from elsewhere")
    func selfContained() {
        let page = seen()
        #expect(!page.contains("http://") && !page.contains("https://") && !page.contains("src="))
    }
}
