import Facility
import Foundation
import Testing

@testable import Forward

@Suite("Standard Webhooks and robots", .timeLimit(.minutes(1)))
struct WebhookTests {
    @Test("The signature is the one of the published vector, and one for each key while keys change")
    func vector() throws {
        let key = try #require(WebhookSettings.key("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
        let body = Array(#"{"test": 2432232314}"#.utf8)
        let id = "msg_p5jXN8AQM9LWM0D4loKWxJek"
        let one = WebhookConveyance.signature(id: id, time: "1614265330", body: body, keys: [key])
        #expect(one == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
        let two = WebhookConveyance.signature(
            id: id, time: "1614265330", body: body, keys: [PushedKind.key, key])
        #expect(two?.split(separator: " ").count == 2 && two?.hasSuffix(one ?? "?") == true)
        #expect(WebhookConveyance.signature(id: id, time: "1", body: body, keys: []) == nil)
    }

    @Test(
        "Only whsec_ and base64 of 24 to 64 bytes is a secret",
        arguments: [
            "", "whsec_", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_MfKQ9r8GKYqrTwjUPD8I", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa*w",
        ])
    func secrets(text: String) {
        #expect(WebhookSettings.key(text) == nil)
    }

    @Test("What is signed is what is sent: id the same, time new, body under 20 kB")
    func sent() async throws {
        let bench = try DropBench()
        try await AnsweringServer.run([.status(200)]) { server, address in
            let conveyance = try PushedKind.webhook.make(address, bench: bench)
            var long = Delivery.sample(1)
            long.report.evidence = (0..<100).map { "\($0) " + String(repeating: "证", count: 400) }
            _ = try await conveyance.send(long)
            let id = try #require(server.header("webhook-id", of: 0))
            let time = try #require(server.header("webhook-timestamp", of: 0))
            let body = server.body(of: 0)
            #expect(id == long.idempotencyKey && abs(Double(time)! - Date().timeIntervalSince1970) < 60)
            #expect(body.utf8.count < 20_000)
            #expect(
                server.header("webhook-signature", of: 0)
                    == WebhookConveyance.signature(
                        id: id, time: time, body: Array(body.utf8), keys: [PushedKind.key]))
            let object = try JSONSerialization.jsonObject(with: Data(body.utf8)) as? [String: Any]
            #expect(object?["type"] as? String == "case.report")
            #expect((object?["data"] as? [String: Any])?["incident"] as? String == long.incident.description)
            try await conveyance.heartbeat(at: DropBench.now, every: .seconds(30), audit: nil)
            #expect(server.body(of: 1).contains("gateway.heartbeat"))
            await conveyance.shutDown()
        }
    }

    @Test("Robots get a short Chinese text, their key in the address, and call the duty phone")
    func robots() async throws {
        let bench = try DropBench()
        for kind in [PushedKind.weCom, .dingTalk] {
            try await AnsweringServer.run([kind.yes]) { server, address in
                let conveyance = try kind.make(address, bench: bench)
                _ = try await conveyance.send(.sample(1))
                let body = server.body(of: 0)
                #expect(body.contains("【严重】电梯困人（未核实）") && body.contains("13800000000"))
                let line = server.line(of: 0)
                if kind == .weCom {
                    #expect(line.contains("/robot/send?key=\(PushedKind.token) "))
                } else {
                    #expect(
                        line.contains("access_token=\(PushedKind.token)&timestamp=")
                            && body.contains("@13800000000"))
                    let query = line.split(separator: " ")[1].split(separator: "&")
                    let time =
                        query.first { $0.hasPrefix("timestamp=") }.map { String($0.dropFirst(10)) } ?? ""
                    let sign = query.first { $0.hasPrefix("sign=") }.map { String($0.dropFirst(5)) } ?? ""
                    #expect(
                        sign.removingPercentEncoding
                            == RobotConveyance.signature(time: time, secret: PushedKind.secret))
                }
                await conveyance.shutDown()
            }
        }
    }

    @Test(
        "A robot's error code in a 200 is read: too fast is later, a wrong key locks out, the rest is refused",
        arguments: [
            (PushedKind.weCom, 45_009, "busy"), (.weCom, 93_000, "lockedOut"), (.weCom, -1, "busy"),
            (.weCom, 40_058, "refused"), (.dingTalk, 130_101, "busy"), (.dingTalk, 310_000, "lockedOut"),
            (.dingTalk, 400_102, "lockedOut"), (.dingTalk, 43_004, "refused"),
        ])
    func codes(kind: PushedKind, code: Int, expected: String) {
        let answer = HTTPAnswer(status: 200, body: Array(#"{"errcode":\#(code),"errmsg":"x"}"#.utf8))
        var name = "taken"
        do throws(Lane.Failure) { try RobotAnswer.judge(answer, isDingTalk: kind == .dingTalk) } catch {
            name = String("\(error)".prefix { $0 != "(" })
        }
        #expect(name == expected)
    }

    @Test("A robot's signature is HMAC-SHA256 over time, line feed and secret, by the secret")
    func dingTalkSignature() {
        // Computed with `openssl dgst -sha256 -hmac`.
        #expect(RobotConveyance.signature(time: "1614265330000", secret: "SECabc") == Self.openssl)
    }

    private static let openssl = "Dy1F/Aubx+Vl1q9BdFWhQl+yLBt9I7LKkq+LHdiIV8M="

    @Test(
        "At three in the morning: what, where, since when, who, where to look, and whether it is only a drill"
    )
    func text() {
        var delivery = Delivery.sample(1)
        let settings = WebhookSettings(
            link: HTTPLink(url: "http://a"), form: .weCom(token: "x", mentions: []),
            zone: ZoneRules(initialOffset: 8 * 3_600), page: "https://10.0.0.5:8443")
        #expect(
            RobotText(delivery, settings).text(mentions: ["138"]) == """
                【严重】电梯困人（未核实）
                地点：龙湖一期 1 2 7层 轿厢 1号梯
                时间：03-09 10:15
                电梯维保单位：赵 139
                消防救援（请自行拨打 119）
                查看：https://10.0.0.5:8443/card?id=longhu-3a9c04e7d1-1
                @138
                """)
        delivery.report.origin = .exercise
        #expect(RobotText(delivery, settings).text().hasPrefix("【演练】"))
        delivery.report.deviceName = String(repeating: "梯", count: 3_000)
        #expect(RobotText(delivery, settings).text().utf8.count <= RobotText.limit)
        var english = settings
        english.language = .en
        #expect(RobotText(.sample(3, .close), english).text().hasPrefix("[OVER] Passengers trapped"))
    }
}
