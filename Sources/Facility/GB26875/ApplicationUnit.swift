extension GB26875 {
    /// What a frame carries (8): a type, a number of objects, the objects. Some heartbeats carry nothing, others one
    /// byte.
    ///
    /// A frame whose checksum is right is not refused for what its unit says: makers have units of their own. What
    /// cannot be read is kept in `rest`, and `problem` says why.
    package struct ApplicationUnit: Sendable, Equatable {
        /// Nil for an empty unit.
        package var type: UInt8?
        /// As stated; nil for a unit of one byte.
        package var count: UInt8?
        package var objects: [UnitObject]
        /// Bytes behind the count that are not in `objects`.
        package var rest: [UInt8]
        package var problem: Problem?

        /// Why a unit of a known type could not be read as stated.
        package enum Problem: Sendable, Equatable {
            /// The bytes are whole objects, but not as many as stated: all of them are read.
            case count(stated: Int, found: Int)
            /// Neither the standard's objects nor a known maker's have this size: none is read.
            case length(bytes: Int, stated: Int)
            /// A text says that it is longer than what is left.
            case textTooLong(stated: Int, found: Int)
            /// Bytes behind the last object; the objects before them are read.
            case leftOver(bytes: Int)

            package var text: String {
                switch self {
                case .count(let stated, let found): "count: stated \(stated), found \(found)"
                case .length(let bytes, let stated): "count: \(bytes) bytes are not \(stated) objects"
                case .textTooLong(let stated, let found): "text: stated \(stated) bytes, found \(found)"
                case .leftOver(let bytes): "count: \(bytes) bytes left over"
                }
            }
        }

        /// A unit to be sent.
        package init(_ type: UnitType, _ objects: [UnitObject]) {
            precondition(objects.count <= type.mostObjects, "more objects than a unit of this type holds")
            self.type = type.rawValue
            count = UInt8(objects.count)
            self.objects = objects
            rest = []
        }

        /// A unit of a frame that was received.
        package init(_ bytes: [UInt8]) {
            type = bytes.first
            count = bytes.count > 1 ? bytes[1] : nil
            objects = []
            rest = []
            guard let type, let count else { return }
            let body = bytes[2...]
            if let layout = Self.layout(type: type, count: Int(count), bytes: body.count) {
                objects = layout.read(body)
                if objects.count != Int(count) {
                    problem = .count(stated: Int(count), found: objects.count)
                }
                return
            }
            rest = Array(body)
            switch UnitType(rawValue: type) {
            case .systemConfiguration: readTexts(of: Int(count), hasSystem: true)
            case .deviceConfiguration: readTexts(of: Int(count), hasSystem: false)
            case nil: break
            default: problem = .length(bytes: body.count, stated: Int(count))
            }
        }

        /// The unit as it goes out.
        package var bytes: [UInt8] {
            guard let type else { return [] }
            guard let count else { return [type] }
            return [type, count] + objects.flatMap(\.bytes) + rest
        }

        private mutating func readTexts(of count: Int, hasSystem: Bool) {
            var body = rest[...]
            let head = hasSystem ? 3 : 1
            for _ in 0..<count {
                guard body.count >= head else {
                    problem = .count(stated: count, found: objects.count)
                    break
                }
                let length = Int(body[body.startIndex + head - 1])
                guard body.count >= head + length else {
                    problem = .textTooLong(stated: length, found: body.count - head)
                    break
                }
                let note = Note(bytes: Array(body[(body.startIndex + head)...].prefix(length)))
                if hasSystem {
                    let system = SystemPlace(
                        type: SystemType(rawValue: body[body.startIndex]),
                        address: body[body.startIndex + 1])
                    objects.append(.systemConfiguration(system, note))
                } else {
                    objects.append(.deviceConfiguration(note))
                }
                body = body.dropFirst(head + length)
            }
            if problem == nil, !body.isEmpty { problem = .leftOver(bytes: body.count) }
            rest = Array(body)
        }
    }
}

extension GB26875.ApplicationUnit {
    /// How the objects of one unit lie.
    private struct Layout {
        let type: GB26875.UnitType
        let length: Int
        let hasTime: Bool
        var isAccess = false

        func read(_ body: ArraySlice<UInt8>) -> [GB26875.UnitObject] {
            stride(from: body.startIndex, to: body.endIndex, by: length).map { place in
                var bytes = GB26875.ByteReader(body[place..<(place + length)])
                return isAccess ? bytes.access() : bytes.object(type, hasTime: hasTime)
            }
        }
    }

    /// One maker's types (富贝 2024) with objects of 16 bytes: 2, and 135, 150, 151 of makers' own.
    private static let accessTypes: Set<UInt8> = [2, 0x87, 0x96, 0x97]
    private static let accessLength = 16

    /// The layout in which the bytes are as many objects as stated; failing that, whole objects of the standard.
    private static func layout(type code: UInt8, count: Int, bytes: Int) -> Layout? {
        let type = GB26875.UnitType(rawValue: code)
        let length = type?.objectLength
        if let type, let length {
            if bytes == count * length { return Layout(type: type, length: length, hasTime: true) }
            let bare = length - GB26875.TimeLabel.length
            if type.endsWithTime, bytes == count * bare {
                return Layout(type: type, length: bare, hasTime: false)
            }
        }
        if accessTypes.contains(code), count > 0, bytes == count * accessLength {
            return Layout(type: .componentValue, length: accessLength, hasTime: true, isAccess: true)
        }
        guard let type, let length, bytes > 0, bytes.isMultiple(of: length), length > 1 else { return nil }
        return Layout(type: type, length: length, hasTime: true)
    }
}
