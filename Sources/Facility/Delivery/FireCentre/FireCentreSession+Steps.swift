extension FireCentreSession {
    /// What happened to the connection or is wanted of it. Time and chance come beside it.
    package enum Input: Sendable, Equatable {
        /// The process begins.
        case started
        case connected
        /// It could not be made, or is over; the words hold no secrets.
        case disconnected(String)
        case received([UInt8])
        /// The centre does not read what was written, or does again.
        case congested(Bool)
        case send(Delivery)
        /// A sign of life that somebody waits for.
        case probe(Int64)
        /// Nobody waits for it any more.
        case cancelled(Ticket)
        /// A reload.
        case table(FirePointTable)
        /// Devices that are out of service.
        case disabled(Set<String>)
        /// The path to what is watched is lost, or is back.
        case line(isLost: Bool)
        /// The time of the last `Action.wake` has come.
        case deadline
    }

    /// What the shell must do, in this order.
    package enum Action: Sendable, Equatable {
        case connect
        case close
        case write([UInt8])
        /// Finished; nil: the centre acknowledged all of it, or it says nothing new to a centre.
        case settle(Ticket, Lane.Failure?)
        /// The centre wants to know whether somebody is on duty (查岗): people are called, and a named one answers.
        case askDuty(minutes: Int)
        /// Nobody has answered in time.
        case dutyOver
        case note(Note)
        /// Call with `Input.deadline` then; replaces every earlier wake.
        case wake(at: Timestamp)
    }

    /// Who waits for an exchange.
    package enum Ticket: Sendable, Hashable {
        /// `Delivery.number`
        case delivery(Int64)
        case probe(Int64)
    }

    /// What goes into the audit log or the board.
    package enum Note: Sendable, Equatable {
        case up
        case down(String)
        /// The centre's clock is this much ahead of the box's, which is not set by it.
        case clock(ahead: Interval)
        case initialised
        /// An order that is none of ours.
        case strangeOrder(type: UInt8?)
        /// Bytes that are no frame, counted since the connection was made.
        case garbage(findings: Int)

        package var text: String {
            switch self {
            case .up: "connected"
            case .down(let why): why
            case .clock(let ahead): "centre's clock ahead by \(ahead.milliseconds) ms"
            case .initialised: "initialised by the centre"
            case .strangeOrder(let type): "order of type \(type.map(String.init) ?? "none") refused"
            case .garbage(let findings): "\(findings) findings that are no frame"
            }
        }
    }

    /// How the connection stands.
    enum Link: Sendable, Equatable {
        /// `attempts`: made since the centre was last heard.
        case down(retryAt: Timestamp, triedAt: Timestamp, attempts: Int)
        case connecting(since: Timestamp, attempts: Int)
        case up(since: Timestamp, attempts: Int)
    }

    /// What waits for its turn, or for its acknowledgement.
    struct Parcel: Sendable, Equatable {
        var ticket: Ticket?
        var rank: Rank
        /// Application units, each a frame of its own; the first one is next.
        var units: [[UInt8]]
        var kind = Kind.news

        /// Fire before all (GB 26875.1-2011 4.1.2.3).
        enum Rank: Int, Sendable, Comparable {
            case fire, ordinary, idle

            static func < (left: Rank, right: Rank) -> Bool { left.rawValue < right.rawValue }
        }

        enum Kind: Sendable, Equatable {
            case news
            /// One of each is enough; it is written anew from what stands when its turn comes.
            case heartbeat, state
        }
    }

    /// A frame that waits for its acknowledgement.
    struct Exchange: Sendable, Equatable {
        var parcel: Parcel
        var serial: UInt16
        var bytes: [UInt8]
        var attempts = 1
        var refusals = 0
        /// Number of its last writing among all of this life: what was written last is what the centre goes by.
        var order: Int
        var dueAt: Timestamp
        var firstAt: Timestamp
    }
}
