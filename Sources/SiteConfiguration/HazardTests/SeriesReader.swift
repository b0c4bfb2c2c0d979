import Facility
import Yams

/// Reads one series of a case and says at the very token what is wrong with it.
struct SeriesReader {
    let point: Point

    /// - Returns: a value or nothing per step; nil when the log has a mistake of it.
    func read(_ value: YAMLValue) -> [FieldValue?]? {
        guard case .scalar(let scalar) = value.node, !value.isNull else {
            _ = value.text()
            return nil
        }
        let places = ScalarPlaces(scalar, in: value.document.file)
        var steps: [FieldValue?] = []
        var isGood = true
        for token in scalar.string.split(whereSeparator: \.isWhitespace) {
            do throws(SeriesNotation.Mistake) {
                steps += try SeriesNotation.expand(String(token), for: point.kind)
                guard steps.count <= SeriesNotation.stepLimit else { throw .tooLong }
            } catch {
                let offset = token.utf8.distance(from: scalar.string.startIndex, to: token.startIndex)
                let place = places.place(offset: offset, length: token.utf8.count)
                value.log.error(message(error), at: place, help: help(String(token)))
                isGood = false
                if error == .tooLong { return nil }
            }
        }
        if steps.isEmpty, isGood { value.error(.form(.emptyText)) }
        return isGood && !steps.isEmpty ? steps : nil
    }

    private func message(_ mistake: SeriesNotation.Mistake) -> Message {
        switch mistake {
        case .notAValue(let token): .hazardTest(.notAValue(token, point: point.name))
        case .tooLong: .hazardTest(.seriesTooLong(limit: SeriesNotation.stepLimit))
        }
    }

    private func help(_ token: String) -> HelpMessage? {
        switch point.kind {
        case .choice(let words): .nearest(to: token, among: words)
        case .boolean: .known(["true", "false", "truex3", "_"])
        case .number: .known(["20", "20x3", "20+0.5x3", "_"])
        case .text: nil
        }
    }
}
