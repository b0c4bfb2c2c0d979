import Control
import Facility
import Foundation
import Hummingbird
import Logging

/// From request to page, and from a button to the core.
struct PageRoutes: Sendable {
    let reader: WatchReader
    let sessions: FormSessions
    let core: any CoreLink
    let settings: ConsoleSettings
    let logger: Logger
    let now: @Sendable () -> Timestamp

    private static let seen = HTTPFields.Element.Name("Gengfu-Seen")

    func status(_ request: Request) async -> Response {
        let (context, cookie) = context(request)
        // Only the page's own script sends it, and only while the page is in front: a probe or a crawler is nobody
        // who watches.
        if let name = Self.seen, request.headers[name] != nil { await reader.noteSeen() }
        let page = StatusPage(context: context).document(await reader.sight())
        return respond(page, context, cookie)
    }

    func device(_ request: Request) async -> Response {
        let (context, cookie) = context(request)
        let id = request.uri.queryParameters["id"].map(String.init) ?? ""
        var content: HTML = "<p class=\"bad\">\(context(Words.noSuchDevice))</p>"
        var time: String?
        var banner: HTML?
        if case .success(let report) = await reader.device(id),
            case .success(let status) = await reader.status()
        {
            let wall = WallTime(offset: status.utcOffsetSeconds)
            content = DeviceTables(context: context, wall: wall).details(report, now: status.now)
            time = wall.text(status.now, now: status.now)
            banner = DrillBanner(context: context).markup(status)
        }
        let page = PageFrame(context: context).document(
            title: id, heading: "", asOf: time, banner: banner,
            content:
                "\(content)<p><a href=\"/?lang=\(context.language.rawValue)\">\(context(Words.back))</a></p>",
            renews: false)
        return respond(page, context, cookie)
    }

    /// The night card of an incident.
    func card(_ request: Request) async -> Response {
        let (context, cookie) = context(request)
        var content: HTML = "<p class=\"bad\">\(context(Words.noSuchIncident))</p>"
        if let id = request.uri.queryParameters["id"].flatMap({ IncidentID(String($0)) }),
            case .success(.answer(.card(let card))) = await core.ask(
                .card(id), person: nil, language: context.language)
        {
            content = CardSheet(card, context.language).markup
        }
        let page = PageFrame(context: context).document(
            title: context(Words.nightCard), heading: "", asOf: nil,
            content:
                "\(content)<p><a href=\"/?lang=\(context.language.rawValue)\">\(context(Words.back))</a></p>",
            renews: false)
        return respond(page, context, cookie)
    }

    /// Hands a person's deed to the core and shows the status page again with what came of it.
    func deed(_ request: Request) async throws -> Response {
        let form = try await decode(DeedForm.self, of: request)
        // The incident's id has been read by `IncidentID`, or the core knows none such.
        let place =
            IncidentID(form.incident).map { "#i-" + DeviceTables.percentEncoded($0.description) } ?? ""
        return await carryOut(
            form.ask, token: form.token, person: form.person, pin: form.pin, lang: form.lang,
            about: form.incident, place, request)
    }

    /// The same for a device that nobody has declared.
    func held(_ request: Request) async throws -> Response {
        let form = try await decode(HeldForm.self, of: request)
        return await carryOut(
            form.ask, token: form.token, person: form.person, pin: form.pin, lang: form.lang,
            about: form.device, "#h-devices", request)
    }

    /// "This is real" in mid-drill.
    func drill(_ request: Request) async throws -> Response {
        let form = try await decode(DrillForm.self, of: request)
        return await carryOut(
            form.ask, token: form.token, person: form.person, pin: form.pin, lang: form.lang,
            about: "drill", "", request)
    }

    /// Hushes the loudspeaker about lost paths, or presses a siren.
    func beside(_ request: Request) async throws -> Response {
        let form = try await decode(BesideForm.self, of: request)
        return await carryOut(
            form.ask, token: form.token, person: form.person, pin: form.pin, lang: form.lang,
            about: form.act, "#h-beside", request)
    }

    /// What the next guard must know, and the form that both sign.
    func handover(_ request: Request) async -> Response {
        let (context, cookie) = context(request)
        var content: HTML = "<p class=\"bad\">\(context(Words.unseen))</p>"
        var time: String?
        if case .seen(let watch, _) = await reader.sight(),
            case .success(.answer(.shift(let shift))) = await core.ask(
                .shift, person: nil, language: context.language)
        {
            content = HandoverPage(context: context, watch: watch, shift: shift).markup
            time = WallTime(offset: watch.status.utcOffsetSeconds)
                .text(watch.status.now, now: .distantPast)
        }
        let page = PageFrame(context: context).document(
            title: context(Words.handover), heading: context(Words.handover), asOf: time,
            content:
                "\(content)<p class=\"screen\"><a href=\"/?lang=\(context.language.rawValue)\">\(context(Words.back))</a></p>",
            renews: false)
        return respond(page, context, cookie)
    }

