import Facility

/// Holds the tags of one text against the names it may use.
package struct TemplateCheck {
    package struct Issue: Sendable, Equatable {
        package enum Kind: Sendable, Hashable {
            case fault(TagScanner.Fault.Kind)
            case unknownName(String)
            /// `known`: what can be written.
            case unknownTransform(String)
            /// `{{contacts}}`: a list or a group is no word.
            case notAWord(String)
            /// `first()`, `last()` and `index()` outside of a list.
            case notInAList(String)
        }

        package var kind: Kind
        /// UTF-8 bytes from the text's start.
        package var offset: Int
        package var length: Int
    }

    /// Those every file has; a file's dictionaries are some too, and `cut_80` cuts to 80 characters.
    package static let transforms = [
        "json", "empty", "rfc3339", "unix", "unix_ms", "compact", "lowercased", "uppercased",
    ]
    private static let positions = ["first", "last", "index"]

    private let variables: TemplateVariables
    private let dictionaries: Set<String>

    package init(_ variables: TemplateVariables, dictionaries: [String]) {
        self.variables = variables
        self.dictionaries = Set(dictionaries)
    }

    /// What is wrong with a text, in its order.
    package func issues(_ text: String) -> [Issue] {
        let scanner = TagScanner(text)
        var issues = scanner.faults.map {
            Issue(kind: .fault($0.kind), offset: $0.offset, length: $0.length)
        }
        var inside: [TemplateVariables.Shape] = []
        /// One entry per open section: whether it put an item onto `inside`.
        var opened: [Bool] = []
        for tag in scanner.tags {
            if tag.kind == .end {
                if opened.popLast() == true { inside.removeLast() }
                continue
            }
            let (shape, issue) = look(at: tag, inside: inside)
            if let issue { issues.append(Issue(kind: issue, offset: tag.offset, length: tag.length)) }
            switch tag.kind {
            case .variable, .end: break
            case .inverted: opened.append(false)
            case .section:
                guard let shape, tag.transforms.isEmpty else {
                    opened.append(false)
                    continue
                }
                if case .list(let item) = shape { inside.append(item) } else { inside.append(shape) }
                opened.append(true)
            }
        }
        return issues.sorted { $0.offset < $1.offset }
    }

    private func look(
        at tag: TagScanner.Tag, inside: [TemplateVariables.Shape]
    ) -> (TemplateVariables.Shape?, Issue.Kind?) {
        if tag.name.isEmpty {
            guard tag.transforms.count == 1, let name = tag.transforms.first, Self.positions.contains(name)
            else { return (nil, .unknownTransform(tag.transforms.first ?? "")) }
            return (.value, inside.isEmpty ? .notInAList(name) : nil)
        }
        guard let shape = variables.shape(of: tag.name, inside: inside) else {
            return (nil, .unknownName(tag.name))
        }
        for transform in tag.transforms where !isKnown(transform) {
            return (nil, .unknownTransform(transform))
        }
        guard tag.kind == .variable, tag.transforms.isEmpty else { return (shape, nil) }
        switch shape {
        case .value, .time: return (shape, nil)
        case .fields, .anyField, .list: return (shape, .notAWord(tag.name))
        }
    }

    private func isKnown(_ transform: String) -> Bool {
        Self.transforms.contains(transform) || dictionaries.contains(transform)
            || Self.cut(transform) != nil
    }

    /// The 80 of `cut_80`; nil: it is none.
    static func cut(_ transform: String) -> Int? {
        guard transform.hasPrefix("cut_"), let length = Int(transform.dropFirst(4)), length > 0 else {
            return nil
        }
        return length
    }

    /// Whether a text uses one of these names.
    package static func uses(_ text: String, _ names: Set<String>) -> Bool {
        TagScanner(text).tags.contains { names.contains($0.name) }
    }
}