    func handOver(_ request: Request) async throws -> Response {
        let form = try await decode(HandoverForm.self, of: request)
        return await carryOut(
            form.ask, token: form.token, person: form.person, pin: form.pin, second: form.secondPIN,
            lang: form.lang, about: "shift", "", request)
    }

    private func decode<Form: Decodable>(_ type: Form.Type, of request: Request) async throws -> Form {
        let buffer = try await request.body.collect(upTo: DeedForm.sizeLimit)
        guard let form = try? URLEncodedFormDecoder().decode(type, from: String(buffer: buffer)) else {
            throw HTTPError(.badRequest, message: "not a form of this console")
        }
        return form
    }

    private func carryOut(
        _ ask: Result<ControlRequest.Ask, DeedForm.Refusal>, token: String, person: String,
        pin: String?, second: String? = nil, lang: String?, about subject: String, _ place: String,
        _ request: Request
    ) async -> Response {
        let language = lang.flatMap(Language.init(rawValue:)) ?? settings.language
        guard HostGuard.isSameOrigin(request), sessions.accepts(token, from: cookieValue(request, "form"))
        else {
            logger.warning("form refused")
            return forbidden(request, language)
        }
        let said = await outcome(
            of: ask, person: person, pins: (pin, second), about: subject, language)
        await reader.refresh()
        var response = Response.redirect(to: "/?lang=\(language.rawValue)&said=\(said)\(place)")
        response.setCookie(
            Cookie(
                name: cookieName(request, "person"), value: DeviceTables.percentEncoded(person),
                maxAge: 12 * 3_600, path: "/", sameSite: .strict))
        return response
    }

    private func outcome(
        of asked: Result<ControlRequest.Ask, DeedForm.Refusal>, person: String,
        pins: (first: String?, second: String?), about subject: String, _ language: Language
    ) async -> String {
        let ask: ControlRequest.Ask
        switch asked {
        case .success(let wanted): ask = wanted
        case .failure(let refusal): return refusal.code
        }
        let answer = await core.ask(
            ask, person: person, pin: pins.first, secondPIN: pins.second, language: language)
        logger.notice("deed", metadata: ["act": "\(ask.word.rawValue)", "subject": "\(subject)"])
        switch answer {
        case .success(.answer(.done)): return "done"
        case .success(.answer(.alreadySo)): return "already_so"
        case .success(.answer): return "core_broken"
        case .success(.failure(let failure)): return DeviceTables.percentEncoded(failure.code)
        case .failure: return "core_silent"
        }
    }

    private func forbidden(_ request: Request, _ language: Language) -> Response {
        var (context, cookie) = context(request)
        context.language = language
        let page = PageFrame(context: context).document(
            title: context(Words.product), heading: "", asOf: nil,
            content: """
                <p class="big bad">\(context(Words.expired))</p>
                <p><a href="/?lang=\(language.rawValue)">\(context(Words.back))</a></p>
                """, renews: false)
        return respond(page, context, cookie, status: .forbidden)
    }

    private func context(_ request: Request) -> (PageContext, newCookie: Cookie?) {
        let query = request.uri.queryParameters
        let language = query["lang"].flatMap { Language(rawValue: String($0)) } ?? settings.language
        let (token, fresh) = sessions.token(for: cookieValue(request, "form"))
        let cookie = fresh.map {
            Cookie(name: cookieName(request, "form"), value: $0, path: "/", sameSite: .strict)
        }
        let context = PageContext(
            language: language, token: token, nonce: FormSessions.secret(), now: now(),
            person: cookieValue(request, "person")?.removingPercentEncoding,
            said: query["said"].map(String.init))
        return (context, cookie)
    }

    private func respond(
        _ page: HTML, _ context: PageContext, _ cookie: Cookie?, status: HTTPResponse.Status = .ok
    ) -> Response {
        var response = Response(status: status, text: page.text, type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] = SecurityHeaders.policy(nonce: context.nonce)
        if let cookie { response.setCookie(cookie) }
        return response
    }

    private func cookieValue(_ request: Request, _ purpose: String) -> String? {
        request.cookies[cookieName(request, purpose)]?.value
    }

    /// Browsers share cookies between the ports of a machine; with the port in the name two consoles side by side
    /// do not take each other's.
    private func cookieName(_ request: Request, _ purpose: String) -> String {
        let authority = request.head.authority ?? ""
        let port = authority.dropFirst(HostGuard.hostPart(authority).count).filter {
            $0.isASCII && $0.isNumber
        }
        return "gengfu_\(purpose)_\(port)"
    }
}
